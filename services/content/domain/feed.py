"""A feed that new items come from. Its address is in the vault; when it is asked again is a row beside it.

A paused feed is followed and not asked by itself; somebody may still look.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.content.domain.errors import FeedRemoved


class Feed(Aggregate):
    """One RSS, Atom or JSON feed, followed from when it was added until it is removed."""

    TOPIC = "content.Feed"

    class Created(Aggregate.Created):
        """What begins a feed."""

        TOPIC = "content.Feed.Created"

    class Added(Created):
        """The feed is followed."""

        TOPIC = "content.Feed.Added"

        added_by: UUID
        at: datetime

    class Removed(Aggregate.Event):
        """The feed is no longer followed; the items it brought stay."""

        TOPIC = "content.Feed.Removed"

        removed_by: UUID
        at: datetime

    class Paused(Aggregate.Event):
        """The feed is not asked by itself."""

        TOPIC = "content.Feed.Paused"

        paused_by: UUID
        at: datetime

    class Resumed(Aggregate.Event):
        """The feed is asked by itself again."""

        TOPIC = "content.Feed.Resumed"

        resumed_by: UUID
        at: datetime

    added_by: UUID
    added_at: datetime
    removed: bool
    paused: bool

    @event(Added)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        added_by: UUID,
        at: datetime,
    ) -> None:
        self.added_by = added_by
        self.added_at = at
        self.removed = False
        self.paused = False

    def check_followed(self) -> None:
        """Raises FeedRemoved."""
        if self.removed:
            raise FeedRemoved("this feed has been removed; add it again to follow it")

    def remove(self, *, by: UUID, at: datetime) -> None:
        """No longer followed. Raises FeedRemoved."""
        self.check_followed()
        self._removed(removed_by=by, at=at)

    def pause(self, *, by: UUID, at: datetime) -> bool:
        """Not asked by itself; False when it was not anyway. Raises FeedRemoved."""
        self.check_followed()
        if self.paused:
            return False
        self._paused(paused_by=by, at=at)
        return True

    def resume(self, *, by: UUID, at: datetime) -> bool:
        """Asked by itself again; False when it was anyway. Raises FeedRemoved."""
        self.check_followed()
        if not self.paused:
            return False
        self._resumed(resumed_by=by, at=at)
        return True

    @event(Paused)
    def _paused(self, *, paused_by: UUID, at: datetime) -> None:
        del paused_by, at
        self.paused = True

    @event(Resumed)
    def _resumed(self, *, resumed_by: UUID, at: datetime) -> None:
        del resumed_by, at
        self.paused = False

    @event(Removed)
    def _removed(self, *, removed_by: UUID, at: datetime) -> None:
        del removed_by, at
        self.removed = True
