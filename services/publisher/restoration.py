"""What the publisher takes over from its own topic after an older database was put back (decisions.md 25).

Every account, and of every post what became of it: what is published stays published and is never sent again. A
release that consent granted and whose outcome nobody told is uncertain: its attempt may be lost with the database, so
it is never given back, and its author is asked. Accounts whose credentials are lost are disconnected. Posts that still
wait get a new slot. An approval's own words are read from consent's topic, for our topic does not repeat them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.clock import Clock
from chassis.event_store import EventStore, Work
from chassis.restoring.plan import Evidence, Plan
from contracts.consent import ActivityApproved, PersonErased, ReleaseGranted
from contracts.envelope import Envelope
from contracts.publisher import (
    AccountConnected,
    AccountDisconnected,
    PostFailed,
    PostHandedOver,
    PostPublished,
    PostRemoved,
    PostScheduled,
    PostUncertain,
    ReleaseRequested,
    ReleaseReturned,
    UncertaintyResolved,
)
from contracts.values import GRANT_LIFETIME
from services.publisher import kinds
from services.publisher.application import Accounts
from services.publisher.application.steps import Steps
from services.publisher.domain.account import Account, Parting
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import Post, State
from services.publisher.tables import Identities

Proven = Callable[[Envelope], str]
"""The exact JSON of an event that consent has signed. Raises ProofInvalid, Unavailable."""

_PostEvent = (
    PostScheduled
    | ReleaseRequested
    | ReleaseReturned
    | PostPublished
    | PostHandedOver
    | PostFailed
    | PostUncertain
    | UncertaintyResolved
    | PostRemoved
)

BATCH = 100


def plan(
    *,
    store: EventStore,
    clock: Clock,
    accounts: Accounts,
    identities: Identities,
    taking_over: TakingOver,
    proven: Proven,
) -> Plan:
    """The publisher's plan."""
    facts = Facts(accounts, identities, taking_over, proven)
    ending = Ending(store, clock, accounts, taking_over)
    return Plan(
        facts={
            AccountConnected: facts.connected,
            AccountDisconnected: facts.disconnected,
            PostScheduled: facts.scheduled,
            ReleaseRequested: facts.requested,
            ReleaseReturned: facts.returned,
            PostPublished: facts.published,
            PostHandedOver: facts.handed_over,
            PostFailed: facts.failed,
            PostUncertain: facts.uncertain,
            UncertaintyResolved: facts.resolved,
            PostRemoved: facts.removed,
        },
        erasure=PersonErased,
        evidence={ActivityApproved: "approval_id", ReleaseGranted: "release_id"},
        asks=_asks,
        asks_also=ending.open_releases,
        before=(ending.doubt_lost_attempts, ending.disconnect_without_means),
        after=(ending.place_what_waits,),
    )


def _asks(event: Any) -> Iterable[UUID]:
    if isinstance(event, AccountConnected | AccountDisconnected):
        return ()
    release = (event.release_id,) if isinstance(event, ReleaseRequested) else ()
    return (event.approval_id, *release)


