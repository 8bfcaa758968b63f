"""Fixtures of consent's tests: one database for all of them, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chassis.conftest import empty
from tests.consent.house import House
from tests.servers import Servers


@pytest.fixture(scope="session")
def consent_dsn(servers: Servers) -> str:
    """A database of consent's own."""
    return servers.postgres_dsn()


@pytest.fixture
def house(consent_dsn: str) -> Iterator[House]:
    """A consent service with an empty database."""
    with House(consent_dsn) as house:
        empty(house.database)
        yield house
