"""From an approval to its end on real PostgreSQL: what is sent, what is recorded, what is said."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from contracts.values import timestamp
from services.publisher.domain.post import State
from tests.publisher.house import House


def test_an_approved_post_is_released_attempted_and_published_once(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    approval = house.approve(ann, account)
    assert house.state(approval) is State.SCHEDULED

    house.settle()
    assert house.state(approval) is State.REQUESTED
    assert house.network.sent == {}

    house.grant(approval)
    house.settle()

    assert house.state(approval) is State.PUBLISHED
    assert house.network.sent == {str(approval): 1}
    assert house.types_said() == ["PostScheduled", "ReleaseRequested", "PostPublished"]
    kind, data = house.said()[-1]
    assert data["points"] == 10
    assert data["own_words"] == 40
    assert data["found_by"] == "answer"
    assert data["published_at"] == timestamp(house.clock())
    assert house.due() == []
    assert house.pace.start_within < timedelta(minutes=1)
