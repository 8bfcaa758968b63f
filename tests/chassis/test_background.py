"""What becomes of tasks when their part is stopped."""

from __future__ import annotations

import asyncio
import logging

import pytest

from chassis.background import ended


async def test_what_a_task_died_of_is_said_once_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    async def die() -> None:
        raise ValueError("somebody's words")

    dead, alive = asyncio.create_task(die(), name="follower"), asyncio.create_task(asyncio.Event().wait())
    await asyncio.wait([dead])

    with caplog.at_level(logging.DEBUG):
        await ended([dead, alive])

    assert alive.cancelled()
    [record] = caplog.records
    assert record.__dict__["task"] == "follower"
    assert record.exc_info is not None
    assert record.exc_info[0] is ValueError
    assert "somebody" not in record.getMessage()


async def test_what_ends_because_it_is_asked_to_is_not_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    done, waiting = asyncio.create_task(asyncio.sleep(0)), asyncio.create_task(asyncio.Event().wait())
    await asyncio.wait([done])

    with caplog.at_level(logging.DEBUG):
        await ended([done, waiting])

    assert not caplog.records
