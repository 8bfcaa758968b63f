"""What moves points, all of it consequences of what was said elsewhere: load, call, done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.event_store import Work
from contracts.values import Kind, Network
from services.gamification.domain import CALENDAR, Calendar, Ledger
from services.gamification.rules import Rules, day_of


class Gamification:
    """One method per command. `zone`: the organisation's, in which days begin."""

    def __init__(self, rules: Rules, zone: ZoneInfo) -> None:
        self._rules = rules
        self._zone = zone

    def award(
        self,
        work: Work,
        *,
        advocate_id: UUID,
        post_id: UUID,
        kind: Kind,
        network: Network,
        promised: int,
        own_words: int,
        published_at: datetime,
    ) -> None:
        """Books what a published post earns, on the day on which it was published."""
        worth = self._rules.worth(kind=kind, network=network, promised=promised, own_words=own_words)
        if worth.points:
            _ledger(work, advocate_id, published_at).award(
                post_id,
                worth,
                network=network,
                promised=promised,
                own_words=own_words,
                day=day_of(published_at, self._zone),
                contests=contests_at(work, published_at),
                at=published_at,
            )

    def award_reported(
        self,
        work: Work,
        *,
        advocate_id: UUID,
        post_id: UUID,
        network: Network,
        promised: int,
        own_words: int,
        handed_over_at: datetime,
    ) -> None:
        """Books what a post earns that its author reports to have published, as often in a week as the rules say."""
        worth = self._rules.worth_reported(network=network, promised=promised)
        if worth.points:
            _ledger(work, advocate_id, handed_over_at).award(
                post_id,
                worth,
                network=network,
                promised=promised,
                own_words=own_words,
                day=day_of(handed_over_at, self._zone),
                at=handed_over_at,
                a_week=self._rules.handed_over.a_week,
            )

    def reverse(self, work: Work, *, advocate_id: UUID, post_id: UUID, at: datetime) -> None:
        """Takes back what a removed post earned; a post that earned nothing has no ledger to change."""
        if (ledger := work.find(Ledger, advocate_id)) is not None:
            ledger.reverse(post_id, rule=self._rules.removal.code, at=at)

    def change_listing(
        self, work: Work, *, advocate_id: UUID, listed: bool | None = None, active: bool | None = None, at: datetime
    ) -> None:
        """Notes whether an advocate is shown. Who was never heard of is shown, which needs no ledger."""
        if work.find(Ledger, advocate_id) is None and listed is not False and active is not False:
            return
        _ledger(work, advocate_id, at).change_listing(listed=listed, active=active, at=at)

    def change_groups(self, work: Work, *, advocate_id: UUID, groups: tuple[UUID, ...], at: datetime) -> None:
        """Notes in which groups an advocate is. Who was never heard of is in none, which needs no ledger."""
        if groups or work.find(Ledger, advocate_id) is not None:
            _ledger(work, advocate_id, at).change_groups(groups, at=at)


def contests_at(work: Work, moment: datetime) -> tuple[UUID, ...]:
    """The contests that a publication of this moment counts in."""
    calendar = work.find(Calendar, CALENDAR)
    return calendar.contests_at(moment) if calendar is not None else ()


def _ledger(work: Work, advocate_id: UUID, at: datetime) -> Ledger:
    return work.find(Ledger, advocate_id) or work.add(Ledger(id=advocate_id, at=at))
