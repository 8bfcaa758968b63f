"""The publisher's house on an empty database."""

from collections.abc import Iterator

import pytest

from tests.publisher.house import House


@pytest.fixture
def house(postgres_dsn: str) -> Iterator[House]:
    """A publisher on real PostgreSQL; consent and the network are played."""
    built = House(postgres_dsn)
    yield built
    built.close()
