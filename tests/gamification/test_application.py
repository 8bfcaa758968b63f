"""What is worth nothing reaches no ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from chassis.event_store import Work
from contracts.values import Kind, Network
from services.gamification.application import Gamification
from services.gamification.rules import Rules


class Touched(Exception):
    """Somebody asked for a ledger."""


class Untouchable:
    """A work that nothing may be loaded from or written to."""

    def __getattr__(self, name: str) -> None:
        raise Touched(name)


def award(network: Network) -> None:
    Gamification(Rules.read(), ZoneInfo("UTC")).award(
        cast(Work, Untouchable()),
        advocate_id=uuid4(),
        post_id=uuid4(),
        kind=Kind.POST,
        network=network,
        promised=10,
        own_words=100,
        published_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    )


@pytest.mark.parametrize("network", [Network.X, Network.FACEBOOK, Network.INSTAGRAM])
def test_points_are_never_booked_where_the_network_forbids_them_whatever_was_promised(network: Network) -> None:
    award(network)


def test_elsewhere_the_ledger_is_asked_for() -> None:
    with pytest.raises(Touched):
        award(Network.MASTODON)
