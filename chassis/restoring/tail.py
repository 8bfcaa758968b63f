"""The service's own topic beside its store: is the store only older, and which records has it lost?

A store is older when, of each partition, the last record up to the store's own end is in it, as it stands in the topic.
Where it is not, the two tell different stories and nothing may be taken over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from chassis.relay.check import last_upto
from chassis.topics import Found, TopicReader, read_envelope
from contracts.envelope import Envelope, ForeignMessage

CHUNK = 2000

Progress = Callable[[int, int], None]
"""(records read, records there are)"""


async def within(reader: TopicReader, source: str, ends: Sequence[int], position: int) -> list[Found]:
    """Of each partition the last record of this source that a store up to `position` must hold."""
    found = []
    for partition, end in enumerate(ends):
        if last := await last_upto(reader, partition, end, source, position):
            found.append(last)
    return found


async def envelopes(
    reader: TopicReader, source: str, ends: Sequence[int], progress: Progress
) -> AsyncIterator[list[Envelope]]:
    """The topic's records of one source, partition by partition up to the offsets `ends`, in chunks."""
    starts = await reader.starts()
    total, done = sum(ends) - sum(starts), 0
    for partition, (first, end) in enumerate(zip(starts, ends, strict=True)):
        for start in range(first, end, CHUNK):
            stop = min(start + CHUNK, end)
            found = []
            for record in await reader.read(partition, start, stop):
                try:
                    envelope = read_envelope(record)
                except ForeignMessage:
                    continue
                if envelope.source == source and envelope.partition == partition:
                    found.append(envelope)
            done += stop - start
            progress(done, total)
            yield found