class TakingOver(Steps):
    """Commands on posts that only a restoration gives."""

    def know(self, work: Work, post: Post) -> Post:
        """The store had lost the post as a whole."""
        work.write(self._deeds.approved(post))
        return work.add(post)

    def book(self, work: Work, post: Post, slot_at: datetime, at: datetime) -> None:
        """The post had this slot, which counts for others; it is waiting until something else is said."""
        self._calendar(work, post, at).book(post.id, slot_at, at=at)
        self.wait(work, post, slot_at)

    def wait(self, work: Work, post: Post, at: datetime) -> None:
        """The post waits for a slot."""
        self._clear(work, post)
        work.write(self._timers.set(kinds.DUE, post.id, at))

    def ask(self, work: Work, post: Post, at: datetime) -> None:
        """A release is open."""
        self._clear(work, post)
        work.write(self._timers.set(kinds.ANSWER, post.id, at + GRANT_LIFETIME))

    def watch(self, work: Work, post: Post, at: datetime) -> None:
        """The post is uncertain; where its attempt is known, it is looked for."""
        for kind in (kinds.DUE, kinds.ANSWER, kinds.ATTEMPT, kinds.LOOK_UP):
            work.write(self._timers.clear(kind, post.id))
        if post.attempt is not None:
            self._calendar(work, post, at).doubt(post.id, post.activity_id)
            work.write(self._timers.set(kinds.WATCH, post.id, at + self._pace.watch[0]))

    def settle(self, work: Work, post: Post, at: datetime) -> None:
        """The post is on the network, or was."""
        self._calendar(work, post, at).settle(post.id)
        self._clear(work, post)
        work.write(self._timers.clear(kinds.WATCH, post.id), self._deeds.published(post.id, at))

    def forget(self, work: Work, post: Post) -> None:
        """The post is off the network."""
        work.write(
            self._timers.clear(kinds.TAKE_DOWN, post.id),
            self._vault.delete(post.id, kinds.LINK),
            self._deeds.undone(post.id),
        )

    def rest(self, work: Work, post: Post) -> None:
        """Its author has published it: nothing more is due, and it counts as approved."""
        self._clear(work, post)

    def drop(self, work: Work, post: Post) -> None:
        """The post is over."""
        self._drop(work, post)

    def doubt(self, work: Work, post: UUID, *, granted: Callable[[UUID], bool], at: datetime) -> bool:
        """An open release that was granted may have been attempted: uncertain."""
        found = work.get(Post, post)
        if found.release is None or not (found.state is State.GRANTED or granted(found.release.id)):
            return False
        if not found.doubt_lost_attempt(at=at):
            return False
        self.watch(work, found, at)
        return True

    def place(self, work: Work, post: UUID, *, at: datetime) -> bool:
        """Gives a post that waits without a slot another one, or ends it where there is none."""
        found = work.get(Post, post)
        if found.state is not State.ACCEPTED:
            return False
        self._again(work, found, at, at=at)
        return True


class Facts:
    """Each fact by the event that tells it."""

    def __init__(self, accounts: Accounts, identities: Identities, taking_over: TakingOver, proven: Proven) -> None:
        self._accounts = accounts
        self._identities = identities
        self._posts = taking_over
        self._proven = proven

    def connected(self, work: Work, event: AccountConnected, _: str, __: Evidence) -> None:
        """An account was connected; what would let us act for it is lost."""
        self._accounts.learn(
            work, event.account_id, advocate=event.advocate_id, network=event.network, at=event.connected_at
        )

    def disconnected(self, work: Work, event: AccountDisconnected, _: str, __: Evidence) -> None:
        """An account was disconnected: credentials that came back with the database are ended again."""
        known = event.reason in {each.value for each in Parting}
        reason = Parting(event.reason) if known else Parting.BY_OWNER
        self._accounts.part(work, event.account_id, reason, at=event.disconnected_at)
        work.write(self._identities.release(event.account_id))

    def scheduled(self, work: Work, event: PostScheduled, _: str, evidence: Evidence) -> None:
        """A post had a slot."""
        if (post := self._post(work, event, evidence, event.scheduled_at)) is not None:
            self._posts.book(work, post, event.slot_at, event.scheduled_at)

    def requested(self, work: Work, event: ReleaseRequested, _: str, evidence: Evidence) -> None:
        """Consent was asked."""
        if (post := self._post(work, event, evidence, event.requested_at)) is not None:
            post.learn(Post.ReleaseRequested, at=event.requested_at, release_id=event.release_id)
            self._posts.ask(work, post, event.requested_at)

    def returned(self, work: Work, event: ReleaseReturned, _: str, evidence: Evidence) -> None:
        """A release was certainly not performed."""
        if (post := self._post(work, event, evidence, event.returned_at)) is not None:
            facts = {"release_id": event.release_id, "reason": event.reason, "retry_at": event.retry_at}
            post.learn(Post.ReleaseReturned, at=event.returned_at, **facts)
            self._posts.wait(work, post, event.retry_at or event.returned_at)

    def published(self, work: Work, event: PostPublished, exact: str, evidence: Evidence) -> None:
        """A post was published, once and for all."""
        if (post := self._post(work, event, evidence, event.published_at)) is not None:
            facts = {"publication": exact, "published_at": event.published_at, "found_by": event.found_by}
            post.learn(Post.Published, at=event.published_at, **facts)
            self._posts.settle(work, post, event.published_at)

    def handed_over(self, work: Work, event: PostHandedOver, exact: str, evidence: Evidence) -> None:
        """A post was published by its author, they said."""
        if (post := self._post(work, event, evidence, event.handed_over_at)) is not None:
            post.learn(Post.HandedOver, at=event.handed_over_at, report=exact)
            self._posts.rest(work, post)

    def failed(self, work: Work, event: PostFailed, _: str, evidence: Evidence) -> None:
        """A post has failed for good."""
        if (post := self._post(work, event, evidence, event.failed_at)) is not None:
            post.learn(Post.Failed, at=event.failed_at, release_id=event.release_id, reason=event.reason)
            self._posts.drop(work, post)

    def uncertain(self, work: Work, event: PostUncertain, _: str, evidence: Evidence) -> None:
        """Nobody could tell whether a post was published."""
        if (post := self._post(work, event, evidence, event.uncertain_at)) is not None:
            post.learn(Post.BecameUncertain, at=event.uncertain_at, release_id=event.release_id)
            self._posts.watch(work, post, event.uncertain_at)

    def resolved(self, work: Work, event: UncertaintyResolved, _: str, evidence: Evidence) -> None:
        """The person said what they see."""
        if (post := self._post(work, event, evidence, event.resolved_at)) is not None:
            post.learn(Post.Resolved, at=event.resolved_at, release_id=event.release_id, outcome=event.outcome)

    def removed(self, work: Work, event: PostRemoved, _: str, evidence: Evidence) -> None:
        """A post was taken down."""
        if (post := self._post(work, event, evidence, event.removed_at)) is not None:
            post.learn(Post.Removed, at=event.removed_at)
            self._posts.forget(work, post)

    def _post(self, work: Work, event: _PostEvent, evidence: Evidence, at: datetime) -> Post | None:
        """The post, made from its approval where the store had lost that, too; None when nobody has the approval."""
        if (found := work.find(Post, post_id(event.approval_id))) is not None:
            return found
        envelope = evidence.find(ActivityApproved, event.approval_id)
        if envelope is None:
            return None
        return self._posts.know(work, Post.accept(self._proven(envelope), at=at))


