"""`restu status` for people and for machines: nothing runs, starting, ready, one down, work left."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from restu.__main__ import main
from restu.commands import status
from restu.home import Home, HomeLock
from restu.probe import Backlog


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A stack of one service and one server runs, as far as the home folder says."""
    monkeypatch.setenv("RESTU_HOME", str(tmp_path))
    home = Home(tmp_path)
    lock = HomeLock(home)
    say(home)
    yield home
    lock.release()


def say(home: Home, *, pid: int | None = None, **more: Any) -> None:
    processes = {name: {"pid": pid or os.getpid(), "restarts": 1} for name in ("postgres", "consent")}
    addresses = {"postgres": "127.0.0.1:18432", "consent": "http://127.0.0.1:8082"}
    state = {"supervisor": os.getpid(), "ready": True, "addresses": addresses, "processes": processes}
    home.write_state({**state, **more})


def answering(monkeypatch: pytest.MonkeyPatch, *, reason: str | None = None, left: Backlog | None = None) -> None:
    async def why_not_ready(_: str) -> str | None:
        return reason

    async def backlog(_: str) -> Backlog:
        return left or Backlog()

    monkeypatch.setattr(status, "why_not_ready", why_not_ready)
    monkeypatch.setattr(status, "backlog", backlog)


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_what_is_ready_is_said_to_be(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch)

    assert main(["status"]) == 0
    said = capsys.readouterr().out
    assert f"Restu runs on {home.folder}" in said
    assert [line.split()[-1] for line in said.splitlines() if "  1  " in line] == ["ready", "ready"]

    assert main(["status", "--json"]) == 0
    found = told(capsys)
    assert (found["running"], found["starting"], found["ready"]) == (True, False, True)
    assert [(each["name"], each["ready"], each["restarts"]) for each in found["processes"]] == [
        ("postgres", True, 1),
        ("consent", True, 1),
    ]


@pytest.mark.usefixtures("home")
def test_work_left_and_dead_letters_are_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, left=Backlog(to_apply=1, to_show=40, dead_letters=2))

    assert main(["status"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "consent" in line)
    assert line.endswith("ready; 1 event to apply; 40 events to show; 2 dead letters wait: restu dead-letters list")

    assert main(["status", "--json"]) == 0
    assert told(capsys)["processes"][1]["backlog"] == {
        "to_publish": 0,
        "to_apply": 1,
        "to_show": 40,
        "dead_letters": 2,
        "parked_keys": 0,
    }


@pytest.mark.usefixtures("home")
def test_one_that_is_not_ready_is_named_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, reason="views: it stands still")

    assert main(["status"]) == 1
    assert "views: it stands still" in capsys.readouterr().out


def test_one_that_is_gone_is_not_running(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch)
    say(home, pid=2**22 + 1)  # beyond what a process id can be

    assert main(["status"]) == 1
    assert capsys.readouterr().out.count("not running") == 2


@pytest.mark.parametrize("more", [{"ready": False, "processes": {}}, {"supervisor": 1}])
def test_while_it_starts_it_says_so_and_names_nothing_of_the_last_run(
    home: Home, more: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch)
    say(home, **more)

    assert main(["status"]) == 1
    said = capsys.readouterr().out
    assert f"Restu is starting on {home.folder}" in said
    assert "consent" not in said
    assert main(["status", "--json"]) == 1
    assert told(capsys)["starting"]


def test_machines_are_told_that_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTU_HOME", str(tmp_path))

    assert main(["status", "--json"]) == 1
    assert told(capsys) == {"home": str(tmp_path), "running": False, "ready": False}
