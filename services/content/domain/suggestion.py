"""What an advocate would like to see shared, and what a curator made of it: an item, or nothing and a reason.

It is decided once. The link, the words and both reasons are in the vault as the suggester's, so that they go with
their erasure; an item that was made before stays, for its words are the company's.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.content.domain.errors import SuggestionSettled


class Suggestion(Aggregate):
    """One suggestion of one advocate."""

    TOPIC = "content.Suggestion"

    class Created(Aggregate.Created):
        """What begins a suggestion."""

        TOPIC = "content.Suggestion.Created"

    class Made(Created):
        """An advocate suggests something."""

        TOPIC = "content.Suggestion.Made"

        suggested_by: UUID
        at: datetime

    class Accepted(Aggregate.Event):
        """A curator made an item of it; the suggester has the credit."""

        TOPIC = "content.Suggestion.Accepted"

        item_id: UUID
        suggested_by: UUID
        accepted_by: UUID
        at: datetime

    class Declined(Aggregate.Event):
        """A curator made nothing of it, and told the suggester why."""

        TOPIC = "content.Suggestion.Declined"

        declined_by: UUID
        at: datetime

    suggested_by: UUID
    settled: bool

    @event(Made)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        suggested_by: UUID,
        at: datetime,
    ) -> None:
        self.suggested_by = suggested_by
        self.settled = False

    def accept(self, item_id: UUID, *, by: UUID, at: datetime) -> None:
        """It became this item. Raises SuggestionSettled."""
        self._check_open()
        self._accepted(item_id=item_id, suggested_by=self.suggested_by, accepted_by=by, at=at)

    def decline(self, *, by: UUID, at: datetime) -> None:
        """Nothing becomes of it. Raises SuggestionSettled."""
        self._check_open()
        self._declined(declined_by=by, at=at)

    def _check_open(self) -> None:
        if self.settled:
            raise SuggestionSettled("this suggestion was accepted or declined already; nothing was changed")

    @event(Accepted)
    def _accepted(self, *, item_id: UUID, suggested_by: UUID, accepted_by: UUID, at: datetime) -> None:
        del item_id, suggested_by, accepted_by, at
        self.settled = True

    @event(Declined)
    def _declined(self, *, declined_by: UUID, at: datetime) -> None:
        del declined_by, at
        self.settled = True
