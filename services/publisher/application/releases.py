"""Commands on posts that lead to a release: what consent says, what the clock says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chassis.event_store import Work
from chassis.signing import digest_of_json
from contracts.values import GRANT_LIFETIME
from services.publisher import kinds
from services.publisher.application.hand_overs import HandOvers
from services.publisher.domain.errors import GrantExpired
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import Post, State
from services.publisher.domain.proofs import Grant


class Releases(HandOvers):
    """From a proven approval to a proven grant."""

    def accept(self, work: Work, exact: str, *, at: datetime) -> None:
        """Makes the post of a proven approval and gives it a slot, or ends it where there is none.

        Where its author publishes it, it waits for them.
        """
        post = Post.accept(exact, at=at)
        if work.find(Post, post.id) is None:
            work.add(post)
            work.write(self._deeds.approved(post))
            self._place(work, post, not_before=None, at=at)

    def end(self, work: Work, approval_id: UUID, reason: str, *, at: datetime) -> None:
        """The approval was withdrawn or lapsed: frees the slot, unless it is too late."""
        post = work.find(Post, post_id(approval_id))
        if post is not None and post.end(reason, at=at):
            self._drop(work, post)

    def grant(self, work: Work, exact: str, *, sequence: str, at: datetime) -> None:
        """Takes a proven grant; one that comes too late gives the release back, one that nobody waits for is nothing.

        What its author has posted is handed over with it; everything else is attempted next.

        Raises GrantMismatch, ValueError.
        """
        grant = Grant.read(exact)
        post = work.find(Post, post_id(grant.approval_id))
        if post is None or not post.awaits(grant.release_id):
            return
        try:
            post.take_grant(exact, approval_hash=digest_of_json(post.approval_json), sequence=sequence, at=at)
        except GrantExpired:
            self._give_back(work, post, "out-of-time", None, at=at)
            return
        if post.by_hand:
            self._hand_over(work, post, at=at)
            return
        work.write(self._timers.set(kinds.ATTEMPT, post.id, at))

    def refuse(
        self,
        work: Work,
        approval_id: UUID,
        release_id: UUID,
        reason: str,
        *,
        final: bool,
        retry_at: datetime | None,
        at: datetime,
    ) -> None:
        """Takes a refusal: the post ends, or gets another slot."""
        post = work.find(Post, post_id(approval_id))
        if post is None or not post.awaits(release_id):
            return
        if final:
            post.end(reason, at=at)
            self._drop(work, post)
            return
        not_before = retry_at or at + self._pace.pause(self._pace.returned, post.returns)
        post.refuse(reason, retry_at, at=at)
        self._again(work, post, not_before, at=at)

    def request_release(self, work: Work, post: UUID, release_id: UUID, *, at: datetime) -> None:
        """Asks consent for a post that is due; one whose window or account is gone fails."""
        due = work.get(Post, post)
        if due.state is State.REPORTED:
            self._ask(work, due, release_id, at=at)
            return
        if due.state is not State.SCHEDULED or due.slot_at is None:
            work.write(self._timers.clear(kinds.DUE, post))
            return
        if at < due.slot_at:
            work.write(self._timers.set(kinds.DUE, post, due.slot_at))
            return
        if not self._account_stands(work, due):
            self._fail(work, due, "account-gone", at=at)
            return
        self._ask(work, due, release_id, at=at)

    def postpone(self, work: Work, post: UUID, until: datetime, *, at: datetime) -> None:
        """Lets a due post wait, because an earlier one of its activity is in doubt; over the window's end it fails."""
        due = work.get(Post, post)
        if due.state is not State.SCHEDULED:
            work.write(self._timers.clear(kinds.DUE, post))
        elif due.window_is_over(at):
            self._fail(work, due, "window-over", at=at)
        else:
            work.write(self._timers.set(kinds.DUE, post, until))

    def run_out(self, work: Work, post: UUID, *, at: datetime) -> None:
        """The grant's lifetime is over: a release without an attempt is given back."""
        late = work.get(Post, post)
        if late.state not in {State.REQUESTED, State.GRANTED} or late.release is None:
            work.write(self._timers.clear(kinds.ANSWER, post), self._timers.clear(kinds.ATTEMPT, post))
        elif late.release.is_over(at):
            self._give_back(work, late, "out-of-time", None, at=at)
        else:
            work.write(self._timers.set(kinds.ANSWER, post, late.release.requested_at + GRANT_LIFETIME))