class Ending:
    """What cannot go on after a restore, and what goes on differently."""

    def __init__(self, store: EventStore, clock: Clock, accounts: Accounts, taking_over: TakingOver) -> None:
        self._store = store
        self._clock = clock
        self._accounts = accounts
        self._posts = taking_over

    def open_releases(self) -> Iterable[UUID]:
        """The releases that are open, as far as the store knows."""
        posts = self._store.load(self._due(kinds.ANSWER))
        return [post.release.id for post in posts.values() if isinstance(post, Post) and post.release is not None]

    def doubt_lost_attempts(self, evidence: Evidence) -> str | None:
        """A grant from before the restore without a recorded outcome is uncertain, never returned."""
        count = 0
        for post in self._due(kinds.ANSWER):
            outcome = self._store.run(
                self._posts.doubt,
                post,
                granted=lambda release: evidence.find(ReleaseGranted, release) is not None,
                at=self._clock(),
            )
            count += outcome.result
        return f"{count} posts may have been published without a trace: their authors are asked." if count else None

    def disconnect_without_means(self, _: Evidence) -> str | None:
        """Accounts whose credentials are lost are disconnected, aloud."""
        rows = self._store.database.fetch(
            "SELECT e.originator_id AS id FROM stored_events e WHERE e.topic = %s AND NOT EXISTS "
            "(SELECT 1 FROM vault v WHERE v.id = e.originator_id AND v.kind = %s) ORDER BY 1",
            (Account.Connected.TOPIC, kinds.CREDENTIALS),
        )
        count = 0
        for start in range(0, len(rows), BATCH):
            found = self._store.load([row["id"] for row in rows[start : start + BATCH]])
            for account in found.values():
                if isinstance(account, Account) and account.connected:
                    self._store.run(self._accounts.part, account.id, Parting.RESTORED, at=self._clock())
                    count += 1
        return f"{count} accounts are disconnected: their credentials are lost, connect them again." if count else None

    def place_what_waits(self, _: Evidence) -> str | None:
        """Posts that wait get a slot."""
        count = sum(self._store.run(self._posts.place, post, at=self._clock()).result for post in self._due(kinds.DUE))
        return f"{count} posts that wait have a new slot, or have ended." if count else None

    def _due(self, kind: str) -> list[UUID]:
        rows = self._store.database.fetch("SELECT id FROM due WHERE kind = %s ORDER BY id", (kind,))
        return [row["id"] for row in rows]
