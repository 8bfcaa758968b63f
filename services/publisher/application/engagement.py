"""Commands on what a published post's readers do, as its network counted: numbers in the vault, never in an event.

They are the network's data, and its rules say how long they may be kept. They go with the post and with the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from contracts.values import timestamp
from services.publisher import kinds
from services.publisher.application.steps import Steps
from services.publisher.domain.post import Post, State
from services.publisher.retention import first_end, fresh


class Engagements(Steps):
    """What was counted, and when there is something to do about it next."""

    def begin_engagement(self, work: Work, post: Post, published_at: datetime) -> None:
        """Sets the time of the first look at a post that has just been published."""
        since = timestamp(published_at)
        self._keep_counting(work, post, {"since": since, "looked": since, "over": False, "seen": []}, at=published_at)

    def note_engagement(
        self,
        work: Work,
        post: UUID,
        counted: dict[str, Any],
        new: Sequence[dict[str, Any]],
        *,
        over: bool,
        at: datetime,
    ) -> None:
        """Keeps what was counted as long as the network allows. `over`: it is not asked any more."""
        found = work.get(Post, post)
        if found.state is not State.PUBLISHED:
            self.forget_engagement(work, post)
            return
        seen = fresh([*counted["seen"], *new], found.approval.network, at)
        value = {"since": counted["since"], "looked": timestamp(at), "over": over, "seen": seen}
        self._keep_counting(work, found, value, at=at)

    def forget_engagement(self, work: Work, post: UUID) -> None:
        """Nothing is counted any more, and nothing kept."""
        work.write(self._vault.delete(post, kinds.ENGAGEMENT), self._timers.clear(kinds.MEASURE, post))

    def _keep_counting(self, work: Work, post: Post, counted: dict[str, Any], *, at: datetime) -> None:
        """Stores the numbers and sets the timer of the next look, or of when the oldest of them has to go."""
        next_look = None if counted["over"] else self._pace.next_measure(datetime.fromisoformat(counted["since"]), at)
        times = [each for each in (next_look, first_end(counted["seen"], post.approval.network)) if each is not None]
        work.write(
            self._vault.put(post.id, kinds.ENGAGEMENT, counted, person=post.advocate_id),
            self._timers.set_or_clear(kinds.MEASURE, post.id, min(times, default=None)),
        )
