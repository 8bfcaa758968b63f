"""The template by itself, with a small package in place of the services: what a fork runs after its sources changed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from restu.child import Launch
from restu.forked import Template

MAIN = """
import json
from pathlib import Path
from chassis import snapshots
from house.hall.rules import RULE, Rules

if __name__ == "__main__":
    found = {"rule": RULE, "noted": snapshots._digest.cache_info().currsize, "sources": snapshots.sources(Rules)}
    title = Path("/proc/self/cmdline").read_text().replace(chr(0), " ").strip()
    print(json.dumps({**found, "module": __name__, "title": title}))
"""
RULES = """
from eventsourcing.domain import Aggregate

RULE = "{rule}"

class Rules(Aggregate):
    pass
"""


class House:
    """A package with one aggregate and a main module, and the template that has loaded it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = folder / "house" / "hall"
        self.package.mkdir(parents=True)
        (self.package / "main.py").write_text(MAIN)
        self.rules("old")
        self.environment = {**os.environ, "PYTHONPATH": str(folder)}
        self.template = Template(Path.cwd(), folder / "template.log", self.environment, ("house.hall.main",))

    def rules(self, rule: str) -> None:
        """Its sources say so from now on."""
        (self.package / "rules.py").write_text(RULES.format(rule=rule))

    async def run(self, name: str) -> dict[str, Any]:
        """What a process that is started now says of itself."""
        log = self.folder / f"{name}.log"
        command = [sys.executable, "-m", "house.hall.main"]
        forked = await self.template.start(Launch(command, self.environment, Path.cwd(), log))
        assert await forked.ended() == 0, log.read_text()
        found: dict[str, Any] = json.loads(log.read_text())
        return found


@pytest.mark.asyncio
async def test_a_fork_runs_what_the_template_loaded_and_sources_that_changed_run_anew(tmp_path: Path) -> None:
    house = House(tmp_path)
    try:
        before = await house.run("before")
        house.rules("brand new")
        after = await house.run("after")
    finally:
        house.template.close()

    assert before["rule"] == "old"
    assert before["noted"] > 0
    assert after["rule"] == "brand new"
    assert after["noted"] == 0
    assert before["sources"] != after["sources"]
    assert before["module"] == after["module"] == "__main__"
    assert before["title"].endswith("-m house.hall.main")
    assert after["title"].endswith("-m house.hall.main")
