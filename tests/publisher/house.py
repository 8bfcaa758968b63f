"""A publisher without a server: real PostgreSQL, real commands and duties; consent and the network are played.

house = House(dsn)
account = house.connect(person)
approval = house.approve(person, account)         # consent signs, the policy takes it
house.pass_time(minutes=2)                        # timers that are due are worked, in order
house.grant()                                     # consent answers the open release
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from joserfc.jwk import OKPKey

from chassis.database import Database
from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.signing import Signer, UnknownKey, digest, digest_of_json
from chassis.timers import Due, Timers
from chassis.vault import Vault
from contracts.catalogue import BY_TYPE
from contracts.consent import ActivityApproved, ReleaseGranted
from contracts.envelope import Envelope
from contracts.networks import Capability, Opening, load
from contracts.values import Aim, Choice, Kind, Network, timestamp
from services.publisher import kinds
from services.publisher.application import Accounts, Pace, Posts, Programmes
from services.publisher.composing import Composing
from services.publisher.connecting import Connecting
from services.publisher.domain.errors import NotToHandOver
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import Post, State
from services.publisher.duties import (
    Attempting,
    Counting,
    Desk,
    Erased,
    LookingUp,
    Measuring,
    Releasing,
    Removing,
    Sampling,
)
from services.publisher.networks.mastodon import Mastodon
from services.publisher.networks.protocol import (
    Absent,
    Account,
    AuthExpired,
    ConnectorError,
    Credentials,
    Engagement,
    Finding,
    Found,
    Intent,
    NeedsHuman,
    Picture,
    Published,
    RateLimited,
    Rejected,
    Retryable,
    Target,
    TooLate,
    UnknownOutcome,
    Uploaded,
)
from services.publisher.policies import Policies
from services.publisher.publication import translate
from services.publisher.results import rows
from services.publisher.results.closing import Closing
from services.publisher.sign_in import Redeemed
from services.publisher.tables import Identities

UTC_WEEKS = ZoneInfo("UTC")
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LEASE = timedelta(seconds=90)
TARGETS = {Aim.POST: "https://social.example/@bob/77", Aim.ACCOUNT: "https://social.example/@bob"}


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return (self.now - START).total_seconds()


class Died(BaseException):
    """The process died here."""


@dataclass(frozen=True)
class How:
    """How one request goes: whether bytes leave us, whether it is performed (and when), and what we see of it."""

    name: str
    error: Callable[[datetime], BaseException] | None = None
    leaves: bool = True
    performs: bool = False
    delay: timedelta | None = None
    doubtful: bool = False
    """Whether it may have been performed, as far as we can know."""


def _unknown(_: datetime) -> BaseException:
    return UnknownOutcome("no-answer")


def _died(_: datetime) -> BaseException:
    return Died()


ACCEPT = How("accepted", performs=True, doubtful=True)
CUT_AFTER = How("cut after it was accepted", _unknown, performs=True, doubtful=True)
CUT_BEFORE = How("cut before it was accepted", _unknown, doubtful=True)
NOT_AS_APPROVED = How("accepted in part", lambda _: UnknownOutcome("not-as-approved"), performs=True, doubtful=True)
LATE = How("accepted minutes after it was cut", _unknown, delay=timedelta(minutes=4), doubtful=True)
DIE_AFTER = How("died after it was accepted", _died, performs=True, doubtful=True)
DIE_BEFORE = How("died before the first byte", _died, leaves=False)
UNREACHABLE = How("unreachable", lambda _: Retryable("unreachable"), leaves=False)
REJECT = How("rejected", lambda _: Rejected("unprocessable"))
LIMIT = How("over its limit", lambda at: RateLimited(at + timedelta(minutes=7)))
LIMIT_WITHOUT_END = How("over its limit, it does not say how long", lambda _: RateLimited(None))
EXPIRE = How("credentials not accepted", lambda _: AuthExpired())
ASK_HUMAN = How("cannot tell", lambda _: NeedsHuman("cannot-tell"), doubtful=True)


@dataclass
class FakeNetwork:
    """The network at the edge. `next_sends` says how each coming request goes; afterwards all are accepted.

    `posted` holds what stands there, `sent` how often an intent's bytes left us, by approval.
    """

    clock: Clock
    name: str = "mastodon"
    send_seconds: float = 20.0
    next_sends: list[How] = field(default_factory=list)
    next_lookups: list[Finding] = field(default_factory=list)
    delayed: list[tuple[datetime, Intent]] = field(default_factory=list)
    posted: list[Published] = field(default_factory=list)
    of_key: dict[str, list[str]] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    removed: list[str] = field(default_factory=list)
    retract_error: Exception | None = None
    resolve_error: Exception | None = None
    forbidden: frozenset[Kind] = frozenset()
    target: Target = field(default_factory=lambda: Target("", "77"))
    engagement: Engagement = field(default_factory=Engagement)
    measure_error: Exception | None = None
    looks: list[datetime] = field(default_factory=list)
    followed_by: int | None = None
    followers_error: Exception | None = None
    counts: list[datetime] = field(default_factory=list)
    no_images: bool = False
    uploads: list[tuple[Picture, str]] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)
    on_upload: Callable[[Picture], None] = lambda _: None
    on_send: Callable[[Intent], None] = lambda _: None
    on_sent: Callable[[Intent, How], None] = lambda _, __: None

    def capability(self, kind: Kind) -> Capability:
        return load("mastodon").kinds[kind]

    def prepare(
        self,
        opening: Opening,
        kind: Kind,
        account: Account,
        key: str,
        target: Target | None = None,
        *,
        uploaded: tuple[Uploaded, ...] = (),
    ) -> Intent:
        mastodon = Mastodon(None, self.clock)  # type: ignore[arg-type]
        return mastodon.prepare(opening, kind, account, key, target, uploaded=uploaded)

    def permitted(self, kind: Kind, credentials: Credentials, *, images: bool = False) -> bool:
        return kind not in self.forbidden and not (images and self.no_images)

    async def upload(self, picture: Picture, alt: str, account: Account, credentials: Credentials) -> str:
        self.on_upload(picture)
        self.uploads.append((picture, alt))
        return f"image {len(self.uploads)}"

    async def has_image(self, remote_id: str, account: Account, credentials: Credentials) -> bool:
        return remote_id not in self.forgotten

    async def resolve(self, url: str, kind: Kind, account: Account, credentials: Credentials) -> Target:
        if self.resolve_error is not None:
            raise self.resolve_error
        return replace(self.target, url=url)

    async def send(self, intent: Intent, credentials: Credentials, deadline: datetime) -> Published:
        if self.clock() >= deadline:
            raise TooLate
        self.on_send(intent)
        how = self.next_sends.pop(0) if self.next_sends else ACCEPT
        self.sent[self.key(intent)] += how.leaves
        self.on_sent(intent, how)
        if how.delay is not None:
            self.delayed.append((self.clock() + how.delay, intent))
        published = self.perform(intent) if how.performs else None
        if how.error is not None:
            raise how.error(self.clock())
        assert published is not None
        return published

    async def lookup(
        self, intent: Intent, credentials: Credentials, first_sent_at: datetime, known: Collection[str] = ()
    ) -> Finding:
        self.deliver_delayed()
        if self.next_lookups:
            return self.next_lookups.pop(0)
        for remote_id in self.of_key.get(self.key(intent), []):
            if remote_id not in known:
                return Found(next(each for each in self.posted if each.remote_id == remote_id))
        return Absent()

    async def measure(self, published: Published, account: Account, credentials: Credentials) -> Engagement:
        self.looks.append(self.clock())
        if self.measure_error is not None:
            raise self.measure_error
        return self.engagement

    async def followers(self, account: Account, credentials: Credentials) -> int | None:
        self.counts.append(self.clock())
        if self.followers_error is not None:
            raise self.followers_error
        return self.followed_by

    async def retract(self, published: Published, kind: Kind, account: Account, credentials: Credentials) -> None:
        if self.retract_error is not None:
            raise self.retract_error
        self.removed.append(published.remote_id)

    def key(self, intent: Intent) -> str:
        return intent.headers.get("Idempotency-Key") or f"{intent.kind} {intent.target_id}"

    def perform(self, intent: Intent) -> Published:
        key = self.key(intent)
        if not intent.kind.has_words and self.of_key.get(key):
            return next(each for each in self.posted if each.remote_id == self.of_key[key][0])
        remote_id = str(100 + len(self.posted))
        published = Published(remote_id, f"https://social.example/@ann/{remote_id}", intent.target_id, self.clock())
        self.posted.append(published)
        self.of_key.setdefault(key, []).append(remote_id)
        return published

    def deliver_delayed(self) -> None:
        ripe = [each for each in self.delayed if each[0] <= self.clock()]
        self.delayed = [each for each in self.delayed if each[0] > self.clock()]
        for _, intent in ripe:
            self.perform(intent)


@dataclass
class FakeSignIn:
    """Servers that let people in: whoever comes with the code `ann` is `@ann`. `gone` cannot be reached."""

    registered: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    error: ConnectorError | None = None
    verifiers: list[str] = field(default_factory=list)
    needs: set[str] = field(default_factory=lambda: {"all"})

    def server(self, typed: str) -> str:
        if " " in typed:
            raise Rejected("not-a-server")
        return f"https://{typed}"

    async def register(self, server: str, redirect_uri: str) -> dict[str, Any]:
        if self.error is not None:
            raise self.error
        self.registered.append(server)
        return {
            "server": server,
            "redirect_uri": redirect_uri,
            "client_secret": "very secret",
            "scopes": sorted(self.needs),
        }

    def suffices(self, app: dict[str, Any]) -> bool:
        return self.needs <= set(app["scopes"])

    def authorize_url(self, app: dict[str, Any], state: str, verifier: str) -> str:
        return f"{app['server']}/oauth/authorize?state={state}"

    async def redeem(self, app: dict[str, Any], code: str, verifier: str) -> Redeemed:
        if self.error is not None:
            raise self.error
        self.verifiers.append(verifier)
        account = Account(app["server"], f"id of {code}", f"@{code}@social.example")
        return Redeemed(account, Credentials(f"token of {code}", ("profile",)), load("mastodon"))

    async def revoke(self, app: dict[str, Any], credentials: Credentials) -> None:
        if self.error is not None:
            raise self.error
        self.revoked.append(credentials.access_token)


def _signer(service: str) -> Signer:
    return Signer(service, {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]})


class House:
    """One replica after another on one database."""

    def __init__(self, dsn: str, pace: Pace | None = None) -> None:
        self.clock = Clock()
        self.pace = pace or Pace()
        self.network = FakeNetwork(self.clock)
        self.sign_in = FakeSignIn()
        self.consent = _signer("consent")
        self.signer = _signer("publisher")
        self.keys: dict[str, dict[str, Any]] = {}
        self.know(*self.consent.public)
        self.sealing_key = os.urandom(32)
        self.database = Database(dsn)
        self.database.open()
        self.openings: dict[UUID, Any] = {}
        self.fallen: set[UUID] = set()
        self.pictures: dict[str, Picture] = {}
        self.on_opening: Callable[[UUID], None] = lambda _: None
        self.sequence = 0
        self.start()
        self.store.open()
        for migrate in (self.vault.migrate, self.timers.migrate, self.identities.migrate):
            migrate()
        rows.migrate(self.database)
        self.closing.migrate()

    def start(self) -> None:
        """Builds a new replica: nothing in memory of the one before."""
        self.store = EventStore(self.database)
        self.vault = Vault(self.database, [self.sealing_key])
        self.timers = Timers(self.database)
        self.identities = Identities(self.database, self.vault)
        self.accounts = Accounts(self.vault, self.timers, self.identities)
        self.posts = Posts(self.vault, self.timers, self.signer, self.pace, zone="UTC")
        self.closing = Closing(self.database, self.vault, UTC_WEEKS)
        self.programmes = Programmes(self.database, self.vault, self.timers, self.closing, UTC_WEEKS)
        self.policies = Policies(self.posts, self.accounts, self.find_key, self.clock).all()
        self.desk = Desk(
            self.store,
            self.vault,
            self.timers,
            self.posts,
            self.accounts,
            {Network.MASTODON: self.network},
            self.opening,
            self.picture,
            self.clock,
            self.pace,
            monotonic=self.clock.monotonic,
        )
        self.connecting = Connecting(
            self.store,
            self.vault,
            accounts=self.accounts,
            identities=self.identities,
            sign_ins={Network.MASTODON: self.sign_in},
            clock=self.clock,
            redirect_uri="https://restu.example/connected",
        )
        self.composing = Composing(self.store, self.to_hand_over)
        looking_up = self.looking_up = LookingUp(self.desk)
        attempting, releasing = Attempting(self.desk), Releasing(self.desk, looking_up)
        removing = Removing(self.desk, self.connecting)
        counting = Counting(self.desk, self.closing, self.programmes)
        self.handlers = {
            kinds.DUE: releasing.due,
            kinds.ANSWER: releasing.answer,
            kinds.ATTEMPT: attempting.attempt,
            kinds.LOOK_UP: looking_up.look_up,
            kinds.WATCH: looking_up.watch,
            kinds.TAKE_DOWN: removing.take_down,
            kinds.MEASURE: Measuring(self.desk).measure,
            kinds.COUNT: counting.count,
            kinds.CLOSE_PILOT: counting.close_pilot,
            kinds.SAMPLE: Sampling(self.desk, UTC_WEEKS).sample,
            kinds.REVOKE: removing.revoke,
            kinds.FORGET: removing.forget,
        }

    def know(self, *keys: dict[str, Any]) -> None:
        """Public keys that can be found."""
        self.keys.update((key["kid"], key) for key in keys)

    def find_key(self, kid: str) -> dict[str, Any]:
        """A public key, as the service finds it."""
        if kid not in self.keys:
            raise UnknownKey(kid)
        return self.keys[kid]

    def restart(self) -> None:
        """The process died and another one begins."""
        self.store.close()
        self.start()
        self.store.open()

    def reset(self) -> None:
        """As it was in the beginning: empty tables, the first clock, an empty network, consent's own key alone."""
        with self.database.transaction() as cursor:
            cursor.execute("TRUNCATE stored_events, snapshots, answers, vault, erased, due, identities")
            cursor.execute("TRUNCATE deeds, members, offers, piloted, weeks, cells, uptake")
        self.identities.migrate()
        self.openings.clear()
        self.fallen.clear()
        self.pictures.clear()
        self.on_opening = lambda _: None
        self.sequence = 0
        self.clock.now = START
        self.network = FakeNetwork(self.clock)
        self.sign_in = FakeSignIn()
        self.consent = _signer("consent")
        self.keys.clear()
        self.know(*self.consent.public)
        self.restart()

    def close(self) -> None:
        self.store.close()
        self.database.close()

    # Time

    def due(self) -> list[Due]:
        """What stands in the table of timers, whenever it is due, but for looks at readers and followers."""
        found = self.database.fetch(
            "SELECT kind, id, at, tries FROM due WHERE kind <> ALL(%s) ORDER BY not_before, kind, id",
            ([kinds.MEASURE, kinds.SAMPLE],),
        )
        return [Due(row["kind"], row["id"], row["at"], row["tries"]) for row in found]

    def work(self) -> int:
        """Works what is due now, once; how much it was."""
        taken = self.timers.take(list(self.handlers), self.clock(), LEASE, 100)
        for due in taken:
            asyncio.run(self.handlers[due.kind](due))
        return len(taken)

    def settle(self) -> None:
        """Works until nothing is due now."""
        for _ in range(20):
            if not self.work():
                return
        raise AssertionError("the timers never come to rest")

    def pass_time(self, **span: float) -> None:
        """Lets time pass in steps from timer to timer, working each."""
        until = self.clock.now + timedelta(**span)
        self.settle()
        while True:
            row = self.database.fetch_one(
                "SELECT min(not_before) AS at FROM due WHERE kind = ANY(%s)", (list(self.handlers),)
            )
            if row is None or row["at"] is None or row["at"] > until:
                break
            self.clock.now = max(self.clock.now, row["at"])
            self.settle()
        self.clock.now = until

    # What consent does

    def deliver(self, kind: str, data: dict[str, Any] | str) -> None:
        """One event of consent's, through its policy, as the consumer would."""
        exact = data if isinstance(data, str) else json.dumps(data)
        model = BY_TYPE[kind]
        event = model.model_validate_json(exact)
        self.sequence += 1
        envelope = Envelope(
            id=uuid4(),
            source="/restu/consent",
            type=kind,
            subject=str(event.key),
            time=timestamp(self.clock()),
            sequence=self.sequence,
            previous=self.sequence - 1,
            data=exact.encode(),
        )
        self.store.run(self.policies[model], event, envelope)

    def approve(self, person: UUID, account: UUID, **more: Any) -> UUID:
        """An approval of a post, now if nothing else is said."""
        approval_id: UUID = more.pop("approval_id", uuid4())
        kind = more.pop("kind", Kind.POST)
        opening: dict[str, Any] = {
            "salt": uuid4().hex,
            "handle": more.pop("handle", "@ann@social.example"),
            "text": more.pop("text", f"Words {approval_id}") if kind.has_words else "",
            "visibility": "public" if kind.has_visibility else "",
            "language": "en",
            "content_warning": "",
            "sensitive": False,
            "media": [],
            "link": None,
            "target": TARGETS[kind.aim] if kind.aim else None,
        }
        opening.update(more.pop("opening", {}))
        self.openings[approval_id] = opening
        at = self.clock()
        data = {
            "id": str(uuid4()),
            "approval_id": str(approval_id),
            "advocate_id": str(person),
            "activity_id": str(more.pop("activity", uuid4())),
            "account_id": str(account),
            "item_id": str(uuid4()),
            "revision_id": str(uuid4()),
            "kind": kind.value,
            "network": "mastodon",
            "preview_digest": more.pop("digest", digest(opening)),
            "choice": more.pop("choice", Choice.NOW).value,
            "opens_at": timestamp(at),
            "closes_at": timestamp(at + more.pop("window", timedelta(hours=1))),
            "picked_at": None,
            "own_words": 40,
            "points": 10,
            "replaces": None,
            "approved_at": timestamp(at),
        }
        data.update(more)
        self.deliver(ActivityApproved.TYPE, self.consent.sign(ActivityApproved.TYPE, data))
        return approval_id

    def granting(self, approval: UUID, **more: Any) -> str:
        """A signed grant for the open release."""
        post = self.post(approval)
        assert post.release is not None
        data = {
            "id": str(uuid4()),
            "release_id": str(post.release.id),
            "approval_id": str(approval),
            "approval_hash": digest_of_json(post.approval_json),
            "advocate_id": str(post.advocate_id),
            "activity_id": str(post.activity_id),
            "account_id": str(post.account_id),
            "preview_digest": post.approval.preview_digest,
            "requested_at": timestamp(post.release.requested_at),
            "granted_at": timestamp(self.clock()),
            **more,
        }
        return self.consent.sign(ReleaseGranted.TYPE, data)

    def grant(self, approval: UUID, **more: Any) -> None:
        """Consent grants the open release."""
        self.deliver(ReleaseGranted.TYPE, self.granting(approval, **more))

    def opening(self, approval: UUID) -> Any:
        """Consent's internal route."""
        self.on_opening(approval)
        if approval not in self.openings:
            raise Erased
        return self.openings[approval]

    def to_hand_over(self, approval: UUID) -> Any:
        """Consent's internal route for what its author publishes themselves."""
        if approval in self.fallen:
            raise NotToHandOver("this approval does not stand", state="withdrawn")
        if approval not in self.openings:
            raise NotFound("the words of this approval exist no more")
        return self.openings[approval]

    def picture(self, approval: UUID, digest: str) -> Picture:
        """Consent's internal route for images."""
        if digest not in self.pictures:
            raise Erased
        return self.pictures[digest]

    # What is there

    def connect(self, person: UUID, code: str = "ann") -> UUID:
        """A connected account of a person, as the server knows who comes with this code."""
        begun = asyncio.run(self.connecting.begin(person, Network.MASTODON, "social.example"))
        done = asyncio.run(self.connecting.complete(person, UUID(begun.state), code, str(uuid4())))
        return UUID(done.result["account_id"])

    def post(self, approval: UUID) -> Post:
        """The post of an approval, replayed from the store."""
        identifier = post_id(approval)
        found = self.store.load([identifier])[identifier]
        assert isinstance(found, Post)
        return found

    def state(self, approval: UUID) -> State:
        return self.post(approval).state

    def said(self) -> list[tuple[str, dict[str, Any]]]:
        """What the publisher has said in public, in order: type without prefix, data."""
        told = []
        for notification in self.store.notifications(0, 10_000):
            published = translate(self.store.mapper.to_domain_event(notification))
            if published is not None:
                told.append((published.event_type.split(".")[1], json.loads(published.data)))
        return told

    def types_said(self) -> list[str]:
        return [kind for kind, _ in self.said() if not kind.startswith("Account")]
