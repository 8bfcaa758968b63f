"""Publishing again what an operator asks for, through the replica that publishes: same id, sequence, previous, bytes.

For a topic whose records were lost or damaged before the end that the relay watches, and for new consumers. It is done
between the relay's own rounds and never instead of them, batch by batch, each noted when it is acknowledged: whoever
is killed, it goes on there. Every batch ends with the partition's newest event once more (`Publishing.send_again`), so
that a partition always ends with what was published last, which is what the relay and a restore compare with.
It begins when everything that was ever sent is acknowledged: what is sent again is older than every place.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Sequence

from psycopg.rows import DictRow

from chassis.leadership import Session
from chassis.relay import wishes
from chassis.relay.publishing import Publishing, Stream
from chassis.relay.wishes import Wish
from contracts.envelope import Envelope, partition_of

log = logging.getLogger(__name__)

LIMIT = 500
LOOK_SECONDS = 1.0

_READ = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM stored_events "
    "WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s"
)
_END = "SELECT coalesce(max(notification_id), 0) AS position FROM stored_events"


class Republishing:
    """One leader's work over one connection to Kafka."""

    def __init__(self, stream: Stream, session: Session, publishing: Publishing) -> None:
        self._stream = stream
        self._session = session
        self._publishing = publishing
        self._wish: Wish | None = None
        self._level = 0
        self._looked = 0.0

    @property
    def busy(self) -> bool:
        """Whether the next step has something to do."""
        return self._wish is not None

    async def step(self) -> None:
        """Sends the next batch again, if there is a wish; looks for one every second."""
        if self._wish is None and not await self._look():
            return
        if self._wish is not None and self._publishing.read >= max(self._level, self._wish.upto):
            await self._batch(self._wish)

    async def _look(self) -> bool:
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return False
        self._looked = now
        self._wish = wishes.wish_of(await self._session.fetch(wishes.NEXT, (self._stream.topic,)))
        if self._wish is None:
            return False
        [row] = await self._session.fetch(_END)
        self._level = row["position"]  # an earlier leader may have sent up to here and noted less
        return True

    async def _batch(self, wish: Wish) -> None:
        rows = await self._session.fetch(_READ, (wish.read, wish.upto, LIMIT))
        try:
            again = await self._session.run(self._made, wish, rows)
        except Exception as error:
            log.exception("an event cannot be published again", extra={"topic": self._stream.topic})
            wish.over, wish.trouble = True, str(error)
            again = {}
        sending = (self._publishing.send_again(*each) for each in again.items())
        sent = await asyncio.gather(*sending, return_exceptions=True)
        for result in sent:
            if isinstance(result, BaseException):
                raise result
        if not all(sent):
            self._wish = None  # the topic has lost more than that: the relay comes first; then from what is noted
            return
        wish.sent += sum(map(len, again.values()))
        wish.over = wish.over or len(rows) < LIMIT
        await self._session.fetch(wishes.SAVE, wish.save_params())
        if wish.over:
            self._wish = None

    def _made(self, wish: Wish, rows: Sequence[DictRow]) -> dict[int, list[Envelope]]:
        """The rows' events that are wanted, by partition; the wish moves behind the rows."""
        again: dict[int, list[Envelope]] = defaultdict(list)
        for row in rows:
            try:
                event = self._public(wish, row)
            except Exception as error:
                raise ValueError(f"event {row['notification_id']}: {type(error).__name__}") from error
            if event is not None:
                wish.chain[event.partition] = event.sequence
                if wish.wants(event.partition, event.sequence):
                    again[event.partition].append(event)
        wish.done += len(rows)
        wish.read = rows[-1]["notification_id"] if rows else wish.upto
        return again

    def _public(self, wish: Wish, row: DictRow) -> Envelope | None:
        stream = self._stream
        event, trace, quiet = stream.follower.store.mapper.read(
            row["originator_id"], row["originator_version"], row["topic"], bytes(row["state"])
        )
        if quiet or (published := stream.translate(event)) is None:
            return None
        return published.envelope(
            topic=stream.topic,
            source=stream.source,
            sequence=row["notification_id"],
            previous=wish.chain[partition_of(str(published.key).encode())],
            trace=trace,
        )
