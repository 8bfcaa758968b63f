"""For the session one whole stack with the built web app, people in it, and one browser; for each test its own windows.

All tests share one event loop, as what lives so long belongs to it. `make e2e` runs them in several processes, each of
them whole files; they share the stack, and each has people and a browser of its own. At the end of a run what was
measured is told, and where the time went.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from restu.home import PROJECT
from tests.e2e.browser import running
from tests.e2e.clock import SPENT, spending, spent
from tests.e2e.doubt import Doubt, begun
from tests.integration.town import RunningStack, Town, town_in

HERE = Path(__file__).parent
LONGEST = frozenset({"test_curating.py", "test_game.py", "test_outages.py", "test_week.py"})
STACK = "starting and stopping stacks"
SHARED = pytest.StashKey[RunningStack]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests of this folder; the files that take longest first, what looks at doubt last."""
    places = [place for place, item in enumerate(items) if item.path.is_relative_to(HERE)]
    for place, item in zip(places, sorted((items[place] for place in places), key=turn), strict=True):
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        items[place] = item


def turn(item: pytest.Item) -> tuple[bool, bool]:
    """So that at the end no process waits for another, and nobody for posts that are not in doubt yet."""
    waits_for_doubt = isinstance(item, pytest.Function) and "doubt" in item.function.__annotations__
    return item.path.name not in LONGEST, waits_for_doubt


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist, as those below
def pytest_configure_node(node: Any) -> None:
    """Before each of several processes: the first process launches what they share, while they begin."""
    if (shared := node.config.stash.get(SHARED, None)) is None:
        folder = Path(tempfile.mkdtemp(prefix="restu-e2e-"))
        shared = node.config.stash[SHARED] = RunningStack(folder / "home")
        shared.launch()
    node.workerinput["stack"] = str(shared.home.folder)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """After each of them: its times are the run's."""
    for what, times in node.workeroutput.get("spent", {}).items():
        SPENT[what] += times


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Each of them hands over where its time went; the first process ends what they shared."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["spent"] = dict(SPENT)
    if (shared := session.config.stash.get(SHARED, None)) is not None:
        with spending(STACK):
            shared.stop()
        shutil.rmtree(shared.home.folder.parent)


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
def stack(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The whole stack, ready: the one that several processes share, else one for this process."""
    assert (PROJECT / "web" / "dist" / "index.html").is_file(), "the web app is not built: make web"
    shared = getattr(pytestconfig, "workerinput", {}).get("stack")
    if shared is None:
        with running_stack(tmp_path_factory) as stack:
            yield stack
    else:
        stack = RunningStack(Path(shared))
        with spending(STACK):
            stack.wait()
        yield stack


@contextmanager
def running_stack(folders: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack that nobody else uses, ready until the block is left."""
    stack = RunningStack(folders.mktemp("stack") / "home")
    with spending(STACK):
        stack.start()
    yield stack
    with spending(STACK):
        stack.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(stack: RunningStack) -> AsyncIterator[Town]:
    """People in the stack, the same administrator and curator for every test."""
    async with town_in(stack) as town:
        yield town


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def doubt(town: Town) -> Doubt:
    """Posts that are in doubt, or will be."""
    return await begun(town)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real browser."""
    async with running() as browser:
        yield browser
