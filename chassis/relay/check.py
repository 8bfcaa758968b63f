"""Is the store at least as old as its topic? The last record of each partition must be in the store (decisions.md 24).

"In the store" means: the event with that sequence translates to the record's id, type and subject and to its data:
byte for byte where it is signed, else with at least the record's fields (a newer release may add some).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chassis.errors import Refused, Unavailable
from chassis.event_store import EventStore
from chassis.relay.published import Translate
from chassis.topics import Found, TopicReader
from contracts.envelope import Envelope


class NotVerified(Unavailable):
    """It is not known yet whether the store is as new as its topic."""

    code = "store-not-verified"


class RolledBack(Refused):
    """The topic holds what the store does not: the store is older than what was published."""

    code = "store-rolled-back"
    status = 503


async def last_records(reader: TopicReader, source: str) -> list[Found]:
    """The last record of this source in each partition that has one."""
    found = []
    for partition, end in enumerate(await reader.ends()):
        if last := await reader.last(partition, end, lambda envelope: envelope.source == source):
            found.append(last)
    return found


async def last_upto(reader: TopicReader, partition: int, end: int, source: str, sequence: int) -> Found | None:
    """The last record of this source in a partition, below offset `end` and up to a sequence, or None.

    What was sent again (chassis/relay/republishing.py) stands behind newer records, so the last one found may not be
    the last one published. Where there are newer ones, it is the one that the first of them names as its previous.
    """
    found = await reader.last(partition, end, _UpTo(source, sequence).is_found)
    if found is None:  # the topic has lost it: the last one that is left
        found = await reader.last(partition, end, lambda each: each.source == source and each.sequence <= sequence)
    return found


class _UpTo:
    """Looks at a partition's records, the last one first."""

    def __init__(self, source: str, sequence: int) -> None:
        self._source = source
        self._sequence = sequence
        self._newer = False
        self._wanted: int | None = None

    def is_found(self, envelope: Envelope) -> bool:
        """Whether this is it."""
        if envelope.source != self._source:
            return False
        if envelope.sequence > self._sequence:
            self._newer = True
            if envelope.previous <= self._sequence:
                self._wanted = envelope.previous
            return False
        return not self._newer if self._wanted is None else envelope.sequence == self._wanted


def missing(store: EventStore, translate: Translate, topic: str, found: Sequence[Found]) -> Envelope | None:
    """The first of the topic's records that the store does not hold, or None. Raises Unavailable."""
    return next((each.envelope for each in found if not holds(store, translate, topic, each.envelope)), None)


def holds(store: EventStore, translate: Translate, topic: str, envelope: Envelope) -> bool:
    """Whether the store's event of that sequence is this record. Raises Unavailable."""
    for notification in store.notifications(envelope.sequence - 1, 1):
        if notification.id != envelope.sequence:
            return False
        published = translate(store.mapper.to_domain_event(notification))
        if published is None:
            return False
        ours = published.envelope(
            topic=topic, source=envelope.source, sequence=envelope.sequence, previous=envelope.previous
        )
        same = (ours.id, ours.type, ours.subject) == (envelope.id, envelope.type, envelope.subject)
        if published.id is not None:
            return same and ours.data == envelope.data
        return same and _contains(json.loads(ours.data), _json(envelope.data))
    return False


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _contains(whole: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and _contains(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        return (
            isinstance(whole, list)
            and len(whole) == len(part)
            and all(_contains(left, right) for left, right in zip(whole, part, strict=True))
        )
    return bool(whole == part)
