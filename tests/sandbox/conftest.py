from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.driving import Account, Sandbox


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox") / "data")
    yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """An empty network."""
    running.control("POST", "reset")
    return running


@pytest.fixture
def anna(sandbox: Sandbox) -> Account:
    return sandbox.account("anna")


@pytest.fixture
def bert(sandbox: Sandbox) -> Account:
    return sandbox.account("bert")
