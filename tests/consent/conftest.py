"""Fixtures of consent's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.consent.house import House


@pytest.fixture
def house(postgres_dsn: str) -> Iterator[House]:
    """A consent service with an empty database."""
    with House(postgres_dsn) as house:
        yield house
