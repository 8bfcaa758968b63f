"""Training: given what was started, when a step is completed, then how long it took, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from pydantic import ValidationError

from chassis.http import POSITION, Readiness, add_error_tree, caller_of, service_app
from services.gamification.api import training_routes
from services.gamification.application import Trainings
from services.gamification.curriculum import Curriculum
from services.gamification.domain import GamificationError, StepNotStarted, Training
from services.gamification.ladder import Ladder
from services.gamification.projections import TRAINING
from services.gamification.publication import translate
from services.gamification.queries import TrainingView
from tests.gamification.conftest import Service, Shown, nothing
from tests.gamification.served import read

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CURRICULUM = Curriculum.read()


def given_training() -> Training:
    training = Training(id=uuid4(), advocate_id=uuid4(), at=NOW)
    training.collect_events()
    return training


def later(**time: float) -> datetime:
    return NOW + timedelta(**time)


def test_a_step_takes_from_its_last_start_to_its_completion() -> None:
    training = given_training()
    training.start("own-words", at=NOW)
    training.start("own-words", at=later(minutes=10))
    assert training.complete("own-words", at=later(minutes=13, seconds=20)) == 200


@pytest.mark.parametrize(("took", "seconds"), [({"hours": 9}, 1800), ({"seconds": -5}, 0), ({"seconds": 0.9}, 0)])
def test_a_page_left_open_is_half_an_hour_and_no_clock_makes_it_less_than_nothing(
    took: dict[str, float], seconds: int
) -> None:
    training = given_training()
    training.start("own-words", at=NOW)
    assert training.complete("own-words", at=later(**took)) == seconds


def test_the_first_completion_counts() -> None:
    training = given_training()
    training.start("own-words", at=NOW)
    training.complete("own-words", at=later(minutes=2))
    training.start("own-words", at=later(minutes=3))
    assert training.complete("own-words", at=later(minutes=9)) == 120
    assert len(training.collect_events()) == 2


def test_what_was_not_started_is_not_completed() -> None:
    with pytest.raises(StepNotStarted):
        given_training().complete("own-words", at=NOW)


def test_every_step_is_for_a_rung_of_the_ladder_in_its_order_and_takes_five_minutes_at_most() -> None:
    rungs = [level.code for level in Ladder.read().levels]
    order = [rungs.index(step.rung) for step in CURRICULUM.steps]
    assert order == sorted(order)
    assert set(order) == set(range(len(rungs)))
    assert all(step.minutes <= 5 for step in CURRICULUM.steps)


def test_a_curriculum_with_one_code_twice_is_refused(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "services/gamification/training.toml").read_text("utf-8")
    file = tmp_path / "training.toml"
    file.write_text(text.replace('code = "own-words"', 'code = "say-who-you-are"'), "utf-8")
    with pytest.raises(ValidationError, match="a code of its own"):
        Curriculum.read(file)


@pytest_asyncio.fixture
async def client(service: Service, shown: Shown) -> AsyncIterator[httpx.AsyncClient]:
    app = service_app("gamification", readiness=Readiness(), keys=None, lifespan=nothing)
    add_error_tree(app, GamificationError)
    views = shown.projection
    times = iter([NOW, later(seconds=90), later(seconds=100), later(seconds=110)])
    app.include_router(
        training_routes(
            store=service.store,
            trainings=Trainings(CURRICULUM),
            shown=TrainingView(views.collection(TRAINING), CURRICULUM),
            views=views,
            clock=lambda: next(times),
            who=caller_of(cast(Any, SimpleNamespace(read=read, read_known=read))),
        )
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gamification") as client:
        yield client


async def test_everybody_trains_for_themselves(service: Service, client: httpx.AsyncClient) -> None:
    me = uuid4()

    async def post(path: str, by: UUID = me) -> httpx.Response:
        headers = {"authorization": f"Bearer {by}", "idempotency-key": str(uuid4())}
        return await client.post(f"/v1/me/training/{path}", headers=headers)

    assert (await post("own-words/start")).json() == {"step": "own-words"}
    done = await post("own-words/complete")
    assert done.json() == {"step": "own-words", "seconds": 90}
    unknown = await post("nothing/start")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not-found")
    other = await post("own-words/complete", by=uuid4())
    assert (other.status_code, other.json()["code"]) == (409, "step-not-started")
    headers = {"authorization": f"Bearer {me}", POSITION: done.headers[POSITION]}
    mine = (await client.get("/v1/me/training", headers=headers)).json()
    steps = {step["code"]: step for step in mine["steps"]}
    assert (mine["seconds"], list(steps)) == (90, [step.code for step in CURRICULUM.steps])
    assert steps["own-words"]["completed_at"] == "2026-11-23T10:01:30.000Z"
    assert steps["own-words"]["words"]["id"].startswith("Orang menanggapi orang.")
    assert steps["say-who-you-are"]["started_at"] is None
    theirs = (await client.get("/v1/me/training", headers={"authorization": f"Bearer {uuid4()}"})).json()
    assert theirs["seconds"] == 0
    store = service.store
    said = [
        public.event_type
        for row in await asyncio.to_thread(store.notifications, 0, 100)
        if (public := translate(store.mapper.to_domain_event(row))) is not None
    ]
    assert said == ["restu.TrainingStepCompleted.v1"]
