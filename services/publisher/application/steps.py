"""Steps that several commands on posts share: finding, placing, giving back, ending."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.event_store import Work
from chassis.signing import Signer
from chassis.timers import Timers
from chassis.vault import Vault
from services.publisher import kinds
from services.publisher.application.pace import Pace
from services.publisher.domain.account import Account
from services.publisher.domain.advocate import Advocate
from services.publisher.domain.calendar import Calendar
from services.publisher.domain.ids import advocate_record_id, calendar_id
from services.publisher.domain.post import Post, State
from services.publisher.results.rows import Deeds
from services.publisher.schedule import Code, NoSlot
from services.publisher.slots import first_slot, next_slot, reasons_of, rhythm_of, wish_of


class Steps:
    """What the commands stand on. `zone` is the organisation's time zone, for advocates without preferences."""

    def __init__(self, vault: Vault, timers: Timers, signer: Signer, pace: Pace, *, zone: str) -> None:
        self._vault = vault
        self._timers = timers
        self._signer = signer
        self._pace = pace
        self._zone = zone
        self._deeds = Deeds(ZoneInfo(zone))

    def _account_stands(self, work: Work, post: Post) -> bool:
        account = work.find(Account, post.account_id)
        return account is not None and account.connected and account.advocate_id == post.advocate_id

    def _is_erased(self, work: Work, post: Post) -> bool:
        advocate = work.find(Advocate, advocate_record_id(post.advocate_id))
        return advocate is not None and advocate.erased

    def _calendar(self, work: Work, post: Post, at: datetime) -> Calendar:
        found = work.find(Calendar, calendar_id(post.account_id))
        return found if found is not None else work.add(Calendar(account_id=post.account_id, at=at))

    def _may_be_denied(self, post: Post, release_id: UUID, attempt_id: UUID | None) -> bool:
        """Whether nothing of this release can have happened, if the attempt named (None: no attempt) says so.

        Somebody else may have recorded an attempt meanwhile, and repeats leave the first one in doubt.
        """
        if post.release is None or post.release.id != release_id:
            return False
        if attempt_id is None:
            return post.state in {State.REQUESTED, State.GRANTED}
        attempt = post.attempt
        return (
            post.state is State.ATTEMPTING and attempt is not None and attempt.id == attempt_id and not attempt.repeats
        )

    def _give_back(self, work: Work, post: Post, reason: str, retry_at: datetime | None, *, at: datetime) -> None:
        not_before = retry_at or at + self._pace.pause(self._pace.returned, post.returns)
        post.return_release(reason, not_before, at=at)
        self._again(work, post, not_before, at=at)

    def _again(self, work: Work, post: Post, not_before: datetime, *, at: datetime) -> None:
        self._clear(work, post)
        self._place(work, post, not_before=not_before, at=at)

    def _place(self, work: Work, post: Post, *, not_before: datetime | None, at: datetime) -> None:
        """Gives the post a slot: its first, or another one after `not_before`; what its author publishes needs none."""
        if post.by_hand:
            self._lay_out(work, post, not_before=not_before, at=at)
            return
        if not self._account_stands(work, post):
            self._fail(work, post, "account-gone", at=at)
            return
        approval = post.approval
        advocate = work.find(Advocate, advocate_record_id(post.advocate_id))
        rhythm = rhythm_of(advocate.preferences if advocate is not None else None, self._zone)
        wish = wish_of(approval.id, approval.window, approval.choice, approval.picked_at)
        calendar = self._calendar(work, post, at)
        booked = calendar.others(post.id)
        try:
            if not_before is None:
                slot = first_slot(wish, rhythm, booked, at)
            else:
                slot = next_slot(wish, rhythm, booked, max(not_before, at))
        except NoSlot as none:
            over = not_before is not None and none.reason.code is Code.WINDOW_OVER
            self._fail(work, post, "window-over" if over else "no-slot", at=at)
            return
        post.schedule(slot.at, slot.zone, reasons_of(slot), at=at)
        calendar.book(post.id, slot.at, at=at)
        work.write(self._timers.set(kinds.DUE, post.id, slot.at))

    def _lay_out(self, work: Work, post: Post, *, not_before: datetime | None, at: datetime) -> None:
        """Lets the post wait for its author; for what they have reported, consent is asked again."""
        if post.state is State.ACCEPTED:
            post.prepare(at=at)
        elif not_before is not None:
            work.write(self._timers.set(kinds.DUE, post.id, not_before))

    def _fail(self, work: Work, post: Post, reason: str, *, at: datetime) -> None:
        post.fail(reason, at=at)
        self._drop(work, post)

    def _drop(self, work: Work, post: Post) -> None:
        """A post that is over keeps no slot, no timer and no words."""
        calendar = work.find(Calendar, calendar_id(post.account_id))
        if calendar is not None:
            calendar.free(post.id)
        self._clear(work, post)
        work.write(self._vault.delete(post.id, kinds.UPLOADED), self._deeds.undone(post.id))

    def _clear(self, work: Work, post: Post) -> None:
        for kind in (kinds.DUE, kinds.ANSWER, kinds.ATTEMPT, kinds.LOOK_UP):
            work.write(self._timers.clear(kind, post.id))
        work.write(self._vault.delete(post.id, kinds.INTENT))
