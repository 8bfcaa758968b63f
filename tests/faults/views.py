"""G: every service's view beside a replay of its store, row by row.

The replay is kept in databases of its own beside the views. It can be begun anew, which takes as long as everything
that ever happened, or go on where an earlier one ended, which is a replay in several pieces.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from typing import Any

from pymongo import MongoClient

from restu.backups import Running
from restu.demo.waiting import Unmet, expect, until
from restu.home import PROJECT
from tests.faults import oracle
from tests.faults.looking import SERVICES, last_stored, view, view_position
from tests.integration.town import RunningStack

RESTS_WITHIN = 120.0


async def differing_from_a_replay(stack: RunningStack, patience: float, *, from_zero: bool) -> list[str]:
    """G of all services, once every view is written (`patience` in s). Raises Unmet when the stores never rest."""
    client: MongoClient[dict[str, Any]] = MongoClient(stack.views(), tz_aware=True, uuidRepresentation="standard")
    with client:
        if from_zero:
            for service in SERVICES:
                await asyncio.to_thread(client.drop_database, _replay_of(service))

        async def look() -> list[str]:
            before = await asyncio.to_thread(_ends, stack)
            behind = await _written(client, before, patience)
            await asyncio.to_thread(_replay, stack)
            found = await asyncio.to_thread(_compare, client)
            expect(await asyncio.to_thread(_ends, stack) == before, "something happens all the time")
            return behind + found

        return await until(look, "views can be compared", seconds=RESTS_WITHIN)


def _replay_of(service: str) -> str:
    return f"replay_{service}"


def _ends(stack: RunningStack) -> dict[str, int]:
    return {service: last_stored(stack, service) for service in SERVICES}


async def _written(client: MongoClient[dict[str, Any]], ends: dict[str, int], patience: float) -> list[str]:
    """Which views are behind their store, once none is, or it took too long."""
    behind: list[str] = []

    async def look() -> None:
        behind.clear()
        for service, end in ends.items():
            position = await asyncio.to_thread(view_position, client, f"restu_{service}")
            if position < end:
                behind.append(f"{service}: the view stands at {position} of {end}")
        expect(not behind, "; ".join(behind))

    with suppress(Unmet):
        await until(look, "views are written", seconds=patience)
    return behind


def _compare(client: MongoClient[dict[str, Any]]) -> list[str]:
    found = []
    for service in SERVICES:
        rows, again = view(client, f"restu_{service}"), view(client, _replay_of(service))
        found += [f"{service} {each}" for each in oracle.differing(rows, again)]
    return found


def _replay(stack: RunningStack) -> None:
    """Brings the replays to the end of the stores. Raises AssertionError with what `replay.py` said."""
    running = Running.on(stack.home, os.environ, "Nothing to replay.")
    request = {
        service: {
            **{name: value for name, value in running.environment(service).items() if name.startswith("RESTU_")},
            "RESTU_MONGO_URL": stack.views(),
            "RESTU_MONGO_DATABASE": _replay_of(service),
        }
        for service in SERVICES
    }
    with tempfile.NamedTemporaryFile("w", dir=stack.home.folder, suffix=".json") as file:
        json.dump(request, file)
        file.flush()
        command = [sys.executable, "-m", "tests.faults.replay", file.name]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"the replay failed:\n{done.stderr[-2000:]}")
