"""The clock of a fault stack is what the services' machine tells, off by what the file says."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import chassis.auth
import chassis.clock
from tests.faults.clock import Offset, set_clocks


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(chassis.clock, "datetime", datetime)  # put back at the end
    monkeypatch.setattr(chassis.auth, "time", time)
    monkeypatch.setattr("tests.faults.clock.FRESH_SECONDS", 0.0)
    set_clocks(Offset(tmp_path / "clock"))
    return tmp_path / "clock"


def off() -> tuple[int, int]:
    told = chassis.clock.system_clock()
    assert type(told) is datetime  # what is stored must not know of the test
    return round((told - datetime.now(UTC)).total_seconds()), round(vars(chassis.auth)["time"].time() - time.time())


def test_a_machine_whose_clock_nobody_set_is_right(file: Path) -> None:
    assert not file.exists()
    assert off() == (0, 0)


@pytest.mark.parametrize("seconds", [-40, 50])
def test_clocks_are_off_by_what_the_file_says_and_right_again(file: Path, seconds: int) -> None:
    file.write_text(f"{seconds}.0")
    assert off() == (seconds, seconds)

    file.write_text("0.0")
    assert off() == (0, 0)
