"""Older databases: a backup of one service is put back while everybody goes on."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from random import Random

import httpx

from restu.demo.waiting import NotYet, expect, until
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd
from tests.faults.looking import SERVICES
from tests.faults.older import Older
from tests.faults.wishes import act
from tests.integration.commands import command, restu, without_mark
from tests.integration.town import RunningStack

BEHIND = 40
"""How many commands are given behind the backup, by the fault alone: on offers that the backup does not know."""
AT_ONCE = 4
NOTICED_SECONDS = 60.0


def put_back(service: str) -> Fault:
    """With `restu restore --from`."""

    async def fault(crowd: Crowd, random: Random) -> float:
        stack = crowd.town.stack
        with tempfile.TemporaryDirectory(dir=stack.home.folder) as folder:
            older = await _life_behind_a_backup(crowd, service, folder, random)
            await command(stack, "restore", service, "--from", folder)
        over = time.monotonic()
        await older.excuse()
        return over

    return fault


def put_back_unnoticed(service: str) -> Fault:
    """With tools of one's own, under the running service, which goes on until it finds out; then it is restored."""

    async def fault(crowd: Crowd, random: Random) -> float:
        stack = crowd.town.stack
        with tempfile.TemporaryDirectory(dir=stack.home.folder) as folder:
            older = await _life_behind_a_backup(crowd, service, folder, random)
            await asyncio.to_thread(without_mark, stack, service, Path(folder))
            await until(lambda: _waits(stack, service), f"{service} finds itself older", seconds=NOTICED_SECONDS)
            code, said = await asyncio.to_thread(restu, stack, "restore", service)
            if code != 0:
                assert "holds another event" in said, said  # it had worked on the older database
                await command(stack, "restore", service, "--from", folder)
        over = time.monotonic()
        await older.excuse()
        return over

    return fault


async def _life_behind_a_backup(crowd: Crowd, service: str, folder: str, random: Random) -> Older:
    older = Older(crowd, service)
    await command(crowd.town.stack, "backup", service, "--to", folder)
    await act(crowd, BEHIND, random, AT_ONCE)
    return older


async def _waits(stack: RunningStack, service: str) -> None:
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
        try:
            answer = await client.get(f"{stack.addresses[service]}/readyz")
        except httpx.HTTPError as error:
            raise NotYet(type(error).__name__) from error
    expect("run restu restore" in answer.text, answer.text[:300])


ROWS: dict[str, Fault] = {
    **{f"the older database of {service} put back": put_back(service) for service in SERVICES},
    **{
        f"the older database of {service} put back under it, unnoticed": put_back_unnoticed(service)
        for service in SERVICES
    },
}
