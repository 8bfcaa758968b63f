"""What one sandbox consists of; handlers get it handed, nothing is global."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Histogram

from sandbox.faults import FaultBook
from sandbox.limits import Limits
from sandbox.settings import Settings
from sandbox.store import Store

log = logging.getLogger("sandbox")


class Metrics:
    """The numbers that `/metrics` shows."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("sandbox_requests_total", "API calls", ["operation", "status"], registry=self.registry)
        self.seconds = Histogram(
            "sandbox_request_seconds", "Duration of API calls in s", ["operation"], registry=self.registry
        )
        self.faults = Counter("sandbox_faults_total", "Faults that were met", ["kind"], registry=self.registry)


@dataclass
class Network:
    """Store, limits, faults and numbers of one process."""

    settings: Settings
    store: Store
    limits: Limits
    faults: FaultBook
    metrics: Metrics = field(default_factory=Metrics)
    late: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def base_url(self) -> str:
        """The address that links begin with, without a slash at the end."""
        return self.settings.public_url

    def later(self, seconds: float, action: Callable[[], Awaitable[object]]) -> None:
        """Do something after a while; what is still waiting when the process ends is never done."""

        async def wait_and_act() -> None:
            await asyncio.sleep(seconds)
            try:
                await action()
            except Exception:
                log.exception("a late request could not be carried out")

        task = asyncio.create_task(wait_and_act())
        self.late.add(task)
        task.add_done_callback(self.late.discard)

    async def close(self) -> None:
        """Drop what waits and close the store."""
        for task in list(self.late):
            task.cancel()
        await asyncio.gather(*self.late, return_exceptions=True)
        await self.store.close()


def build_network(settings: Settings) -> Network:
    """A network whose store is not open yet."""
    return Network(
        settings=settings,
        store=Store(settings.data),
        limits=Limits(settings.rules, time.time),
        faults=FaultBook(time.time),
    )
