"""Commands on posts that their author gives: what became of an uncertain one, taking one down."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from services.publisher import kinds
from services.publisher.application.own import own
from services.publisher.application.steps import Steps
from services.publisher.domain.errors import NotUncertain
from services.publisher.domain.post import Post, Resolution, State


class Wishes(Steps):
    """What an author wants of a post, and how it went."""

    def resolve(self, work: Work, *, by: UUID, post: UUID, outcome: Resolution, at: datetime) -> dict[str, Any]:
        """Records what the person sees of an uncertain post. Raises NotUncertain, AlreadyResolved."""
        uncertain = own(work, Post, post, by)
        if uncertain.state is State.PUBLISHED:
            return {"post_id": str(post), "state": uncertain.state.value}
        uncertain.resolve(outcome, at=at)
        return {"post_id": str(post), "state": uncertain.state.value, "resolution": outcome}

    def check_uncertain(self, work: Work, *, by: UUID, post: UUID) -> None:
        """Raises NotFound, NotUncertain."""
        if own(work, Post, post, by).state is not State.UNCERTAIN:
            raise NotUncertain("whether this was posted is not in doubt")

    def take_down(self, work: Work, *, by: UUID, post: UUID, at: datetime) -> dict[str, Any]:
        """Asks for a published post's removal. Raises NotPublished."""
        published = own(work, Post, post, by)
        if published.ask_removal(at=at):
            work.write(self._timers.set(kinds.TAKE_DOWN, post, at))
        return {"post_id": str(post), "state": "removed" if published.state is State.REMOVED else "removing"}

    def removed(self, work: Work, post: UUID, *, at: datetime) -> None:
        """It is off the network."""
        work.write(self._timers.clear(kinds.TAKE_DOWN, post))
        gone = work.get(Post, post)
        if gone.removing:
            gone.remove(at=at)
            work.write(
                self._vault.delete(post, kinds.LINK),
                self._vault.delete(post, kinds.ENGAGEMENT),
                self._timers.clear(kinds.MEASURE, post),
                self._deeds.undone(post),
            )

    def removal_failed(self, work: Work, post: UUID, reason: str, *, at: datetime) -> None:
        """The network did not let us; the person may ask again."""
        work.write(self._timers.clear(kinds.TAKE_DOWN, post))
        kept = work.get(Post, post)
        if kept.removing:
            kept.removal_failed(reason, at=at)
