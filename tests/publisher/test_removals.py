"""Taking posts down: asked for at once, done by the clock, told honestly."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from chassis.errors import NotFound
from services.publisher import kinds
from services.publisher.domain.errors import NotPublished
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import State
from services.publisher.networks.protocol import AuthExpired, ConnectorError, NeedsHuman, RateLimited, Retryable
from tests.publisher.house import START, House


def published(house: House, ann: UUID) -> UUID:
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    house.grant(approval)
    house.settle()
    return approval


def take_down(house: House, by: UUID, approval: UUID) -> object:
    return house.store.run(house.posts.take_down, by=by, post=post_id(approval), at=house.clock()).result["state"]


def test_a_published_post_is_taken_down(house: House) -> None:
    ann = uuid4()
    approval = published(house, ann)
    assert take_down(house, ann, approval) == "removing"
    assert take_down(house, ann, approval) == "removing"
    assert house.network.removed == []
    house.settle()
    assert house.network.removed == ["100"]
    assert house.types_said()[-1] == "PostRemoved"
    assert take_down(house, ann, approval) == "removed"
    assert house.vault.open(post_id(approval), kinds.LINK) is None
    assert house.due() == []


def test_only_its_author_takes_it_down_and_only_when_it_is_published(house: House) -> None:
    ann = uuid4()
    approval = published(house, ann)
    with pytest.raises(NotFound):
        take_down(house, uuid4(), approval)
    waiting = house.approve(ann, house.post(approval).account_id)
    with pytest.raises(NotPublished):
        take_down(house, ann, waiting)


@pytest.mark.parametrize(
    ("error", "after"),
    [
        (Retryable("unreachable"), timedelta(seconds=5)),
        (RateLimited(START + timedelta(minutes=30)), timedelta(minutes=30)),
    ],
)
def test_a_network_that_cannot_now_is_asked_again(house: House, error: ConnectorError, after: timedelta) -> None:
    ann = uuid4()
    approval = published(house, ann)
    take_down(house, ann, approval)
    house.network.retract_error = error
    house.settle()
    house.network.retract_error = None
    house.clock.now = START + after - timedelta(seconds=1)
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    house.clock.now = START + after
    house.settle()
    assert house.state(approval) is State.REMOVED


def test_a_network_that_is_away_for_long_is_told_honestly(house: House) -> None:
    ann = uuid4()
    approval = published(house, ann)
    take_down(house, ann, approval)
    house.network.retract_error = Retryable("unreachable")
    house.pass_time(hours=20)
    post = house.post(approval)
    assert (post.state, post.removing) == (State.PUBLISHED, False)
    assert "PostRemoved" not in house.types_said()
    assert house.due() == []
    house.network.retract_error = None
    take_down(house, ann, approval)
    house.settle()
    assert house.state(approval) is State.REMOVED


def test_a_network_that_does_not_let_us_leaves_it_to_the_person(house: House) -> None:
    ann = uuid4()
    approval = published(house, ann)
    house.network.retract_error = NeedsHuman("cannot-be-removed-here")
    take_down(house, ann, approval)
    house.settle()
    assert not house.post(approval).removing
    assert house.due() == []


def test_credentials_that_are_not_accepted_end_the_connection(house: House) -> None:
    ann = uuid4()
    approval = published(house, ann)
    house.network.retract_error = AuthExpired()
    take_down(house, ann, approval)
    house.settle()
    kind, data = house.said()[-1]
    assert (kind, data["reason"]) == ("AccountDisconnected", "token-revoked")
    take_down(house, ann, approval)
    house.settle()
    assert not house.post(approval).removing
