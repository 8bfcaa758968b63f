"""From an approval to its end on real PostgreSQL: what is sent, what is recorded, what is said."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

from chassis.errors import Unavailable
from chassis.timers import Due
from contracts.values import timestamp
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import State
from services.publisher.kinds import ATTEMPT
from tests.publisher.house import CUT_AFTER, START, House


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
    _, data = house.said()[-1]
    assert data["points"] == 10
    assert data["own_words"] == 40
    assert data["found_by"] == "answer"
    assert data["published_at"] == timestamp(house.clock())
    assert house.due() == []
    assert house.pace.start_within < timedelta(minutes=1)


def test_a_replica_that_cannot_prepare_does_not_give_back_what_another_one_sends(house: House) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    house.grant(approval)
    house.network.next_sends = [CUT_AFTER]

    def overtaken(_: UUID) -> None:
        house.on_opening = lambda _: None
        second = Thread(target=lambda: asyncio.run(house.handlers[ATTEMPT](Due(ATTEMPT, post_id(approval), START, 0))))
        second.start()
        second.join()
        raise Unavailable("consent does not answer")

    house.on_opening = overtaken
    house.settle()

    assert house.network.sent == {str(approval): 1}
    assert house.state(approval) is State.ATTEMPTING
    assert "ReleaseReturned" not in house.types_said()
