"""`restu down` asks the supervisor that holds the lock, and waits until it has let go."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from restu.__main__ import main
from restu.commands import down
from restu.home import Home, HomeLock


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HomeLock]:
    monkeypatch.setenv("RESTU_HOME", str(tmp_path))
    lock = HomeLock(Home(tmp_path))
    yield lock
    lock._file.close()


def test_it_waits_until_the_stack_has_ended(
    lock: HomeLock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[int, int]] = []

    def kill(pid: int, number: int) -> None:
        asked.append((pid, number))
        lock.release()

    monkeypatch.setattr(os, "kill", kill)

    assert main(["down"]) == 0
    assert asked == [(os.getpid(), signal.SIGTERM)]
    said = capsys.readouterr().out
    assert f"Ending Restu (process {os.getpid()}) in order ..." in said
    assert "Restu has ended. Its data stays" in said


@pytest.mark.usefixtures("lock")
def test_one_that_does_not_end_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: None)
    monkeypatch.setattr(down, "PATIENCE_SECONDS", 0.0)

    assert main(["down"]) == 1
    assert "Run restu down once more" in capsys.readouterr().err


@pytest.mark.usefixtures("lock")
def test_somebody_elses_is_left_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)

    assert main(["down"]) == 1
    assert "is somebody else's" in capsys.readouterr().err


def test_one_that_ended_meanwhile_has_ended(lock: HomeLock, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: int) -> None:
        lock.release()
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", gone)

    assert main(["down"]) == 0
