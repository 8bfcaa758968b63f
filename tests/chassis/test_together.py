"""One question for all who ask at the same time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from chassis.together import Together


class Oracle:
    """Notes what it was asked; waits with each answer until it may."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.may = threading.Event()

    def ask(self, keys: Sequence[str]) -> dict[str, int]:
        self.asked.append(sorted(keys))
        assert self.may.wait(10.0)
        if "bad" in keys:
            raise ValueError("no answer")
        return {key: len(key) for key in keys if key != "nobody"}


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


async def test_what_is_asked_meanwhile_is_the_next_question_and_what_is_asked_twice_is_asked_once(
    oracle: Oracle,
) -> None:
    together = Together(oracle.ask)
    first = asyncio.create_task(together("one"))
    while not oracle.asked:
        await asyncio.sleep(0.001)
    then = asyncio.gather(*map(together, ("one", "three", "nobody", "three")))
    await asyncio.sleep(0)
    oracle.may.set()

    assert await first == 3
    assert await then == [3, 5, None, 5]
    assert oracle.asked == [["one"], ["nobody", "one", "three"]]


async def test_what_asking_raises_is_raised_in_all_who_asked_and_in_nobody_else(oracle: Oracle) -> None:
    oracle.may.set()
    together = Together(oracle.ask)

    failed = await asyncio.gather(together("bad"), together("good"), return_exceptions=True)

    assert [type(each) for each in failed] == [ValueError, ValueError]
    assert await together("good") == 4


async def test_who_goes_away_takes_the_answer_from_nobody(oracle: Oracle) -> None:
    together = Together(oracle.ask)
    gone, stays = asyncio.create_task(together("same")), asyncio.create_task(together("same"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    oracle.may.set()

    assert await stays == 4
