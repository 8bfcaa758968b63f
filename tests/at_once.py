"""Two commands at once: whatever happens between what one loads and what it saves, one of the two is first.

Each command is a series of steps, one for each aggregate it loads and one for its save. Hypothesis draws the order in
which the steps of two commands happen; what comes of it has to be what comes of the two one after the other. The
memory below keeps the one promise of the event store: a save names the versions of all that was loaded, and is refused
when one of them is not the latest any more; the command then begins again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast
from uuid import UUID

import hypothesis.strategies as st
from eventsourcing.domain import Aggregate, CanMutateAggregate
from eventsourcing.persistence import StoredEvent

from chassis.codec import TypedMapper
from chassis.event_store import Conflict, EventStore, Unit, Work

Steps = Generator[None, None, str]
Command = Callable[[Work], Steps]
"""What one command does, with a pause behind each load; what it is answered."""

MOST_STEPS = 14
orders = st.lists(st.booleans(), max_size=MOST_STEPS)


@dataclass
class Memory:
    """What the event store promises of loading and saving, without a server: all events, in the order of saves.

    `refusal`: what a domain refuses with, by a `code`. What stands in the log at first has begun before.
    """

    refusal: type[Exception]
    log: list[StoredEvent] = field(default_factory=list)

    mapper: ClassVar[TypedMapper] = TypedMapper()

    def __post_init__(self) -> None:
        self._begun = len(self.log)

    def load(self, identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        found: dict[Any, Any] = {}
        for each in self.log:
            if each.originator_id in identifiers:
                event = cast(CanMutateAggregate[Any], self.mapper.to_domain_event(each))
                found[each.originator_id] = event.mutate(found.get(each.originator_id))
        return found

    def commit(self, unit: Unit) -> None:
        versions = Counter(each.originator_id for each in self.log)
        if any(versions[identifier] != version for identifier, version in self.expected(unit).items()):
            raise Conflict
        self.log.extend(unit.events)

    def expected(self, unit: Unit) -> dict[UUID, int]:
        """The versions that a save rests on: of what it writes, and of what it only read."""
        written: dict[Any, int] = {}
        for each in unit.events:
            written.setdefault(each.originator_id, each.originator_version - 1)
        return {**unit.reads, **written}

    def do(self, command: Command) -> str:
        """One command, alone."""
        return Racer(self, command).finish()

    def happened(self) -> list[str]:
        """What has been saved since, as `Aggregate.Event`."""
        return [each.topic.partition(".")[2] for each in self.log[self._begun :]]


class Forgetful(Memory):
    """A store as the library's own: a save names only what it writes."""

    def expected(self, unit: Unit) -> dict[UUID, int]:
        unit.reads.clear()
        return super().expected(unit)


@dataclass(frozen=True)
class Outcome:
    """What both were answered, and all that happened, in order."""

    answers: tuple[str, str]
    happened: list[str]


class Racer:
    """One command on its way: at every step one load, and at last the save; begun again after a conflict."""

    def __init__(self, memory: Memory, command: Command) -> None:
        self._memory = memory
        self._command = command
        self._steps: Steps | None = None
        self._work = self._begin()
        self._unsaved: str | None = None
        self.answer: str | None = None

    def step(self) -> None:
        if self._unsaved is not None:
            self._save(self._unsaved)
            return
        if self._steps is None:
            self._work = self._begin()
            self._steps = self._command(self._work)
        try:
            next(self._steps)
        except StopIteration as done:
            self._unsaved = done.value
        except self._memory.refusal as refused:
            self.answer = str(cast(Any, refused).code)

    def _begin(self) -> Work:
        return Work(cast(EventStore, self._memory))

    def _save(self, answer: str) -> None:
        try:
            self._memory.commit(self._work.unit())
            self.answer = answer
        except Conflict:
            self._steps = None
        self._unsaved = None

    def finish(self) -> str:
        while self.answer is None:
            self.step()
        return self.answer


def race(memory: Memory, one: Command, other: Command, order: Iterable[bool]) -> Outcome:
    """Both commands, a step of one for each True and of the other for each False, then whatever is left of them."""
    racers = Racer(memory, one), Racer(memory, other)
    for is_one in order:
        racer = racers[0 if is_one else 1]
        if racer.answer is None:
            racer.step()
    answers = racers[0].finish(), racers[1].finish()
    return Outcome(answers, memory.happened())


def serial(begin: Callable[[], Memory], one: Command, other: Command) -> tuple[Outcome, Outcome]:
    """What comes of both orders, one after the other."""
    first, second = ([is_one] * MOST_STEPS for is_one in (True, False))
    return race(begin(), one, other, first), race(begin(), one, other, second)
