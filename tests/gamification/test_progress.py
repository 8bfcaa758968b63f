"""Levels and badges: given what was published, when another post is, then what is counted, earned and reached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

import httpx
import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.http import POSITION, Readiness, caller_of, service_app
from contracts.consent import GroupsChanged
from contracts.networks import load
from contracts.values import Kind, Network
from services.gamification.api import progress_routes
from services.gamification.domain import Goal, Goals, Progress, progress_id
from services.gamification.ladder import Ladder
from services.gamification.projections import MILESTONES, PROGRESS
from services.gamification.queries import Way
from tests.gamification.conftest import Service, Shown, nothing, published, removed
from tests.gamification.served import read

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LADDER = Ladder.read()
GOALS = Goals(levels=(Goal("easy", 2), Goal("hard", 1)), badges=(Goal("first", 1),))


def given_progress() -> Progress:
    progress = Progress(id=uuid4(), advocate_id=uuid4(), at=NOW)
    progress.collect_events()
    return progress


def recorded(progress: Progress) -> list[tuple[str, Any]]:
    def what(event: Any) -> Any:
        return getattr(event, "badge", None) or getattr(event, "level", None) or event.counts

    return [(type(event).__name__, what(event)) for event in progress.collect_events()]


def test_a_post_counts_once_and_a_badge_is_earned_once() -> None:
    progress, post = given_progress(), uuid4()
    progress.count(post, ("first", "easy"), GOALS, at=NOW)
    progress.count(post, ("first", "easy"), GOALS, at=NOW)
    progress.count(uuid4(), ("first",), GOALS, at=NOW)
    assert recorded(progress) == [
        ("Counted", {"first": 1, "easy": 1}),
        ("BadgeEarned", "first"),
        ("Counted", {"first": 2, "easy": 1}),
    ]


def test_levels_are_reached_one_after_the_other_and_two_at_once_where_the_upper_was_waiting() -> None:
    progress = given_progress()
    progress.count(uuid4(), ("hard",), GOALS, at=NOW)
    progress.count(uuid4(), ("easy",), GOALS, at=NOW)
    assert progress.level == 0, "what is done of the upper level waits for the lower one"
    progress.collect_events()
    progress.count(uuid4(), ("easy",), GOALS, at=NOW)
    assert recorded(progress)[1:] == [("LevelReached", 1), ("LevelReached", 2)]


def test_what_is_removed_counts_no_more_and_takes_nothing_away() -> None:
    progress, post = given_progress(), uuid4()
    progress.count(post, ("first", "easy"), GOALS, at=NOW)
    progress.collect_events()
    progress.uncount(post, at=NOW)
    progress.uncount(post, at=NOW)
    progress.uncount(uuid4(), at=NOW)
    progress.count(post, ("first", "easy"), GOALS, at=NOW)
    assert recorded(progress) == [("Uncounted", {"first": 0, "easy": 0})]
    assert progress.badges == {"first"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.sets(st.sampled_from(["first", "easy", "hard"])))))
def test_whatever_is_published_and_removed_counts_are_those_of_what_is_there(
    history: list[tuple[bool, int, set[str]]],
) -> None:
    progress = given_progress()
    there: dict[int, set[str]] = {}
    seen: set[int] = set()
    for publishes, number, towards in history:
        if publishes:
            progress.count(UUID(int=number), tuple(towards), GOALS, at=NOW)
            if number not in seen:
                seen.add(number)
                there[number] = towards
        else:
            progress.uncount(UUID(int=number), at=NOW)
            there.pop(number, None)
        for code in ("first", "easy", "hard"):
            assert progress.counts.get(code, 0) == sum(code in each for each in there.values())
    events = list(progress.collect_events())
    badges = [event.badge for event in events if isinstance(event, Progress.BadgeEarned)]
    levels = [event.level for event in events if isinstance(event, Progress.LevelReached)]
    assert badges in ([], ["first"])
    assert levels == list(range(1, len(levels) + 1))


@pytest.mark.parametrize(
    ("kind", "own_words", "towards"),
    [
        (Kind.LIKE, 0, {"reacting", "first-post"}),
        (Kind.REPOST, 0, {"reacting", "first-post"}),
        (Kind.POST, 49, {"first-post"}),
        (Kind.POST, 50, {"own-voice", "first-post", "own-words", "ten-own-words"}),
        (Kind.POST, 95, {"own-voice", "conversation", "first-post", "own-words", "ten-own-words", "all-your-own"}),
        (Kind.COMMENT, 80, {"conversation", "first-post", "own-words", "ten-own-words", "five-comments"}),
        (Kind.FOLLOW, 0, set()),
    ],
)
def test_the_ladder_goes_from_reacting_over_ones_own_voice_to_conversation(
    kind: Kind, own_words: int, towards: set[str]
) -> None:
    assert set(LADDER.towards(kind=kind, network=Network.MASTODON, own_words=own_words)) == towards


@pytest.mark.parametrize("network", Network)
@pytest.mark.parametrize("kind", Kind)
def test_nothing_counts_where_the_network_forbids_rewards(kind: Kind, network: Network) -> None:
    if not load(network).rules.points.allowed:
        assert LADDER.towards(kind=kind, network=network, own_words=100) == ()


def test_a_ladder_with_one_code_twice_is_refused(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "services/gamification/ladder.toml").read_text("utf-8")
    file = tmp_path / "ladder.toml"
    file.write_text(text.replace('code = "own-voice"', 'code = "reacting"'), "utf-8")
    with pytest.raises(ValidationError, match="a code of its own"):
        Ladder.read(file)


@pytest_asyncio.fixture
async def client(service: Service, shown: Shown) -> AsyncIterator[httpx.AsyncClient]:
    del service
    app = service_app("gamification", readiness=Readiness(), keys=None, lifespan=nothing)
    views = shown.projection
    way = Way(views.collection(PROGRESS), views.collection(MILESTONES), LADDER)
    who = caller_of(cast(Any, SimpleNamespace(read=read, read_known=read)))
    app.include_router(progress_routes(way=way, views=views, who=who))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gamification") as client:
        yield client


async def test_everybody_sees_what_each_step_takes_and_when_it_was_reached(
    service: Service, client: httpx.AsyncClient
) -> None:
    who, post = uuid4(), uuid4()
    events = [
        published(who, post, kind="repost"),
        *(published(who, kind="repost") for _ in range(2)),
        published(who, own_words=60),
        published(who, network="x", own_words=100),
        removed(who, post),
        GroupsChanged(advocate_id=who, groups=(), changed_at=NOW),
    ]
    position = await asyncio.to_thread(service.happened, *events)
    await asyncio.to_thread(service.happened, *events)
    headers = {"authorization": f"Bearer {who}", POSITION: str(position)}
    way = (await client.get("/v1/me/ladder", headers=headers)).json()
    first, second, third = way["levels"]
    assert (way["level"], first["code"], first["posts"], first["counted"]) == (1, "reacting", 3, 2)
    assert first["reached_at"] == "2026-11-23T10:00:00.000Z"
    assert first["post_id"] not in (None, str(post))
    assert set(first["title"]) == {"en", "id"}
    assert (second["counted"], second["reached_at"], third["counted"]) == (1, None, 0)
    assert {badge["code"] for badge in way["badges"] if badge["reached_at"]} == {"first-post", "own-words"}
    nobody = {"authorization": f"Bearer {uuid4()}"}
    assert (await client.get("/v1/me/ladder", headers=nobody)).json()["level"] == 0
    assert service.events("Progress").count("BadgeEarned") == 2
    assert progress_id(who) == uuid5(who, "progress")
