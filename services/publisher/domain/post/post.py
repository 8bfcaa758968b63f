"""A post: what the publisher makes of one approval, from its slot to its end.

    accepted ─ scheduled ─ requested ─ granted ─ attempting ─ published ─ removed
                   ↑           │          │          │    └── uncertain ─ published (found later)
                   └───── returned: certainly not performed
    any of the first four may end (withdrawn, lapsed) or fail; failed and ended are final

    accepted ─ to-hand-over ─ reported ─ requested ─ granted ─ handed-over
                                 ↑           └── returned
    where no account is connected: its author publishes it and says so; any but the last may end or fail

What holds whatever happens: an attempt starts only under a grant of our own open release, within 60 s of the request
by our own clock, and once per grant; after an attempt whose outcome is unknown nothing is sent again, save a repeat of
that attempt where repeating cannot double it; a post is published at most once. What its author publishes is never
attempted by us, and what they report is never a publication.

Approval, grant and what was made of them (`use`: the publication, or its author's report) are kept as their exact JSON.
Public methods check the rules and raise a PublisherError; an event's `apply` only records.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import is_unconnected, timestamp
from services.publisher.domain.errors import (
    AlreadyResolved,
    GrantExpired,
    GrantMismatch,
    NotNow,
    NotPublished,
    NotToHandOver,
    NotUncertain,
    WindowOver,
)
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import events
from services.publisher.domain.post.values import (
    ATTEMPTED,
    RELEASED,
    WAITING,
    Attempt,
    Because,
    FoundBy,
    Release,
    Resolution,
    State,
)
from services.publisher.domain.proofs import Approval, Grant

WINDOW_TAIL = timedelta(seconds=60)
"""Nothing is released in a window's last 60 s."""
MOST_REPEATS = 3
"""How often one attempt is repeated where repeating cannot double it."""
REPEATABLE_FOR = timedelta(minutes=5)
"""How long after its beginning an attempt may be repeated: time for all repeats and their look-ups.

A like, follow or repost that is not there may have been done and taken back by the person since. Within minutes nobody
is likely to have done that; later whoever repeats it may undo what they wanted.
"""


