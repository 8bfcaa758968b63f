"""Posts whose outcome the network keeps to itself.

Until nobody can tell any more takes the publisher more than half a minute (services/publisher: Pace); so it begins
with the first test of a run and is looked at by the last.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.e2e.people import newcomer, offered, own_words
from tests.integration.town import Advocate, Town


@dataclass(frozen=True)
class Doubt:
    """Somebody's approvals whose posts the network answered with an error, and the words of each."""

    advocate: Advocate
    approvals: tuple[str, ...]
    words: tuple[str, ...]


async def begun(town: Town) -> Doubt:
    """Two of them, on their way into doubt."""
    tari, words = await newcomer(town, "Tari"), (own_words(), own_words())
    approvals = []
    for text in words:
        fault = await town.network.order("error-before", tari.account, "post")
        _, activity = await offered(town, tari)
        approvals.append(await town.approve(tari, activity, text))
        await town.network.fault_met(fault)
    return Doubt(tari, tuple(approvals), words)
