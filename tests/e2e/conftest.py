"""One whole stack with the built web app for the session, people in it, and a browser for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from restu.home import PROJECT
from tests.e2e.browser import running
from tests.integration.town import RunningStack, Town, town_in


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The whole stack, ready."""
    assert (PROJECT / "web" / "dist" / "index.html").is_file(), "the web app is not built: make web"
    stack = RunningStack(tmp_path_factory.mktemp("stack") / "home")
    stack.start()
    yield stack
    stack.stop()


@pytest_asyncio.fixture(loop_scope="function")
async def town(stack: RunningStack) -> AsyncIterator[Town]:
    """New people in the stack."""
    async with town_in(stack) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="function")
async def browser() -> AsyncIterator[Browser]:
    """A real browser."""
    async with running() as browser:
        yield browser