class Post(Aggregate):
    """What became of one approval."""

    TOPIC = "publisher.Post"

    Event = events.Event
    Created = events.Created
    Accepted = events.Accepted
    Scheduled = events.Scheduled
    Prepared = events.Prepared
    Reported = events.Reported
    ReleaseRequested = events.ReleaseRequested
    Granted = events.Granted
    Refused = events.Refused
    ReleaseReturned = events.ReleaseReturned
    AttemptStarted = events.AttemptStarted
    AttemptRepeated = events.AttemptRepeated
    Published = events.Published
    HandedOver = events.HandedOver
    Failed = events.Failed
    BecameUncertain = events.BecameUncertain
    Resolved = events.Resolved
    Ended = events.Ended
    RemovalAsked = events.RemovalAsked
    RemovalFailed = events.RemovalFailed
    Removed = events.Removed

    advocate_id: UUID
    approval_id: UUID
    activity_id: UUID
    account_id: UUID
    approval_json: str
    state: State
    slot_at: datetime | None
    reported_at: datetime | None
    release: Release | None
    returns: int
    grant: str | None
    grant_sequence: str
    attempt: Attempt | None
    uncertain_at: datetime | None
    resolution: Resolution | None
    use: str | None
    removing: bool

    @event(Accepted)
    def __init__(
        self,
        *,
        advocate_id: UUID,
        approval_id: UUID,
        activity_id: UUID,
        account_id: UUID,
        approval: str,
        at: datetime,
    ) -> None:
        del at
        self.advocate_id = advocate_id
        self.approval_id = approval_id
        self.activity_id = activity_id
        self.account_id = account_id
        self.approval_json = approval
        self.state = State.ACCEPTED
        self.slot_at = None
        self.reported_at = None
        self.release = None
        self.returns = 0
        self.grant = None
        self.grant_sequence = ""
        self.attempt = None
        self.uncertain_at = None
        self.resolution = None
        self.use = None
        self.removing = False

    @staticmethod
    def create_id(approval_id: UUID, **_: Any) -> UUID:
        """The id that follows from the approval's."""
        return post_id(approval_id)

    @classmethod
    def accept(cls, exact: str, *, at: datetime) -> Post:
        """The post of a proven approval. Raises ValueError when the JSON is no approval."""
        approval = Approval.read(exact)
        return cls(
            advocate_id=approval.advocate_id,
            approval_id=approval.id,
            activity_id=approval.activity_id,
            account_id=approval.account_id,
            approval=exact,
            at=at,
        )

    @property
    def approval(self) -> Approval:
        """The approval."""
        return Approval.read(self.approval_json)

    @property
    def by_hand(self) -> bool:
        """Whether its author publishes it, not we."""
        return is_unconnected(self.account_id, self.advocate_id)

    def window_is_over(self, at: datetime) -> bool:
        """Whether the approval's window is over, or so nearly that nothing is released in it."""
        return at >= self.approval.window.closes_at - WINDOW_TAIL

    def schedule(self, slot_at: datetime, zone: str, because: tuple[Because, ...], *, at: datetime) -> None:
        """Gives the post its slot. Raises NotNow."""
        self._check(State.ACCEPTED, State.SCHEDULED)
        self._check_ours()
        self._record(Post.Scheduled, at, slot_at=slot_at, zone=zone, because=because)

    def prepare(self, *, at: datetime) -> None:
        """Its author is to publish it. Raises NotNow, also for what we publish."""
        self._check(State.ACCEPTED)
        if not self.by_hand:
            raise NotNow("this is published from a connected account")
        self._record(Post.Prepared, at)

    def report(self, *, at: datetime) -> None:
        """Its author says that it is posted. Raises NotToHandOver, WindowOver."""
        if self.state is not State.TO_HAND_OVER:
            raise NotToHandOver("this is not yours to publish now", state=self.state)
        if self.window_is_over(at):
            raise WindowOver("the time for which you approved this is over, so it cannot count any more")
        self._record(Post.Reported, at)

    def request_release(self, release_id: UUID, *, at: datetime) -> None:
        """Asks consent. Raises NotNow, WindowOver."""
        self._check(State.SCHEDULED, State.REPORTED)
        if self.window_is_over(at):
            raise WindowOver("the time in which this could go out is over")
        self._record(Post.ReleaseRequested, at, release_id=release_id)

    def awaits(self, release_id: UUID) -> bool:
        """Whether this is the open release that consent has not answered yet."""
        return self.state is State.REQUESTED and self.release is not None and self.release.id == release_id

    def take_grant(self, exact: str, *, approval_hash: str, sequence: str, at: datetime) -> None:
        """Takes consent's proven grant. `approval_hash` is the digest of our own approval's JSON.

        Raises NotNow (no open release of that id), GrantExpired, GrantMismatch, ValueError.
        """
        grant = Grant.read(exact)
        if not self.awaits(grant.release_id) or self.release is None:
            raise NotNow("this release is not open")
        approval = self.approval
        cited = Grant(
            release_id=self.release.id,
            approval_id=approval.id,
            approval_hash=approval_hash,
            advocate_id=approval.advocate_id,
            activity_id=approval.activity_id,
            account_id=approval.account_id,
            preview_digest=approval.preview_digest,
            requested_at=self.release.requested_at,
        )
        if grant != cited:
            raise GrantMismatch("the grant cites another approval or request than ours")
        if self.release.is_over(at):
            raise GrantExpired("the grant came too late")
        self._record(Post.Granted, at, release_id=grant.release_id, grant=exact, sequence=sequence)

    def refuse(self, reason: str, retry_at: datetime | None, *, at: datetime) -> None:
        """Takes consent's refusal for now. Raises NotNow."""
        self._check(State.REQUESTED)
        self._record(Post.Refused, at, release_id=self._open_release().id, reason=reason, retry_at=retry_at)

    def return_release(self, reason: str, retry_at: datetime | None, *, at: datetime) -> None:
        """Gives the release back: certainly not performed. Raises NotNow, also after a repeat."""
        self._check(*RELEASED)
        if self.attempt is not None and self.attempt.repeats:
            raise NotNow("an attempt that was repeated may have happened the first time")
        self._record(Post.ReleaseReturned, at, release_id=self._open_release().id, reason=reason, retry_at=retry_at)

    def start_attempt(self, attempt_id: UUID, *, intent_digest: str, look_up_at: datetime, at: datetime) -> None:
        """Puts the one attempt of this grant on record. Raises NotNow, GrantExpired."""
        self._check(State.GRANTED)
        self._check_ours()
        release = self._open_release()
        if release.is_over(at):
            raise GrantExpired("the grant's 60 s are over")
        self._record(
            Post.AttemptStarted,
            at,
            release_id=release.id,
            attempt_id=attempt_id,
            intent_digest=intent_digest,
            look_up_at=look_up_at,
        )

    def repeat_attempt(self, *, look_up_at: datetime, at: datetime) -> None:
        """The recorded attempt once more, soon after it began; only where it is absent and repeating cannot double it.

        Raises NotNow, WindowOver.
        """
        self._check(State.ATTEMPTING)
        assert self.attempt is not None
        if at < self.attempt.look_up_at or self.attempt.repeats >= MOST_REPEATS:
            raise NotNow("the attempt is still under way, or was repeated often enough")
        if at >= self.approval.window.closes_at:
            raise WindowOver("the time in which this could go out is over")
        if at >= self.attempt.started_at + REPEATABLE_FOR:
            raise NotNow("it may have been done and taken back since")
        self._record(Post.AttemptRepeated, at, attempt_id=self.attempt.id, look_up_at=look_up_at)

    def may_be_published(self) -> bool:
        """Whether an attempt was made whose outcome is not known to be otherwise."""
        return self.state in ATTEMPTED

    def publication(self, identifier: UUID, *, grant_hash: str, published_at: datetime, found_by: FoundBy) -> Any:
        """The data of `PostPublished`, to be signed. Raises NotNow."""
        self._check(*ATTEMPTED)
        assert self.attempt is not None
        return {
            **self._used(identifier, grant_hash),
            "attempted_at": timestamp(self.attempt.started_at),
            "published_at": timestamp(published_at),
            "found_by": found_by,
        }

    def publish(self, exact: str, *, published_at: datetime, found_by: FoundBy, at: datetime) -> None:
        """Records that it is on the network. `exact` is the signed publication. Raises NotNow."""
        self._check(*ATTEMPTED)
        self._record(Post.Published, at, publication=exact, published_at=published_at, found_by=found_by)

    def hand_over_report(self, identifier: UUID, *, grant_hash: str, at: datetime) -> Any:
        """The data of `PostHandedOver`, to be signed. Raises NotNow."""
        reported_at = self._reported_under_grant()
        return {
            **self._used(identifier, grant_hash),
            "reported_at": timestamp(reported_at),
            "handed_over_at": timestamp(at),
        }

    def hand_over(self, exact: str, *, at: datetime) -> None:
        """Records that its author has posted it, they say. `exact` is the signed report. Raises NotNow."""
        self._reported_under_grant()
        self._record(Post.HandedOver, at, report=exact)

    def fail(self, reason: str, *, at: datetime) -> None:
        """Ends without a publication: certainly nothing was sent. Raises NotNow, also after a repeat."""
        self._check(*WAITING, *RELEASED)
        if self.attempt is not None and self.attempt.repeats:
            raise NotNow("an attempt that was repeated may have happened the first time")
        release_id = self.release.id if self.release is not None else None
        self._record(Post.Failed, at, release_id=release_id, reason=reason)

    def become_uncertain(self, *, at: datetime) -> None:
        """Nobody can tell whether it was published. Raises NotNow."""
        self._check(State.ATTEMPTING)
        self._record(Post.BecameUncertain, at, release_id=self._open_release().id)

    def resolve(self, outcome: Resolution, *, at: datetime) -> None:
        """Records what the person sees. Raises NotUncertain, AlreadyResolved."""
        if self.state is not State.UNCERTAIN:
            raise NotUncertain("whether this was posted is not in doubt")
        if self.resolution is not None:
            raise AlreadyResolved("you have said already what you see")
        self._record(Post.Resolved, at, release_id=self._open_release().id, outcome=outcome)

    def end(self, reason: str, *, at: datetime) -> bool:
        """Ends with its approval; False when it is too late for that, or over already.

        A grant that was not attempted yet is given back first: where in doubt, nothing is published.
        """
        if self.state not in WAITING | {State.REQUESTED, State.GRANTED}:
            return False
        if self.state is State.GRANTED:
            self.return_release(reason, None, at=at)
        self._record(Post.Ended, at, reason=reason)
        return True

    def ask_removal(self, *, at: datetime) -> bool:
        """Wants it off the network; False when that was asked already. Raises NotPublished."""
        if self.state is State.REMOVED or self.removing:
            return False
        if self.state is State.HANDED_OVER:
            raise NotPublished("you published this yourself: only you can remove it there")
        if self.state is not State.PUBLISHED:
            raise NotPublished("only a published post can be taken down")
        self._record(Post.RemovalAsked, at)
        return True

    def removal_failed(self, reason: str, *, at: datetime) -> None:
        """The network did not let us. Raises NotNow."""
        self._check_removing()
        self._record(Post.RemovalFailed, at, reason=reason)

    def remove(self, *, at: datetime) -> None:
        """It is off the network. Raises NotNow."""
        self._check_removing()
        self._record(Post.Removed, at)

    def learn(self, fact: type[events.Event], *, at: datetime, **facts: Any) -> None:
        """Records what our own topic says of the post, after an older store was put back."""
        self._record(fact, at, **facts)

    def doubt_lost_attempt(self, *, at: datetime) -> bool:
        """A grant from before a restore: its attempt may be lost with the store, so it is never given back.

        False when no grant can have been used, or an attempt is on record.
        """
        if self.state not in {State.REQUESTED, State.GRANTED} or self.by_hand:
            return False
        self._record(Post.BecameUncertain, at, release_id=self._open_release().id)
        return True

    def release_over(self) -> None:
        """What every event that closes a release records: a new one starts afresh."""
        self.state = State.ACCEPTED if self.reported_at is None else State.REPORTED
        self.release = None
        self.grant = None
        self.grant_sequence = ""
        self.attempt = None

    def _used(self, identifier: UUID, grant_hash: str) -> dict[str, Any]:
        """What is said of the approval and the grant that were used."""
        approval, release = self.approval, self._open_release()
        return {
            "id": str(identifier),
            "post_id": str(self.id),
            "approval_id": str(approval.id),
            "release_id": str(release.id),
            "advocate_id": str(approval.advocate_id),
            "activity_id": str(approval.activity_id),
            "account_id": str(approval.account_id),
            "item_id": str(approval.item_id),
            "kind": approval.kind.value,
            "network": approval.network.value,
            "preview_digest": approval.preview_digest,
            "grant_hash": grant_hash,
            "grant_sequence": self.grant_sequence,
            "own_words": approval.own_words,
            "points": approval.points,
            "requested_at": timestamp(release.requested_at),
        }

    def _reported_under_grant(self) -> datetime:
        self._check(State.GRANTED)
        if self.reported_at is None:
            raise NotNow("nobody has said that this is posted")
        return self.reported_at

    def _check_ours(self) -> None:
        if self.by_hand:
            raise NotNow("its author publishes this, not we")

    def _check(self, *states: State) -> None:
        if self.state not in states:
            raise NotNow(f"the post is {self.state}")

    def _check_removing(self) -> None:
        if not self.removing:
            raise NotNow("nobody asked for its removal")

    def _open_release(self) -> Release:
        assert self.release is not None
        return self.release

    def _record(self, event_class: type[events.Event], at: datetime, **facts: Any) -> None:
        self.trigger_event(
            event_class,
            advocate_id=self.advocate_id,
            approval_id=self.approval_id,
            activity_id=self.activity_id,
            account_id=self.account_id,
            at=at,
            **facts,
        )
