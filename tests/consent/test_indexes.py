"""What consent asks its database finds its rows by an index, however long the history is."""

from __future__ import annotations

from tests.consent.house import House
from tests.plans import asked, looked_through

SMALL = frozenset({"groups", "due"})
"""What an organisation has a few of, and what is still to be done."""


def test_nothing_looks_through_what_was_approved(house: House) -> None:
    with asked() as statements:
        group = house.form()
        person, activity, _, approval = house.approved()
        colleague = house.join("Ayu", groups=(group,))
        account = house.connect(colleague)
        house.preview(colleague, activity, account)
        house.published(approval, house.request(approval))
        house.revise(activity)
        house.pass_time(days=2)
        house.database.transact([house.tables.texts.forget_old()])
        house.directory.people(after=None, limit=10)
        house.directory.found_by("ayu@example.org")
        house.directory.me(colleague)
        house.database.transact([house.tables.decline(colleague, activity.id, house.clock())])
        house.store.run(house.people.leave, person_id=person, at=house.clock())
        house.pass_time(minutes=1)
        house.store.run(house.people.erase, person_id=person, at=house.clock())

    assert looked_through(house.database, statements, small=SMALL) == {}
