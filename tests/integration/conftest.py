"""One whole stack for the session, with a collector for its traces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.integration.collector import Collector
from tests.integration.town import RunningStack, Town, town_in


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    """Where the services send their traces."""
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[RunningStack]:
    """The whole stack, ready."""
    folder: Path = tmp_path_factory.mktemp("stack") / "home"
    stack = RunningStack(folder, RESTU_OTLP_ENDPOINT=collector.address, OTEL_BSP_SCHEDULE_DELAY="500")
    stack.start()
    yield stack
    stack.stop()


@pytest_asyncio.fixture(loop_scope="function")
async def town(stack: RunningStack) -> AsyncIterator[Town]:
    """New people in the stack."""
    async with town_in(stack) as town:
        yield town
