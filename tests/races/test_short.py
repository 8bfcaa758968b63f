"""The short form: a few hundred races from a seed that is printed. RESTU_RACES_SEED repeats one."""

from __future__ import annotations

import os
import secrets

import pytest

from tests.races.run import run
from tests.races.stage import stage_on
from tests.servers import Servers

RACES = 300


@pytest.mark.usefixtures("kafka_bootstrap")
async def test_of_two_that_exclude_each_other_exactly_one_is_first(servers: Servers) -> None:
    seed = int(os.environ.get("RESTU_RACES_SEED", "") or secrets.randbelow(10**6))
    print(f"\nRESTU_RACES_SEED={seed}")
    async with stage_on(servers, seed) as stage:
        tallies = await run(stage, RACES, seed)
    assert all(tally.good for tally in tallies), [str(tally) for tally in tallies]
