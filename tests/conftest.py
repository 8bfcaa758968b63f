"""Fixtures for every test: the embedded servers, started once a session and only when asked for."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from hypothesis import settings

from tests.servers import MongoDatabase, Servers

# How long one example takes says nothing on a busy machine; what must be quick has tests that compare.
settings.register_profile("restu", deadline=None)
settings.load_profile("restu")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses a real server, however indirectly, so that `make test-fast` leaves it out."""
    for item in items:
        if {"servers", "stack"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The private embedded servers of this session."""
    running = Servers()
    yield running
    running.close()


@pytest.fixture
def postgres_dsn(servers: Servers) -> Iterator[str]:
    """A new, empty PostgreSQL database of one's own."""
    dsn = servers.postgres_dsn()
    yield dsn
    servers.drop_postgres(dsn)


@pytest.fixture
def mongo_database(servers: Servers) -> MongoDatabase:
    """A connection string and an unused database name."""
    return servers.mongo_database()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kafka_bootstrap(servers: Servers) -> AsyncIterator[str]:
    """A broker with the four topics, empty at the start of the module."""
    yield await servers.fresh_topics()
