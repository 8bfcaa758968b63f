"""Topics, given, when, then."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.content.domain import Topic, TopicArchived

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CURATOR = uuid4()


def given_topic() -> Topic:
    topic = Topic(id=uuid4(), added_by=CURATOR, at=NOW)
    assert [type(event) for event in topic.collect_events()] == [Topic.Added]
    return topic


def test_an_archived_topic_is_used_no_more_until_it_is_taken_up() -> None:
    topic = given_topic()
    topic.check_usable()
    for _ in range(2):
        topic.archive(by=CURATOR, at=NOW)
    with pytest.raises(TopicArchived):
        topic.check_usable()
    for _ in range(2):
        topic.take_up(by=CURATOR, at=NOW)
    topic.check_usable()
    assert [type(event) for event in topic.collect_events()] == [Topic.Archived, Topic.TakenUp]


def test_a_name_is_in_no_event() -> None:
    topic = given_topic()
    topic.rename(by=CURATOR, at=NOW)
    (renamed,) = topic.collect_events()
    assert isinstance(renamed, Topic.Renamed)
    assert renamed.renamed_by == CURATOR
