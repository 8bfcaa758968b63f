"""An item that our topic tells of and that was lost, words and all, with a database that was put back older."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event


class LostItem(Aggregate):
    """Under the item's own id: that it was there, and that it is no longer offered."""

    TOPIC = "content.LostItem"

    class Created(Aggregate.Created):
        """What begins it."""

        TOPIC = "content.LostItem.Created"

    class Noted(Created):
        """Our topic tells of the item."""

        TOPIC = "content.LostItem.Noted"

        at: datetime

    class Retired(Aggregate.Event):
        """It is no longer offered, and with it all its activities."""

        TOPIC = "content.LostItem.Retired"

        at: datetime

    retired: bool

    @event(Noted)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; the item's
        at: datetime,
    ) -> None:
        del at
        self.retired = False

    def retire(self, *, at: datetime) -> bool:
        """Ends it; False when it had ended."""
        if self.retired:
            return False
        self._retired(at=at)
        return True

    @event(Retired)
    def _retired(self, *, at: datetime) -> None:
        del at
        self.retired = True
