"""The short form: some hundred races from a seed that is printed. RESTU_RACES_SEED repeats one."""

from __future__ import annotations

import os
import secrets

from tests.races.run import run
from tests.servers import Servers

RACES = 300


async def test_of_two_that_exclude_each_other_exactly_one_is_first(servers: Servers) -> None:
    seed = int(os.environ.get("RESTU_RACES_SEED", "") or secrets.randbelow(10**6))
    print(f"\nRESTU_RACES_SEED={seed}")
    tallies = [tally async for tally in run(servers, RACES, seed)]
    assert all(tally.good for tally in tallies), [str(tally) for tally in tallies]
