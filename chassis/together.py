"""One question for all who ask at the same time: what is asked while an answer is on its way is the next question.

Nobody is answered by a question that was put before they asked, so the answer is as fresh as one of their own. Alone,
one asks at once; under load a question, with its thread and its round trip, is shared by all who wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Together(Generic[K, V]):
    """Asks for many. Belongs to one event loop; `ask` runs in a thread, one question at a time."""

    def __init__(self, ask: Callable[[Sequence[K]], Mapping[K, V]]) -> None:
        self._ask = ask
        self._waiting: dict[K, asyncio.Future[V | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, key: K) -> V | None:
        """What is known of the key, or None. Raises what `ask` raises."""
        if (waiting := self._waiting.get(key)) is None:
            waiting = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._asking is None:
            self._asking = asyncio.create_task(self._run(), name="together")
        return await asyncio.shield(waiting)  # who goes away does not take the answer from others

    async def _run(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, {}
            try:
                found = await asyncio.to_thread(self._ask, list(asked))
            except Exception as error:  # noqa: BLE001 - it belongs to everybody who asked
                for each in asked.values():
                    each.set_exception(error)
                    each.exception()  # nobody may be left to hear it
            else:
                for key, each in asked.items():
                    each.set_result(found.get(key))
        self._asking = None
