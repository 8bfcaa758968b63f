"""The publisher service: connected accounts, and what becomes of every approval."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from chassis.errors import NotFound, Unavailable
from chassis.guarded import GuardedClient
from chassis.http import caller_of, serve
from chassis.peers import PeerRefused, Peers
from chassis.runtime import Runtime
from chassis.settings import Settings
from contracts import consent, content, publisher
from contracts.consent import PersonErased
from contracts.values import Network
from services.publisher import kinds
from services.publisher.api import (
    account_routes,
    audit_routes,
    internal_routes,
    post_routes,
    report_routes,
    result_routes,
)
from services.publisher.application import Accounts, Pace, Posts, Programmes
from services.publisher.auditing import Audit, Authors, Called
from services.publisher.composing import Composing, ToHandOver
from services.publisher.connecting import Connecting
from services.publisher.domain.errors import NotToHandOver, PublisherError
from services.publisher.duties import (
    Attempting,
    Counting,
    Desk,
    Erased,
    LookingUp,
    Measuring,
    Openings,
    Pictures,
    Releasing,
    Removing,
    Sampling,
)
from services.publisher.networks.mastodon import Mastodon
from services.publisher.networks.protocol import Picture
from services.publisher.policies import READS, Policies
from services.publisher.projections import ACCOUNTS, AUTHORS, COLLECTIONS, OUT, POSTS, SHAPE, handlers, live
from services.publisher.publication import translate
from services.publisher.queries import AccountViews, Known, PostViews, Proposals, Reports, Returns
from services.publisher.restoration import TakingOver, plan
from services.publisher.results import rows
from services.publisher.results.closing import Closing
from services.publisher.sign_in import MastodonSignIn
from services.publisher.tables import Identities
from services.publisher.targets import Targets

SERVICE = "publisher"


def build(settings: Settings) -> FastAPI:
    """The whole service. Connects to nothing before it is started."""
    runtime = Runtime(settings, SERVICE)
    store, vault, timers, clock = runtime.store, runtime.vault, runtime.timers, runtime.clock
    pace, zone = Pace(), settings.time_zone
    weeks = ZoneInfo(zone)

    client = GuardedClient(allow_private=settings.allow_private_addresses)
    mastodon = Mastodon(client, clock)
    identities = Identities(runtime.database, vault)
    accounts = Accounts(vault, timers, identities)
    posts = Posts(vault, timers, runtime.signer, pace, zone=zone)
    connecting = Connecting(
        store,
        vault,
        accounts=accounts,
        identities=identities,
        sign_ins={Network.MASTODON: MastodonSignIn(mastodon, settings.public_url)},
        clock=clock,
        redirect_uri=f"{settings.public_url.rstrip('/')}/connected",
    )
    desk = Desk(
        store=store,
        vault=vault,
        timers=timers,
        posts=posts,
        accounts=accounts,
        connectors={Network.MASTODON: mastodon},
        openings=openings_of(runtime.peers),
        pictures=pictures_of(runtime.peers),
        clock=clock,
        pace=pace,
    )
    attempting, looking_up = Attempting(desk), LookingUp(desk)
    releasing, removing, measuring = Releasing(desk, looking_up), Removing(desk, connecting), Measuring(desk)

    closing = Closing(runtime.database, vault, weeks)
    programmes = Programmes(runtime.database, vault, timers, closing, weeks)
    counting = Counting(desk, closing, programmes)

    runtime.schema(identities.migrate, lambda: rows.migrate(runtime.database), closing.migrate)
    runtime.add(_nothing, client.aclose)
    runtime.publish(publisher.TOPIC, translate)
    policies = Policies(posts, accounts, runtime.keys.find, clock)
    sources = {consent.TOPIC: "consent", content.TOPIC: "content"}
    runtime.consume(sources, policies.all(), reads=READS, overtakes=frozenset({PersonErased}))
    taking_over = TakingOver(vault, timers, runtime.signer, pace, zone=zone)
    runtime.restores(
        plan(
            store=store,
            clock=clock,
            accounts=accounts,
            identities=identities,
            taking_over=taking_over,
            proven=policies.proven,
        )
    )
    projection = runtime.project(COLLECTIONS, handlers(), live, shape=SHAPE)
    runtime.due(
        {
            kinds.DUE: releasing.due,
            kinds.ANSWER: releasing.answer,
            kinds.ATTEMPT: attempting.attempt,
            kinds.LOOK_UP: looking_up.look_up,
            kinds.WATCH: looking_up.watch,
            kinds.TAKE_DOWN: removing.take_down,
            kinds.MEASURE: measuring.measure,
            kinds.COUNT: counting.count,
            kinds.CLOSE_PILOT: counting.close_pilot,
            kinds.SAMPLE: Sampling(desk, weeks).sample,
            kinds.REVOKE: removing.revoke,
            kinds.FORGET: removing.forget,
        }
    )

    who = caller_of(runtime.reader)
    proposals = Proposals(store, zone=zone)
    return runtime.http(
        PublisherError,
        [
            account_routes(
                store=store,
                accounts=accounts,
                connecting=connecting,
                views=AccountViews(projection.collection(ACCOUNTS), vault),
                projection=projection,
                proposals=proposals,
                clock=clock,
                who=who,
            ),
            post_routes(
                store=store,
                posts=posts,
                looking_up=looking_up,
                composing=Composing(store, to_hand_over_of(runtime.peers)),
                views=PostViews(projection.collection(POSTS), vault),
                projection=projection,
                clock=clock,
                who=who,
            ),
            result_routes(returns=Returns(runtime.database, vault, weeks), clock=clock, who=who),
            report_routes(
                store=store, programmes=programmes, reports=Reports(store, vault, weeks), clock=clock, who=who
            ),
            audit_routes(
                audit=Audit(
                    projection.collection(OUT),
                    projection.collection(AUTHORS),
                    store,
                    vault,
                    authors=authors_of(runtime.peers),
                    called=called_of(runtime.peers),
                    openings=desk.openings,
                    clock=clock,
                ),
                projection=projection,
                who=who,
            ),
            internal_routes(
                known=Known(store, vault, desk.connectors),
                proposals=proposals,
                targets=Targets(desk),
                clock=clock,
                who=who,
            ),
        ],
    )


def openings_of(peers: Peers) -> Openings:
    """Openings from consent's internal route."""

    def fetch(approval_id: UUID) -> object:
        try:
            return peers.get("consent", f"/internal/openings/{approval_id}")["opening"]
        except PeerRefused as error:
            if error.status == 404:
                raise Erased from error
            raise Unavailable("consent does not give the opening") from error

    return fetch


