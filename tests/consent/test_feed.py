"""The order of a feed and its filter: nothing gets lost, what is urgent stays first, what is left out is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.consent.domain import Preferences
from services.consent.feed import SOON, Only, ordered

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TOPICS = [UUID(int=number) for number in range(3)]
LANGUAGES = ["en", "en-GB", "id", "pt-BR"]
TIMES = st.integers(min_value=1, max_value=200)


def offer(number: int, hours: int, age: int, **more: Any) -> dict[str, Any]:
    times = {"closes_at": AT + timedelta(hours=hours), "offered_at": AT - timedelta(hours=age)}
    return {"_id": UUID(int=number), "topics": [], "language": None, "priority": 0, **times, **more}


some_topics = st.lists(st.sampled_from(TOPICS), unique=True)
some_languages = st.lists(st.sampled_from(LANGUAGES), unique=True)
feeds = st.lists(
    st.tuples(TIMES, TIMES, st.integers(0, 2), some_topics, st.none() | st.sampled_from(LANGUAGES)), max_size=12
).map(
    lambda rows: [
        offer(number, hours, age, priority=priority, topics=topics, language=language)
        for number, (hours, age, priority, topics, language) in enumerate(rows)
    ]
)


@given(feeds, some_topics, some_languages)
def test_what_is_liked_only_moves_and_never_before_what_is_urgent(
    offers: list[dict[str, Any]], topics: list[UUID], languages: list[str]
) -> None:
    shown = ordered(offers, Preferences(topics=tuple(topics), languages=tuple(languages)), AT)
    assert sorted(each["_id"] for each in shown) == sorted(each["_id"] for each in offers)
    urgent = [each["closes_at"] <= AT + SOON for each in shown]
    assert urgent == sorted(urgent, reverse=True)


@given(feeds, some_topics, some_languages)
def test_a_filter_leaves_out_what_it_counts(
    offers: list[dict[str, Any]], topics: list[UUID], languages: list[str]
) -> None:
    passed, left_out = Only(frozenset(topics), tuple(languages)).of(offers)
    assert len(passed) + left_out["language"] + left_out["topics"] == len(offers)
    assert all(each in passed for each in offers if each["language"] is None and set(topics) & set(each["topics"]))
    assert all(not topics or set(topics) & set(each["topics"]) for each in passed)


def test_without_a_choice_the_soonest_and_then_the_newest_are_first() -> None:
    late, soon, sooner, newest = offer(1, 100, 9), offer(2, 40, 9), offer(3, 30, 9), offer(4, 100, 1)
    assert ordered([late, soon, newest, sooner], Preferences(), AT) == [sooner, soon, newest, late]


def test_reading_it_counts_before_liking_what_it_is_about_and_both_before_priority() -> None:
    liked = Preferences(topics=(TOPICS[0],), languages=("en",))
    first = offer(1, 100, 9, language="en-GB", topics=[TOPICS[0]])
    second = offer(2, 100, 8, language="en", priority=2)
    third = offer(3, 100, 7, topics=[TOPICS[0]])
    last = offer(4, 100, 1, language="id", topics=[TOPICS[0]], priority=2)
    assert ordered([last, third, second, first], liked, AT) == [first, second, third, last]
