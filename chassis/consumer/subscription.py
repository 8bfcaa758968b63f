"""FastStream's part: one batch subscriber with static membership that gives raw records to a handler.

FastStream neither decodes nor acknowledges here. `alive` tells whether its loop still runs, which its own health check
does not notice.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER

from chassis.broker import Broker
from chassis.consumer.resting import RestingConsumer
from chassis.consumer.sharing import Sharing
from chassis.topics import stop_in_time

MAX_RECORDS = 1000
"""Of one batch: under a backlog its one commit is shared by so many, and holds up commands for some 20 ms."""
IDLE_MS = 40
"""How long FastStream sleeps after a wait in vain; the wait itself is the client's (chassis/consumer/resting)."""
GRACE = 8.0

Handle = Callable[[Sequence[ConsumerRecord]], Awaitable[None]]


class _Raw:
    """FastStream's codec that leaves records as they are."""

    async def decode(self, msg: Any) -> Any:
        return msg.raw_message

    async def decode_batch(self, msg: Any) -> list[Any]:
        return list(msg.raw_message)

    async def encode(self, msg: Any, serializer: Any = None) -> tuple[bytes, str | None]:
        raise NotImplementedError("the consumer sends nothing")

    async def encode_batch(self, msgs: Any, serializer: Any = None) -> list[tuple[bytes, str | None]]:
        raise NotImplementedError("the consumer sends nothing")


async def _unparsed(records: tuple[ConsumerRecord, ...]) -> KafkaMessage:
    """The records as FastStream's message, without reading a header: a foreign one need not be text."""
    return KafkaMessage(raw_message=records, body=b"", consumer=FAKE_CONSUMER)


def _errors_only() -> logging.Logger:
    """FastStream warns at every start that it makes no topics; that is as it should be here."""
    logger = logging.getLogger(f"{__name__}.faststream")
    logger.setLevel(logging.ERROR)
    return logger


class Subscription:
    """One group member's subscription."""

    def __init__(
        self,
        kafka: Broker,
        topics: Sequence[str],
        *,
        group: str,
        instance: str,
        handle: Handle,
        listener: ConsumerRebalanceListener,
    ) -> None:
        self._kafka, self._topics, self._listener = kafka, topics, listener
        self._sharing = Sharing()
        self._broker = KafkaBroker(
            kafka.servers,
            apply_types=False,
            consumer_only=True,
            graceful_timeout=GRACE,
            request_timeout_ms=10_000,
            metadata_max_age_ms=2_000,
            logger=_errors_only(),
            log_level=logging.DEBUG,
        )
        self._subscriber = self._broker.subscriber(
            *topics,
            batch=True,
            group_id=f"restu-{group}",
            group_instance_id=instance,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            max_records=MAX_RECORDS,
            batch_timeout_ms=IDLE_MS,
            fetch_max_wait_ms=250,
            session_timeout_ms=10_000,
            heartbeat_interval_ms=2_000,
            listener=listener,
            partition_assignment_strategy=[self._sharing],
            parser=_unparsed,
            codec=_Raw(),
        )
        self._subscriber(handle)

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        """The client that FastStream made, while it runs."""
        return self._subscriber.consumer

    def alive(self) -> bool:
        """Whether FastStream still asks for records."""
        return any(not task.done() for task in self._subscriber.tasks)

    def lacking(self) -> list[str]:
        """The topics of which nobody in the group has partitions."""
        return self._sharing.lacking(self._topics)

    def share_anew(self) -> None:
        """Joins the group again, so that all partitions that there are now are shared out."""
        if self.consumer is not None:
            self._sharing.ask_anew()
            self.consumer.subscribe(self._topics, listener=self._listener)

    async def start(self) -> None:
        """Connects and joins the group. Raises KafkaError."""
        await self._broker.connect()
        config = self._broker.config.broker_config
        settings = config.builder.keywords if isinstance(config.builder, partial) else {}
        config.builder = partial(RestingConsumer, **{**settings, **self._kafka.client()})
        await self._broker.start()

    async def stop(self) -> None:
        """Waits for the batch under way, then leaves the connection; static membership is kept."""
        await stop_in_time(self._broker.stop, GRACE + 1.0)
