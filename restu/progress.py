"""How far long work in a service is: bars at a terminal, a plain line every few seconds elsewhere.

The work goes on in the service; who watches may be killed, and a service that does not answer for a while (it was
killed, it is started again) is waited for. Raises StackError when it stays silent.
"""

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, Self

from restu.asking import Silent
from restu.errors import StackError

LOOK_SECONDS = 0.3
SAY_SECONDS = 3.0
SILENCE_SECONDS = 90.0


@dataclass(frozen=True)
class Step:
    """How far one piece of work is; `trouble` is why it stands still."""

    done: int
    total: int
    over: bool = False
    trouble: str | None = None


Look = Callable[[], Step]
"""Asks how far it is. Raises Silent."""


class Screen(AbstractContextManager["Screen"], Protocol):
    """Where it is shown."""

    def show(self, name: str, step: Step, rate: float) -> None:
        """How far one piece of work is, and how many a second are done."""


def watch(looks: Mapping[str, Look], unit: str) -> None:
    """Shows how far each piece of work is until all are over. Raises StackError when one stays silent."""
    waiting = {name: _Pace(look) for name, look in looks.items()}
    with Bars(unit) if sys.stdout.isatty() else Lines(unit) as screen:
        while waiting:
            for name, pace in list(waiting.items()):
                step = pace.look(name)
                screen.show(name, step, pace.rate)
                if step.over:
                    del waiting[name]
            if waiting:
                time.sleep(LOOK_SECONDS)


class _Pace:
    """Looks, remembers the last answer and measures how fast it goes."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._first: tuple[float, int] | None = None
        self._last = Step(0, 0)
        self._answered = time.monotonic()
        self.rate = 0.0

    def look(self, name: str) -> Step:
        now = time.monotonic()
        try:
            self._last = self._look()
        except Silent as error:
            if now - self._answered > SILENCE_SECONDS:
                raise StackError(
                    f"{name} has not answered for {SILENCE_SECONDS:.0f} s: {error} What was begun goes on by itself "
                    "when it is back; run the same command again to watch it."
                ) from error
            return Step(self._last.done, self._last.total, trouble="it does not answer; waiting")
        self._answered = now
        if self._first is None or self._last.done < self._first[1]:
            self._first = (now, self._last.done)
        elif now > self._first[0] and self._last.total > 1:  # a single piece has no pace
            self.rate = (self._last.done - self._first[1]) / (now - self._first[0])
        return self._last


class Lines:
    """Plain lines, a few seconds apart: for files and other programs."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._said: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def show(self, name: str, step: Step, rate: float) -> None:
        """One line, unless the last one is too fresh."""
        now = time.monotonic()
        if not step.over and now - self._said.get(name, 0.0) < SAY_SECONDS:
            return
        self._said[name] = now
        left = f", {(step.total - step.done) / rate:.0f} s left" if rate > 0 and not step.over else ""
        speed = f", {rate:.0f}/s" if rate > 0 else ""
        trouble = f" ({step.trouble})" if step.trouble else ""
        print(f"{name}: {step.done} of {step.total} {self._unit}{speed}{left}{trouble}", flush=True)


class Bars:
    """Bars that move, for people."""

    def __init__(self, unit: str) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(f"{unit}  {{task.fields[rate]}}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[trouble]}", markup=False),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def show(self, name: str, step: Step, rate: float) -> None:
        """Moves the bar of that name."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=None, rate="", trouble="")
        self._bars.update(
            self._tasks[name],
            completed=step.done,
            total=step.total or None,
            rate=f"{rate:.0f}/s" if rate > 0 else "",
            trouble=step.trouble or "",
        )
