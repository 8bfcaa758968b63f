"""What the programme itself has set about disclosures, country by country: one aggregate, for there are few of them.

Approving rests on it, so that what was set a moment ago counts at once. Its words are in the vault, each setting's
under an id of their own; a country without a setting has the rule that comes with Restu (contracts/disclosures).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.consent.domain.states import NAMESPACE


@dataclass(frozen=True, slots=True)
class OwnRule:
    """Whether posts of people in a country have to disclose; the id of the words for it, None = those of Restu."""

    required: bool
    words_id: UUID | None
    stated_at: datetime


class Disclosures(Aggregate):
    """The programme's own rules."""

    TOPIC = "consent.Disclosures"
    ID = uuid5(NAMESPACE, "disclosures")

    class Created(Aggregate.Created):
        """What begins them."""

        TOPIC = "consent.Disclosures.Created"

    class Begun(Created):
        """The programme has rules of its own."""

        TOPIC = "consent.Disclosures.Begun"

        at: datetime

    class Stated(Aggregate.Event):
        """The rule of one country from now on."""

        TOPIC = "consent.Disclosures.Stated"

        country: str
        required: bool
        words_id: UUID | None
        stated_by: UUID
        at: datetime

    rules: dict[str, OwnRule]

    @event(Begun)
    def __init__(self, *, at: datetime) -> None:
        del at
        self.rules = {}

    @staticmethod
    def create_id() -> UUID:
        """There is one for all countries."""
        return Disclosures.ID

    def state(self, country: str, *, required: bool, words_id: UUID | None, by: UUID, at: datetime) -> UUID | None:
        """Sets a country's rule; the id of the words that nobody needs any more, if there were some."""
        before = self.rules.get(country)
        self._stated(country=country, required=required, words_id=words_id, stated_by=by, at=at)
        return before.words_id if before is not None else None

    @event(Stated)
    def _stated(self, *, country: str, required: bool, words_id: UUID | None, stated_by: UUID, at: datetime) -> None:
        del stated_by
        self.rules[country] = OwnRule(required, words_id, at)
