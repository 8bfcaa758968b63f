"""What a week, a report and an erasure ask the database finds its rows by an index, however long the history is."""

from __future__ import annotations

from uuid import uuid4

from contracts.consent import PersonErased
from contracts.values import timestamp
from services.publisher.queries import Returns
from tests.plans import asked, looked_through
from tests.publisher.house import UTC_WEEKS
from tests.publisher.results.conftest import Firm
from tests.publisher.results.test_closing import open_pilot

SMALL = frozenset({"members", "weeks", "identities", "due"})
"""One row for each person, week, connection, or thing that is still to be done."""


def test_nothing_looks_through_what_was_published(firm: Firm) -> None:
    item, group, house = uuid4(), uuid4(), firm.house
    people = [*firm.people(6, group), *firm.people(2)]
    pilot = open_pilot(firm, people[:5], number=1)
    with asked() as statements:
        everyone, some = firm.offer(item, days=10), firm.offer(item, days=10, groups=(group,))
        for person in people:
            firm.publish(person, everyone)
        firm.publish(people[0], some)
        firm.end_week()
        firm.end_week()
        house.pass_time(days=10)
        firm.reports.programme(None, 26, house.clock())
        firm.reports.item(item)
        firm.reports.pilot(pilot, house.clock())
        Returns(house.database, house.vault, UTC_WEEKS).of(people[0], house.clock())
        erased = {"advocate_id": str(people[0]), "erased_at": timestamp(house.clock())}
        house.deliver(PersonErased.TYPE, erased)

    assert looked_through(house.database, statements, small=SMALL) == {}
