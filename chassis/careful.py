"""A Kafka client that an undecodable record cannot stop.

aiokafka fails to hand out anything fetched together with a record whose header name is not UTF-8, again and again, and
forgets records that were decoded before it. This client then goes back to what it gave last and reads step by step; in
place of the undecodable record comes one without key, value and headers at the same offset, which is foreign to us.
"""

from __future__ import annotations

import logging
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

log = logging.getLogger(__name__)

Records = dict[TopicPartition, list[ConsumerRecord]]

PATIENCE_MS = 1_000


class CarefulConsumer(AIOKafkaConsumer):  # type: ignore[misc]  # aiokafka has no types
    """Every partition is to be given its offset with `seek` before it is read."""

    def __init__(self, *topics: str, **settings: Any) -> None:
        super().__init__(*topics, **settings)
        self._next: dict[TopicPartition, int] = {}

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Reads on from `offset`."""
        super().seek(partition, offset)
        self._next[partition] = offset

    async def seek_to_beginning(self, *partitions: TopicPartition) -> bool:
        """Reads on from the first record that there is."""
        found: bool = await super().seek_to_beginning(*partitions)
        self._next.update(dict.fromkeys(partitions, 0))
        return found

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
    ) -> Records:
        """What was fetched, at most `max_records`. Raises KafkaError."""
        try:
            found: Records = await super().getmany(*partitions, timeout_ms=timeout_ms, max_records=max_records)
        except KafkaError:
            raise
        except Exception as error:  # noqa: BLE001 - aiokafka names no error for records it cannot decode
            log.warning("a record cannot be decoded; reading step by step", extra={"why": type(error).__name__})
            found = await self._step_by_step(partitions or tuple(self.assignment()), max_records)
        for partition, records in found.items():
            self._next[partition] = records[-1].offset + 1
        return found

    async def _step_by_step(self, partitions: tuple[TopicPartition, ...], max_records: int | None) -> Records:
        """Records of the first partition that has some."""
        known = [each for each in sorted(partitions) if each in self._next]
        for partition in known:
            super().seek(partition, self._next[partition])
        ends = await self.end_offsets(known)
        for partition in known:
            if self._next[partition] >= ends[partition]:
                continue
            try:
                found: Records = await super().getmany(partition, timeout_ms=PATIENCE_MS, max_records=max_records)
            except KafkaError:
                raise
            except Exception:  # noqa: BLE001 - this is the partition
                return {partition: await self._up_to_the_bad_one(partition)}
            if found:
                return found
        return {}

    async def _up_to_the_bad_one(self, partition: TopicPartition) -> list[ConsumerRecord]:
        """The records before the undecodable one, and one that stands for it."""
        records: list[ConsumerRecord] = []
        offset = self._next[partition]
        super().seek(partition, offset)
        while True:
            try:
                found: Records = await super().getmany(partition, timeout_ms=PATIENCE_MS, max_records=1)
            except KafkaError:
                raise
            except Exception:  # noqa: BLE001 - this is the record
                super().seek(partition, offset + 1)
                return [*records, _undecodable(partition, offset)]
            if not found:
                raise KafkaError(f"{partition} gives no record at {offset}")
            records.extend(found[partition])
            offset = records[-1].offset + 1


def _undecodable(partition: TopicPartition, offset: int) -> ConsumerRecord:
    return ConsumerRecord(partition.topic, partition.partition, offset, -1, 0, None, None, None, -1, -1, ())
