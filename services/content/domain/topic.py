"""What the programme speaks about: a list that curators keep. Names are in the vault.

A topic that is archived stays on the items that have it, and in what people chose, and is put on no other item; it can
be taken up again. Nothing deletes one: what was about it stays so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.content.domain.errors import TopicArchived


class Topic(Aggregate):
    """One topic."""

    TOPIC = "content.Topic"

    class Created(Aggregate.Created):
        """What begins a topic."""

        TOPIC = "content.Topic.Created"

    class Added(Created):
        """The programme has the topic."""

        TOPIC = "content.Topic.Added"

        added_by: UUID
        at: datetime

    class Renamed(Aggregate.Event):
        """It has another name."""

        TOPIC = "content.Topic.Renamed"

        renamed_by: UUID
        at: datetime

    class Archived(Aggregate.Event):
        """No further item is about it."""

        TOPIC = "content.Topic.Archived"

        archived_by: UUID
        at: datetime

    class TakenUp(Aggregate.Event):
        """Items may be about it again."""

        TOPIC = "content.Topic.TakenUp"

        taken_up_by: UUID
        at: datetime

    archived: bool

    @event(Added)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        added_by: UUID,
        at: datetime,
    ) -> None:
        del added_by, at
        self.archived = False

    def check_usable(self) -> None:
        """Raises TopicArchived."""
        if self.archived:
            raise TopicArchived(f"the topic {self.id} is archived; take it up again, or choose another")

    def rename(self, *, by: UUID, at: datetime) -> None:
        """It has another name, which is in the vault."""
        self._renamed(renamed_by=by, at=at)

    def archive(self, *, by: UUID, at: datetime) -> None:
        """No further item is about it. Twice changes nothing."""
        if not self.archived:
            self._archived(archived_by=by, at=at)

    def take_up(self, *, by: UUID, at: datetime) -> None:
        """Items may be about it again. Twice changes nothing."""
        if self.archived:
            self._taken_up(taken_up_by=by, at=at)

    @event(Renamed)
    def _renamed(self, *, renamed_by: UUID, at: datetime) -> None:
        """Changes nothing here."""

    @event(Archived)
    def _archived(self, *, archived_by: UUID, at: datetime) -> None:
        del archived_by, at
        self.archived = True

    @event(TakenUp)
    def _taken_up(self, *, taken_up_by: UUID, at: datetime) -> None:
        del taken_up_by, at
        self.archived = False
