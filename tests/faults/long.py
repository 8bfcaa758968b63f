"""The long form: rows one after another, each on a settled stack, whatever became of the row before.

People and their stack stay the same as long as nothing is damaged, so that later rows meet the histories of earlier
ones. A row that cannot go on, or that left damage, says so, and the next one gets a stack and people of its own.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from subprocess import TimeoutExpired
from types import TracebackType
from typing import Self

from tests.faults import disk
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd, crowd_in
from tests.faults.oracle import Verdict
from tests.faults.rows import Size, calm, count, row
from tests.faults.stack import stack_in

ROWS_PER_STACK = 8
"""So that nobody reaches their fifty posts a day, and counting everything since the beginning stays quick."""


class Stage:
    """The stack and the crowd of the next row. Use it as an async context manager, which ends what runs."""

    def __init__(self, people: int, at_once: int, *, logs: Path | None = None, own_disk: bool = False) -> None:
        """`logs`: where those of a stack go that was damaged. `own_disk`: stacks are on one that can become full."""
        self._people = people
        self._logs = logs
        self._at_once = at_once
        self._own_disk = own_disk
        self._open = AsyncExitStack()
        self._crowd: Crowd | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.clear()

    async def crowd(self) -> Crowd:
        """People on a stack that is ready: those of the row before, or new ones. Raises Unmet."""
        if self._crowd is None:
            folder = Path(tempfile.mkdtemp(prefix="restu-faults-"))
            self._open.callback(shutil.rmtree, folder, ignore_errors=True)
            if self._own_disk:
                disk.mount(folder)
                self._open.callback(disk.give_back, folder)
            stack = stack_in(folder / "home")
            await asyncio.to_thread(stack.start)

            async def stop() -> None:
                with suppress(TimeoutExpired):
                    await asyncio.to_thread(stack.stop)

            self._open.push_async_callback(stop)
            self._crowd = await self._open.enter_async_context(crowd_in(stack, self._people, self._at_once))
        await calm(self._crowd.town.stack)
        return self._crowd

    async def ruined(self, name: str) -> None:
        """Ends what runs, after its logs are kept under this name; the next row begins anew."""
        if self._crowd is not None and self._logs is not None:
            shutil.copytree(self._crowd.town.stack.home.logs, self._logs / name, dirs_exist_ok=True)
        await self.clear()

    async def clear(self) -> None:
        """Ends what runs; the next row begins anew."""
        self._crowd = None
        await self._open.aclose()


async def run(
    stage: Stage, faults: Mapping[str, Fault], size: Size, seed: int
) -> AsyncGenerator[tuple[str, Verdict], None]:
    """Every row with its verdict, printed too, as soon as it is known."""
    async with stage:
        for number, (name, fault) in enumerate(faults.items(), start=1):
            verdict = await _verdict(_row(stage, name, fault, size, seed), name, seed)
            yield name, verdict
            if verdict.damages:
                await stage.ruined(name)
            elif number % ROWS_PER_STACK == 0 or number == len(faults):
                last = f"views replayed from zero after row {number}"
                yield last, await _verdict(_afterwards(stage, last, size, seed), last, seed)
                await stage.clear()


async def _row(stage: Stage, name: str, fault: Fault, size: Size, seed: int) -> Verdict:
    return await row(await stage.crowd(), name, fault, size, seed)


async def _afterwards(stage: Stage, name: str, size: Size, seed: int) -> Verdict:
    verdict = await count(await stage.crowd(), ended=size.ended)
    verdict.tell(name, seed)
    return verdict


async def _verdict(running: Awaitable[Verdict], name: str, seed: int) -> Verdict:
    try:
        return await running
    except Exception as error:  # noqa: BLE001 - whatever a row meets, the others are run
        verdict = Verdict(broken=[f"{type(why).__name__}: {why}" for why in _reasons(error)])
        verdict.tell(name, seed)
        return verdict


def _reasons(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [why for each in error.exceptions for why in _reasons(each)]
    return [error]
