"""Fixtures of consent's tests: one database for all of them, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from tests.chassis.conftest import empty
from tests.consent.callers import Api, build
from tests.consent.house import House
from tests.servers import MongoDatabase, Servers


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


@pytest.fixture
def api(house: House, mongo_database: MongoDatabase) -> Iterator[Api]:
    """The service's routes, called over HTTP."""
    app = build(house, mongo_database)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield Api(app, portal)
