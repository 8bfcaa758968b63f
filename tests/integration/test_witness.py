"""The verifier on the real stream: clean as it is, and every change or loss of a signed event is caught."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from restu.commands.verify import examine_export
from restu.demo.waiting import expect, until
from restu.home import PROJECT
from restu.verifier import verify
from restu.verifier.records import read_lines
from tests.integration.town import RunningStack, Town

pytestmark = pytest.mark.servers

SIGNED = ("restu.ActivityApproved.v1", "restu.ReleaseGranted.v1", "restu.PostPublished.v1")


def restu(stack: RunningStack, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "RESTU_HOME": str(stack.home.folder)}
    command = [sys.executable, "-m", "restu", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


async def test_export_and_verify_a_real_life(town: Town, stack: RunningStack, tmp_path: Path) -> None:
    advocate = await town.advocate("Ann Example", f"ann.{tmp_path.name}@example.org", "ann_witness")
    activity = await town.offer("A thing", "https://example.org/thing", "a thing")
    approval = await town.approve(advocate, activity, "my words on the thing")
    await town.post_is(advocate, approval, "published")

    async def clean() -> None:
        expect(restu(stack, "verify").returncode == 0, "not clean yet")

    await until(clean, "the live stream is clean", seconds=30)
    exported = restu(stack, "export", "--to", str(tmp_path / "export"))
    assert exported.returncode == 0, exported.stderr
    told = restu(stack, "verify", str(tmp_path / "export"), "--json")
    assert told.returncode == 0, told.stdout
    assert json.loads(told.stdout)["posts"] >= 1

    _every_change_is_caught(tmp_path / "export", approval)
    await town.administrator.post(f"/api/consent/people/{advocate.person.id}/erase")
    await until(clean, "the live stream is clean after erasure", seconds=30)
    assert restu(stack, "export", "--to", str(tmp_path / "after")).returncode == 0
    _every_change_is_caught(tmp_path / "after", approval)


def _every_change_is_caught(folder: Path, approval: str) -> None:
    assert examine_export(folder).clean
    lines = (folder / "events.jsonl").read_text("utf-8").splitlines()
    keys = json.loads((folder / "jwks.json").read_text("utf-8"))["keys"]
    told = json.loads((folder / "ends.json").read_text("utf-8"))
    ends = {topic: {int(p): int(s) for p, s in partitions.items()} for topic, partitions in told.items()}
    events = [json.loads(line) for line in lines]
    mine = [n for n, e in enumerate(events) if e["type"] in SIGNED and e["data"].get("approval_id") == approval]
    assert {events[n]["type"] for n in mine} == set(SIGNED)

    def clean(changed: list[str]) -> bool:
        return verify(read_lines(changed), keys, ends).clean

    tried = 0
    for number in mine:
        assert not clean(lines[:number] + lines[number + 1 :]), f"without {events[number]['type']}"
        for name, value in events[number]["data"].items():
            for other in _others(value):
                data = {**events[number]["data"], name: other}
                changed = json.dumps({**events[number], "data": data})
                assert not clean([*lines[:number], changed, *lines[number + 1 :]]), f"{events[number]['type']}.{name}"
                tried += 1
    assert tried > 80


def _others(value: Any) -> list[Any]:
    if isinstance(value, str):
        return ["", value[::-1] + "x"]
    if isinstance(value, int):
        return [value + 1, str(value)]
    return ["x", 1]


def test_verify_says_in_words_what_is_wrong(stack: RunningStack, tmp_path: Path) -> None:
    nothing = restu(stack, "verify", str(tmp_path))

    assert nothing.returncode == 1
    assert "is no export" in nothing.stdout + nothing.stderr
    assert "Traceback" not in nothing.stderr
