"""Consent without Kafka and views: real PostgreSQL, real commands; content and the publisher are played.

house = House(dsn)
person = house.join("Sari")
activity = house.offer()                            # an item with one activity, as content tells of it
account = house.connect(person)
shown = house.preview(person, activity, account, text="My own words")
approval = house.approve(person, shown)             # its id
answer = house.release(approval)                    # the publisher asks; a grant or a refusal
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from joserfc.jwk import OKPKey

from chassis.clock import MonotonicClock
from chassis.database import Database
from chassis.dead_letters import DeadLetters
from chassis.event_store import EventStore, Work
from chassis.peers import PeerRefused
from chassis.signing import Signer
from chassis.timers import Timers
from chassis.vault import Vault
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent
from contracts.publisher import (
    PostFailed,
    PostHandedOver,
    PostPublished,
    PostRemoved,
    PostUncertain,
    ReleaseRequested,
    ReleaseReturned,
    UncertaintyResolved,
)
from contracts.values import Aim, Audience, Choice, Kind, Network, Role, Window
from services.consent.application import (
    FORGET,
    LAPSE,
    SWEEP,
    Approvals,
    Disclosing,
    Evidence,
    Images,
    Offers,
    People,
    Previews,
    Releases,
    Sweeps,
    Wish,
)
from services.consent.directory import Directory
from services.consent.domain import UNTOLD, About, Approval, Parties, Terms
from services.consent.facts import Facts
from services.consent.policies import policies
from services.consent.publication import translate
from services.consent.tables import Tables
from services.consent.tokens import Tokens

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SEALING = [bytes(range(32))]
TARGETS = {Aim.POST: "https://social.example/@us/1", Aim.ACCOUNT: "https://social.example/@us"}


class HandClock:
    """A machine's clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Activity:
    """What was offered."""

    id: UUID
    item_id: UUID
    revision_id: UUID


@dataclass
class Played:
    """Content and the publisher, as far as consent asks them."""

    activities: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    accounts: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    no_slot: frozenset[str] = frozenset()
    """Choices for which nothing is free."""
    target_error: Exception | None = None
    asked: list[str] = field(default_factory=list)
    replaced: list[str | None] = field(default_factory=list)
    """What each proposal was said to be in place of."""

    def get(self, service: str, path: str) -> Any:
        self.asked.append(f"{service} {path}")
        identifier = UUID(path.rsplit("/", 1)[1])
        known = {"content": self.activities, "publisher": self.accounts}[service]
        if identifier not in known:
            raise PeerRefused(404, "not-found", "there is none")
        return known[identifier]

    def post(self, service: str, path: str, body: Any) -> Any:
        self.asked.append(f"{service} {path}")
        if path == "/internal/targets":
            return self.look(body["url"])
        assert (service, path) == ("publisher", "/internal/proposals")
        self.replaced.append(body["replaces"])
        if body["choice"] in self.no_slot:
            raise PeerRefused(409, "no-slot", "the day is full", {"explained": {"id": "hari ini penuh"}})
        return {"slot_at": body["opens_at"], "because": ["asked-now"], "explained": {"en": "at once", "id": "segera"}}

    def look(self, url: str) -> Any:
        """What the publisher sees at a target's address."""
        if self.target_error is not None:
            raise self.target_error
        seen = {"handle": "@us@social.example", "text": "We are hiring", "content_warning": "", "created_at": None}
        return {"url": url, **seen}


