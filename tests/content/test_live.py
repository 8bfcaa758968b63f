"""What screens are told of that is in no view: suggestions, feeds, topics, by their ids alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from eventsourcing.domain import Aggregate

from services.content.domain import Feed, Suggestion, Topic
from services.content.projections import live

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
BY, ID = uuid4(), uuid4()


def suggestion() -> Aggregate:
    made = Suggestion(id=ID, suggested_by=BY, at=AT)
    made.decline(by=BY, at=AT)
    return made


def feed() -> Aggregate:
    added = Feed(id=ID, added_by=BY, at=AT)
    added.pause(by=BY, at=AT)
    added.resume(by=BY, at=AT)
    added.remove(by=BY, at=AT)
    return added


def topic() -> Aggregate:
    added = Topic(id=ID, added_by=BY, at=AT)
    added.rename(by=BY, at=AT)
    added.archive(by=BY, at=AT)
    added.take_up(by=BY, at=AT)
    return added


@pytest.mark.parametrize(
    ("happened", "what", "name"),
    [
        (suggestion, "suggestion-changed", "suggestion_id"),
        (feed, "source-changed", "feed_id"),
        (topic, "topic-changed", "topic_id"),
    ],
)
def test_every_change_is_told_to_everybody_by_its_id(happened: Callable[[], Aggregate], what: str, name: str) -> None:
    told = [live(event) for event in happened().collect_events()]
    assert len(told) >= 2
    for each in told:
        assert each is not None
        assert (each.type, each.person, each.data) == (what, None, {name: str(ID)})


def test_what_nobody_sees_is_not_told() -> None:
    assert live(object()) is None