def authors_of(peers: Peers) -> Authors:
    """Names from consent's internal route."""

    def ask(people: Sequence[UUID]) -> Mapping[UUID, str]:
        try:
            told = peers.post("consent", "/internal/authors", {"ids": [str(each) for each in people]})
        except PeerRefused as error:
            raise Unavailable("consent does not give names") from error
        return {UUID(person): name for person, name in told["names"].items()}

    return ask


def called_of(peers: Peers) -> Called:
    """People by their names from consent's internal route."""

    def ask(words: str) -> Sequence[tuple[UUID, str]]:
        try:
            told = peers.post("consent", "/internal/authors/search", {"words": words})
        except PeerRefused as error:
            raise Unavailable("consent does not search names") from error
        return [(UUID(each["person_id"]), each["name"]) for each in told["people"]]

    return ask


def to_hand_over_of(peers: Peers) -> ToHandOver:
    """Openings of approvals that stand, from consent's internal route."""

    def fetch(approval_id: UUID) -> object:
        try:
            return peers.get("consent", f"/internal/openings/{approval_id}/to-hand-over")["opening"]
        except PeerRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise NotFound("the words of this approval exist no more") from error
            if error.status == HTTPStatus.CONFLICT:
                raise NotToHandOver(str(error), state=str(error.told.get("state", error.code))) from error
            raise Unavailable("consent cannot be asked now") from error

    return fetch


def pictures_of(peers: Peers) -> Pictures:
    """Images from consent's internal route."""

    def fetch(approval_id: UUID, digest: str) -> Picture:
        try:
            told = peers.get("consent", f"/internal/openings/{approval_id}/images/{digest}")
        except PeerRefused as error:
            if error.status == 404:
                raise Erased from error
            raise Unavailable("consent does not give the image") from error
        return Picture(told["type"], b64decode(told["data"]))

    return fetch


async def _nothing() -> None:
    """Starts nothing."""


if __name__ == "__main__":
    chosen = Settings()
    serve(build(chosen), chosen)
