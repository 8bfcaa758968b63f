"""Content and the publisher, played: asked over HTTP when consent shows a preview, heard through their topics."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from chassis.signing import Signer
from contracts.envelope import Envelope, partition_of
from contracts.event import IntegrationEvent, SignedEvent
from contracts.values import timestamp


@contextmanager
def answering(known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Both services' internal routes on one port; `known` are the answers by the id that is asked for."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told = known.get(self.path.rsplit("/", 1)[1])
            self._tell(404 if told is None else 200, told or {"code": "not-found", "detail": "there is none"})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._tell(200, {"slot_at": asked["opens_at"], "because": ["asked-now"], "explained": {"en": "at once"}})

        def _tell(self, status: int, body: Mapping[str, Any]) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Speaking:
    """Both services' events: each names the one before it in its partition, as their relays would have it.

    What is signed in public is signed by the publisher.
    """

    def __init__(self, producer: AIOKafkaProducer, publisher: Signer) -> None:
        self._producer = producer
        self._publisher = publisher
        self._sequence = 0
        self._previous: dict[tuple[str, int], int] = defaultdict(int)

    async def say(self, *events: IntegrationEvent) -> None:
        """Puts events into their topics, in this order; they are on the broker when this returns."""
        await asyncio.gather(*[await self._send(event) for event in events])

    async def _send(self, event: IntegrationEvent) -> Any:
        self._sequence += 1
        place = (event.TOPIC, partition_of(str(event.key).encode()))
        envelope = Envelope(
            id=event.id if isinstance(event, SignedEvent) else uuid4(),
            source=f"/restu/{event.TOPIC.split('.')[1]}",
            type=event.TYPE,
            subject=str(event.key),
            time=timestamp(datetime.now(UTC)),
            sequence=self._sequence,
            previous=self._previous[place],
            data=self._exact(event).encode(),
        )
        self._previous[place] = self._sequence
        return await self._producer.send(
            event.TOPIC, envelope.data, key=envelope.key, partition=envelope.partition, headers=envelope.headers()
        )

    def _exact(self, event: IntegrationEvent) -> str:
        if not isinstance(event, SignedEvent):
            return event.model_dump_json()
        return self._publisher.sign(event.TYPE, event.model_dump(mode="json", exclude={"signature"}))


@asynccontextmanager
async def speaking_on(kafka: str, publisher: Signer) -> AsyncIterator[Speaking]:
    """Speaks on a broker until the block ends."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        yield Speaking(producer, publisher)
    finally:
        await producer.stop()
