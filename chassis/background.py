"""What runs in the background of a process, from `start` to `stop`; `async with` does both."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

log = logging.getLogger(__name__)


class Background(ABC):
    """One part that is started and stopped, also again."""

    @abstractmethod
    async def start(self) -> None:
        """Begins, and comes back."""

    @abstractmethod
    async def stop(self) -> None:
        """Ends; what was not begun may be stopped, too."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()


async def ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancels tasks and waits until they are over, however that goes; the log says what one died of."""
    ending = list(tasks)
    for task in ending:
        task.cancel()
    for task, outcome in zip(ending, await asyncio.gather(*ending, return_exceptions=True), strict=True):
        if isinstance(outcome, Exception):
            log.error("a task had failed before it was ended", extra={"task": task.get_name()}, exc_info=outcome)
