"""Commands on posts from the recorded attempt to what became of it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from chassis.signing import digest_of_json
from contracts.publisher import PostPublished
from services.publisher import kinds
from services.publisher.application.engagement import Engagements
from services.publisher.domain.calendar import Calendar
from services.publisher.domain.errors import GrantExpired, NotNow, WindowOver
from services.publisher.domain.ids import calendar_id
from services.publisher.domain.post import RELEASED, WAITING, FoundBy, Post, State


@dataclass(frozen=True, slots=True)
class Sighting:
    """A post as it stands on its network. `link` goes into the vault."""

    published_at: datetime
    found_by: FoundBy
    link: dict[str, Any]


class Attempts(Engagements):
    """From a grant to a publication, a return, a failure or a doubt."""

    def start_attempt(
        self,
        work: Work,
        post: UUID,
        release_id: UUID,
        attempt_id: UUID,
        *,
        intent: str,
        intent_digest: str,
        look_up_at: datetime,
        at: datetime,
    ) -> dict[str, Any]:
        """Records the one attempt of a grant, durable before the first byte. `started` tells whether it may be sent.

        Of two who try, the store lets one through; the other finds the grant used.
        """
        granted = work.get(Post, post)
        if granted.state is not State.GRANTED or granted.release is None or granted.release.id != release_id:
            return {"started": False}
        if not self._account_stands(work, granted):
            self._fail(work, granted, "account-gone", at=at)
            return {"started": False}
        try:
            granted.start_attempt(attempt_id, intent_digest=intent_digest, look_up_at=look_up_at, at=at)
        except GrantExpired:
            self._give_back(work, granted, "out-of-time", None, at=at)
            return {"started": False}
        work.write(
            self._vault.put(post, kinds.INTENT, intent, person=granted.advocate_id),
            self._timers.clear(kinds.ANSWER, post),
            self._timers.clear(kinds.ATTEMPT, post),
            self._timers.set(kinds.LOOK_UP, post, look_up_at),
        )
        return {"started": True}

    def note_uploads(self, work: Work, post: UUID, uploaded: dict[str, Any]) -> None:
        """Keeps what the network has of a post's images: the next release need not bring them again.

        Not of a post that is over: it may have ended while they were brought, and then keeps no words.
        """
        brought = work.get(Post, post)
        if brought.state in WAITING | RELEASED:
            work.write(self._vault.put(post, kinds.UPLOADED, uploaded, person=brought.advocate_id))

    def repeat_attempt(self, work: Work, post: UUID, *, look_up_at: datetime, at: datetime) -> dict[str, Any]:
        """Records that an absent attempt is repeated, soon after it began, where that cannot double it.

        Else it is uncertain: long after, what is absent may have been taken back by the person.
        """
        absent = work.get(Post, post)
        if absent.state is not State.ATTEMPTING or absent.attempt is None or at < absent.attempt.look_up_at:
            return {"started": False}
        if self._account_stands(work, absent):
            with contextlib.suppress(NotNow, WindowOver):
                absent.repeat_attempt(look_up_at=look_up_at, at=at)
                work.write(self._timers.set(kinds.LOOK_UP, post, look_up_at))
                return {"started": True}
        self.doubt(work, post, at=at)
        return {"started": False}

    def give_back(
        self,
        work: Work,
        post: UUID,
        release_id: UUID,
        attempt_id: UUID | None,
        *,
        reason: str,
        retry_at: datetime | None,
        at: datetime,
    ) -> None:
        """The release was certainly not performed: the approval stands again, the post gets another slot.

        Who says so before recording an attempt gives no attempt id, and is not heard once somebody else has one.
        """
        returned = work.get(Post, post)
        if self._may_be_denied(returned, release_id, attempt_id):
            self._give_back(work, returned, reason, retry_at, at=at)

    def fail(
        self, work: Work, post: UUID, release_id: UUID, attempt_id: UUID | None, *, reason: str, at: datetime
    ) -> None:
        """The release was certainly not performed and never will be; attempt ids as for `give_back`."""
        failed = work.get(Post, post)
        if self._may_be_denied(failed, release_id, attempt_id):
            self._fail(work, failed, reason, at=at)

    def publish(self, work: Work, post: UUID, publication_id: UUID, sighting: Sighting, *, at: datetime) -> None:
        """It is on the network: signs and records the publication, once."""
        seen = work.get(Post, post)
        if not seen.may_be_published() or seen.grant is None or seen.attempt is None:
            return
        published_at = min(max(sighting.published_at, seen.attempt.started_at), at)
        data = seen.publication(
            publication_id,
            grant_hash=digest_of_json(seen.grant),
            published_at=published_at,
            found_by=sighting.found_by,
        )
        exact = self._signer.sign(PostPublished.TYPE, data)
        seen.publish(exact, published_at=published_at, found_by=sighting.found_by, at=at)
        self._calendar(work, seen, at).settle(post)
        work.write(
            self._vault.put(post, kinds.LINK, sighting.link, person=seen.advocate_id),
            self._vault.delete(post, kinds.INTENT),
            self._vault.delete(post, kinds.UPLOADED),
            self._deeds.published(post, published_at),
            self._timers.clear(kinds.LOOK_UP, post),
            self._timers.clear(kinds.WATCH, post),
        )
        if seen.approval.kind.has_words:  # of anything else nothing of one's own stands there to be answered
            self.begin_engagement(work, seen, published_at)

    def doubt(self, work: Work, post: UUID, *, at: datetime) -> None:
        """Nobody can tell whether it was published: the person is asked, look-ups go on unless they were erased."""
        unknown = work.get(Post, post)
        work.write(self._timers.clear(kinds.LOOK_UP, post))
        if unknown.state is not State.ATTEMPTING:
            return
        unknown.become_uncertain(at=at)
        if not self._is_erased(work, unknown):
            self._calendar(work, unknown, at).doubt(post, unknown.activity_id)
            work.write(self._timers.set(kinds.WATCH, post, at + self._pace.watch[0]))

    def look_again(self, work: Work, post: UUID, kind: str, until: datetime) -> None:
        """Keeps looking for a post whose outcome is not known."""
        open_still = work.get(Post, post).may_be_published()
        work.write(self._timers.set_or_clear(kind, post, until if open_still else None))

    def stop_watching(self, work: Work, post: UUID) -> None:
        """No more look-ups by the clock; the doubt stays for the next release of the same activity."""
        work.write(self._timers.clear(kinds.WATCH, post))

    def settle(self, work: Work, post: UUID) -> None:
        """An uncertain post was certainly not there right before the next release: its doubt ends."""
        doubtful = work.get(Post, post)
        calendar = work.find(Calendar, calendar_id(doubtful.account_id))
        if calendar is not None and doubtful.resolution is not None:
            calendar.settle(post)
