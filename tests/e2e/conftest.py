"""For the session one whole stack with the built web app, people in it, and one browser; for each test its own windows.

All tests share one event loop, as what lives so long belongs to it. At the end of a run what was measured is told,
and where the time went.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from restu.home import PROJECT
from tests.e2e.browser import running
from tests.e2e.clock import spending, spent
from tests.e2e.doubt import Doubt, begun
from tests.integration.town import RunningStack, Town, town_in

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests of this folder; what takes long by itself begins first and is looked at last."""
    places = [place for place, item in enumerate(items) if item.path.is_relative_to(HERE)]
    mine = sorted((items[place] for place in places), key=lambda item: "doubt" in fixtures_of(item))
    for place, item in zip(places, mine, strict=True):
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        items[place] = item
    if mine and "doubt" in fixtures_of(mine[-1]) and "doubt" not in (first := fixtures_of(mine[0])):
        first.append("doubt")


def fixtures_of(item: pytest.Item) -> list[str]:
    """The names of the fixtures that are there when a test runs."""
    return item.fixturenames if isinstance(item, pytest.Function) else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the tests measured, and where the time went."""
    told = [
        f"{name}: {value}"
        for report in terminalreporter.getreports("passed")
        if report.when == "call" and HERE.name in Path(report.fspath).parts
        for name, value in report.user_properties
    ]
    for title, lines in (("measured in the browser", told), ("where the browser's time went", [*spent()])):
        if lines:
            terminalreporter.section(title)
            for line in lines:
                terminalreporter.line(line)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The whole stack, ready."""
    assert (PROJECT / "web" / "dist" / "index.html").is_file(), "the web app is not built: make web"
    stack = RunningStack(tmp_path_factory.mktemp("stack") / "home")
    with spending("starting and stopping the stack"):
        stack.start()
    yield stack
    with spending("starting and stopping the stack"):
        stack.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(stack: RunningStack) -> AsyncIterator[Town]:
    """People in the stack, the same administrator and curator for every test."""
    async with town_in(stack) as town:
        yield town


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def doubt(town: Town) -> Doubt:
    """Posts that are in doubt, or will be."""
    return await begun(town)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real browser."""
    async with running() as browser:
        yield browser
