"""A house with people in it, each with an account, who publish in weeks that end."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contracts.consent import AdvocateJoined, GroupsChanged
from contracts.content import ActivityOffered
from contracts.values import timestamp
from services.publisher import kinds
from services.publisher.domain.ids import WEEKS
from services.publisher.domain.post import State
from services.publisher.networks.protocol import Engagement
from services.publisher.queries import Reports
from tests.publisher.house import UTC_WEEKS, House


class Firm:
    """People of one organisation. It begins on the Monday of 2026-W48."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.accounts: dict[UUID, UUID] = {}
        self.reports = Reports(house.store, house.vault, UTC_WEEKS)
        house.network.engagement = Engagement(likes=3, reposts=1, replies=0)
        house.database.transact([house.timers.set(kinds.COUNT, WEEKS, house.clock())])

    def people(self, number: int, *groups: UUID) -> list[UUID]:
        """New people with accounts."""
        found = [uuid4() for _ in range(number)]
        for person in found:
            at = timestamp(self.house.clock())
            self.house.deliver(AdvocateJoined.TYPE, {"advocate_id": str(person), "joined_at": at})
            changed = {"advocate_id": str(person), "groups": [str(group) for group in groups], "changed_at": at}
            self.house.deliver(GroupsChanged.TYPE, changed)
            self.accounts[person] = self.house.connect(person, code=person.hex)
        return found

    def offer(self, item: UUID | None = None, *, days: int = 5, groups: tuple[UUID, ...] = ()) -> UUID:
        """An activity, to everyone where no groups are named."""
        activity, at = uuid4(), self.house.clock()
        offered = {
            "item_id": str(item or uuid4()),
            "activity_id": str(activity),
            "kind": "post",
            "network": "mastodon",
            "opens_at": timestamp(at),
            "closes_at": timestamp(at + timedelta(days=days)),
            "audience": {"everyone": not groups, "groups": [str(group) for group in groups]},
            "points": 10,
            "offered_at": timestamp(at),
        }
        self.house.deliver(ActivityOffered.TYPE, offered)
        return activity

    def publish(self, person: UUID, activity: UUID, **more: object) -> UUID:
        """Somebody approves, and it is published as soon as their other posts let it."""
        approval = self.approve(person, activity, window=timedelta(hours=12), **more)
        self.house.settle()
        while self.house.state(approval) is State.SCHEDULED:
            self.house.pass_time(minutes=10)
        self.house.grant(approval)
        self.house.settle()
        return approval

    def approve(self, person: UUID, activity: UUID, **more: object) -> UUID:
        """Somebody approves."""
        handle = f"@{person.hex}@social.example"
        return self.house.approve(person, self.accounts[person], activity=str(activity), handle=handle, **more)

    def end_week(self) -> None:
        """Until Monday noon of the next week: the one before is counted."""
        days = 7 - self.house.clock().weekday()
        until = (self.house.clock() + timedelta(days=days)).replace(hour=12, minute=0)
        self.house.pass_time(seconds=(until - self.house.clock()).total_seconds())


@pytest.fixture
def firm(house: House) -> Firm:
    """An empty one."""
    return Firm(house)
