"""An event store without a database: for tests of commands that no server is needed for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from chassis.codec import TypedMapper
from chassis.event_store import Work


class Kept:
    """A store without a database: it loads what was saved, and notes the events."""

    def __init__(self) -> None:
        self.mapper = TypedMapper()
        self.events: list[Any] = []
        self._begun: set[UUID] = set()

    def load(self, identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        return {each: self._replayed(each) for each in identifiers if each in self._begun}

    def run(self, command: Callable[..., Any], **arguments: Any) -> Any:
        work = Work(self)
        result = command(work, **arguments)
        for row in work.unit().events:
            event: Any = self.mapper.to_domain_event(row)
            self.events.append(event)
            self._begun.add(event.originator_id)
        return result

    def _replayed(self, identifier: UUID) -> Aggregate:
        aggregate: Aggregate | None = None
        for event in self.events:
            if event.originator_id == identifier:
                aggregate = event.mutate(aggregate)
        assert aggregate is not None
        return aggregate
