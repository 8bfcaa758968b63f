"""What a batch of events changes in a view, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import Notification

from chassis.codec import TypedMapper
from chassis.projection.coalescing import Operation, coalesced

Handler = Callable[..., None]
"""(event, batch) -> None: adds what the event changes in the view. Pure, without reading."""


class Unshowable(Exception):
    """A handler failed on an event: a fault of the release; the view stands still before it."""


class Batch:
    """What a batch of events changes, collection by collection, in the events' order."""

    def __init__(self, collections: frozenset[str]) -> None:
        self._collections = collections
        self.position = 0
        self.events = 0
        self.operations: dict[str, list[Operation]] = defaultdict(list)

    def add(self, collection: str, *operations: Operation) -> None:
        """Adds bulk operations. Raises ValueError for a collection that the projection does not name."""
        if collection not in self._collections:
            raise ValueError(f"the projection does not name the collection {collection}")
        self.operations[collection].extend(operations)

    def coalesce(self) -> None:
        """Fewer operations, one for each document where that is as exact."""
        for name, operations in self.operations.items():
            self.operations[name] = coalesced(operations)


class Collector:
    """Makes batches of events."""

    def __init__(self, mapper: TypedMapper, collections: Iterable[str], handlers: Mapping[type, Handler]) -> None:
        self._mapper = mapper
        self._collections = frozenset(collections)
        self._handlers = dict(handlers)

    def collect(self, rows: Sequence[Notification]) -> Batch:
        """The operations of the rows, up to the one before the first that cannot be shown. Raises Unshowable."""
        batch = Batch(self._collections)
        for row in rows:
            try:
                event = self._mapper.to_domain_event(row)
                handler = self._handlers.get(type(event))
                if handler is not None:
                    self._add(batch, handler, event, row.id)
            except Exception as error:
                if batch.position:
                    break
                raise Unshowable(f"event {row.id}: {type(error).__name__}") from error
            batch.position = row.id
            batch.events += 1
        batch.coalesce()
        return batch

    def _add(self, batch: Batch, handler: Handler, event: Any, position: int) -> None:
        one = Batch(self._collections)
        one.position = position
        handler(event, one)
        for name, operations in one.operations.items():
            batch.operations[name].extend(operations)