class House:
    """One consent service with its database."""

    def __init__(self, dsn: str) -> None:
        self.machine_clock = HandClock()
        self.clock = MonotonicClock(self.machine_clock)
        self.database = Database(dsn)
        self.database.open()
        self.store = EventStore(self.database)
        self.store.open()
        self.vault = Vault(self.database, SEALING)
        self.timers = Timers(self.database)
        self.tables = Tables(self.database, SEALING)
        self.letters = DeadLetters(self.database)
        for part in (self.vault, self.timers, self.tables, self.letters):
            part.migrate()
        self.signer = Signer("consent", {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]})
        self.tokens = Tokens(SEALING)
        self.played = Played()
        self.facts = Facts(self.played)
        evidence = Evidence(self.signer)
        self.people = People(self.vault, self.tables, self.timers, "UTC")
        self.offers = Offers(self.tables, self.timers)
        self.sweeps = Sweeps(self.store, self.tables, self.timers, self.clock)
        self.images = Images(self.database, self.vault, self.timers)
        self.disclosing = Disclosing(self.vault)
        self.previews = Previews(
            self.store, self.tables, self.letters, self.tokens, self.facts, self.images, self.disclosing
        )
        self.approvals = Approvals(
            *(self.vault, self.tables, self.timers, self.letters, self.tokens, evidence, self.sweeps, self.images),
            self.disclosing,
        )
        self.releases = Releases(self.letters, evidence, self.sweeps)
        self.directory = Directory(self.store, self.vault, self.tables)
        self._policies = policies(self.offers, self.releases, self.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.store.close()
        self.database.close()

    # People, offers, accounts.

    def join(self, name: str = "Sari", *, roles: tuple[Role, ...] = (), groups: tuple[UUID, ...] = ()) -> UUID:
        person = uuid4()
        self.store.run(
            self.people.join,
            person_id=person,
            name=name,
            email=f"{name.lower()}@example.org",
            roles=roles,
            groups=groups,
            at=self.clock(),
        )
        return person

    def form(self, name: str = "Sales") -> UUID:
        group = uuid4()
        self.store.run(self.people.form, group_id=group, name=name, at=self.clock())
        return group

    def offer(
        self,
        *,
        hours: float = 24,
        own_words: int = 0,
        priority: int = 0,
        kind: Kind = Kind.POST,
        network: Network = Network.MASTODON,
        groups: tuple[UUID, ...] = (),
        about: About = UNTOLD,
        by: UUID | None = None,
        reason: str | None = None,
        messages: tuple[str, ...] = ("We have built something new and you can try it today",),
    ) -> Activity:
        activity = Activity(uuid4(), uuid4(), uuid4())
        terms = Terms(
            kind=kind,
            network=network,
            window=Window(self.clock(), self.clock() + timedelta(hours=hours)),
            audience=Audience(everyone=not groups, groups=groups),
            points=10,
            own_words=own_words,
            priority=priority,
        )
        self.store.run(
            self.offers.state,
            item_id=activity.item_id,
            revision_id=activity.revision_id,
            expires_at=None,
            at=self.clock(),
            about=about,
        )
        self.store.run(
            self.offers.offer,
            item_id=activity.item_id,
            activity_id=activity.id,
            terms=terms,
            at=self.clock(),
            offered_by=by,
        )
        self.played.activities[activity.id] = {
            "revision_id": str(activity.revision_id),
            "language": "en",
            "title": "Something new",
            "link": "https://example.org/new",
            "target": TARGETS[kind.aim] if kind.aim else None,
            "messages": [{"language": "en", "text": text} for text in messages],
            "reason": reason,
        }
        return activity

    def revise(self, activity: Activity) -> None:
        self.store.run(
            self.offers.revise, item_id=activity.item_id, revision_id=uuid4(), expires_at=None, at=self.clock()
        )

    def connect(self, person: UUID) -> UUID:
        account = uuid4()
        self.store.run(
            self.offers.connect,
            account_id=account,
            advocate_id=person,
            network=Network.MASTODON,
            at=self.clock(),
        )
        self.played.accounts[account] = {
            "advocate_id": str(person),
            "handle": "@sari@social.example",
            "max_characters": 500,
            "characters_per_url": 23,
            "kinds": [kind.value for kind in Kind],
            "images": True,
            "connected": True,
        }
        return account

    # What an advocate does.

    def preview(self, person: UUID, activity: Activity, account: UUID | None, **wish: Any) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "approval_id": uuid4(),
            "activity_id": activity.id,
            "account_id": account,
            "text": "Here is what I think about it",
            "language": "en",
            "visibility": "",
            "content_warning": "",
            "choice": Choice.NOW,
            "picked_at": None,
        }
        return self.previews.make(by=person, wish=Wish(**{**asked, **wish}), at=self.clock())

    def approve(self, person: UUID, shown: dict[str, Any]) -> UUID:
        outcome = self.store.run(
            self.approvals.approve,
            by=person,
            token=shown["token"],
            text=shown["preview"]["text"],
            at=self.clock(),
        )
        return UUID(outcome.result["approval_id"])

    def withdraw(self, person: UUID, approval_id: UUID) -> str:
        outcome = self.store.run(self.approvals.withdraw, by=person, approval_id=approval_id, at=self.clock())
        return str(outcome.result["state"])

    def approved(self, **offer: Any) -> tuple[UUID, Activity, UUID, UUID]:
        """An advocate with an approval: person, activity, account, approval."""
        person = self.join(f"Person{os.urandom(4).hex()}")
        activity, account = self.offer(**offer), self.connect(person)
        return person, activity, account, self.approve(person, self.preview(person, activity, account))

    # What the publisher says.

    def tell(self, event_type: type[IntegrationEvent], approval_id: UUID, /, **more: Any) -> None:
        parties = more.pop("parties", None) or self.aggregate(approval_id).parties
        event = event_type.model_validate(
            {
                "post_id": uuid4(),
                "approval_id": approval_id,
                "advocate_id": parties.advocate_id,
                "activity_id": parties.activity_id,
                "account_id": parties.account_id,
                **more,
            }
        )
        self.happens(event)

    def happens(self, event: IntegrationEvent) -> None:
        """The event arrives, as through the consumer."""
        envelope = Envelope(uuid4(), "/restu/test", event.TYPE, str(event.key), "", 1, 0, b"")
        self.store.run(lambda work: self._policies[type(event)](work, event, envelope))

    def request(self, approval_id: UUID, release_id: UUID | None = None, parties: Parties | None = None) -> UUID:
        release_id = release_id or uuid4()
        self.tell(ReleaseRequested, approval_id, release_id=release_id, requested_at=self.clock(), parties=parties)
        return release_id

    def release(self, approval_id: UUID) -> dict[str, Any]:
        """The publisher asks; what consent says in public."""
        release_id = self.request(approval_id)
        return next(each for each in reversed(self.said()) if each.get("release_id") == str(release_id))

    def returned(self, approval_id: UUID, release_id: UUID) -> None:
        self.tell(ReleaseReturned, approval_id, release_id=release_id, reason="rate-limited", returned_at=self.clock())

    def published(self, approval_id: UUID, release_id: UUID, **more: Any) -> None:
        now = self.clock()
        self.tell(
            PostPublished,
            approval_id,
            **{
                "id": uuid4(),
                "signature": "-",
                "release_id": release_id,
                "item_id": uuid4(),
                "kind": Kind.POST,
                "network": Network.MASTODON,
                "preview_digest": more.pop("preview_digest", None) or self.digest(approval_id),
                "grant_hash": "0" * 64,
                "grant_sequence": "0" * 20,
                "own_words": 0,
                "points": 0,
                "requested_at": now,
                "attempted_at": now,
                "published_at": now,
                "found_by": "answer",
                **more,
            },
        )

    def handed_over(self, approval_id: UUID, release_id: UUID) -> None:
        now = self.clock()
        self.tell(
            PostHandedOver,
            approval_id,
            id=uuid4(),
            signature="-",
            release_id=release_id,
            item_id=uuid4(),
            kind=Kind.POST,
            network=Network.X,
            preview_digest=self.digest(approval_id),
            grant_hash="0" * 64,
            grant_sequence="0" * 20,
            own_words=0,
            points=0,
            reported_at=now,
            requested_at=now,
            handed_over_at=now,
        )

    def failed(self, approval_id: UUID, release_id: UUID | None) -> None:
        self.tell(PostFailed, approval_id, release_id=release_id, reason="rejected", failed_at=self.clock())

    def removed(self, approval_id: UUID) -> None:
        self.tell(PostRemoved, approval_id, removed_at=self.clock())

    def uncertain(self, approval_id: UUID, release_id: UUID) -> None:
        self.tell(PostUncertain, approval_id, release_id=release_id, uncertain_at=self.clock())

    def resolved(self, approval_id: UUID, release_id: UUID, outcome: str) -> None:
        self.tell(UncertaintyResolved, approval_id, release_id=release_id, outcome=outcome, resolved_at=self.clock())

    # Time, and what can be seen.

    def pass_time(self, **by: float) -> None:
        """Moves the clock and works what is due."""
        self.machine_clock.now += timedelta(**by)
        self.work_timers()

    def work_timers(self) -> int:
        done = 0
        while taken := self.timers.take([SWEEP, LAPSE, FORGET], self.clock(), timedelta(seconds=90), 16):
            for due in taken:
                {SWEEP: self.sweeps.sweep, LAPSE: self.sweeps.lapse, FORGET: self.images.forget}[due.kind](due)
                done += 1
        return done

    def aggregate(self, approval_id: UUID) -> Approval:
        identifier = self.tables.aggregate_of(approval_id)
        assert identifier is not None
        return Work(self.store).get(Approval, identifier)

    def state(self, approval_id: UUID) -> str:
        return self.aggregate(approval_id).state_of(approval_id).value

    def digest(self, approval_id: UUID) -> str:
        digest = self.aggregate(approval_id).entries[approval_id].digest
        assert digest is not None
        return digest

    def said(self) -> list[dict[str, Any]]:
        """Everything consent said in public, in order, each with its `type`."""
        found = []
        for row in self.store.notifications(0, 10_000):
            published = translate(self.store.mapper.to_domain_event(row))
            if published is not None:
                found.append({"type": published.event_type.split(".")[1], **json.loads(published.data)})
        return found

    def exact(self, approval_id: UUID) -> str:
        """The signed approval as it is published."""
        for row in self.store.notifications(0, 10_000):
            event = self.store.mapper.to_domain_event(row)
            if isinstance(event, Approval.Approved) and event.basis.approval_id == approval_id:
                return event.exact
        raise LookupError(approval_id)

    def rows(self, sql: Any, *params: Any) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.database.fetch(sql, params)]
