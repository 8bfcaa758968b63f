"""The publisher's house on one database, emptied for each test."""

from collections.abc import Iterator

import pytest

from tests.publisher.house import House
from tests.servers import Servers


@pytest.fixture(scope="session")
def built_house(servers: Servers) -> Iterator[House]:
    """A publisher on real PostgreSQL; consent and the network are played."""
    dsn = servers.postgres_dsn()
    built = House(dsn)
    yield built
    built.close()
    servers.drop_postgres(dsn)


@pytest.fixture
def house(built_house: House) -> House:
    """The house as it was in the beginning."""
    built_house.reset()
    return built_house
