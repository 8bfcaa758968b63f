"""Watching long work: plain lines without a terminal, bars with one, patience with a service that was killed."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from restu import progress
from restu.asking import Silent
from restu.errors import StackError
from restu.progress import Bars, Look, Step, watch


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that moves when somebody sleeps."""
    clock = SimpleNamespace(now=1000.0)

    def sleep(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: clock.now, sleep=sleep))
    return clock


def looking(*steps: Step | Silent) -> Look:
    given: Iterator[Step | Silent] = iter(steps)

    def look() -> Step:
        step = next(given)
        if isinstance(step, Silent):
            raise step
        return step

    return look


def test_lines_say_how_far_how_fast_and_how_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LOOK_SECONDS", 5.0)

    watch(
        {
            "consent": looking(Step(0, 100), Step(50, 100), Step(100, 100, over=True)),
            "content": looking(Step(0, 10, trouble="event 3: KeyError"), Step(10, 10, over=True)),
        },
        "events",
    )

    assert capsys.readouterr().out.splitlines() == [
        "consent: 0 of 100 events",
        "content: 0 of 10 events (event 3: KeyError)",
        "consent: 50 of 100 events, 10/s, 5 s left",
        "content: 10 of 10 events, 2/s",
        "consent: 100 of 100 events, 10/s",
    ]


def test_a_service_that_was_killed_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    silent = [Silent("consent does not answer")] * 20

    watch({"consent": looking(Step(5, 10), *silent, Step(10, 10, over=True))}, "events")

    lines = capsys.readouterr().out.splitlines()
    assert "consent: 5 of 10 events (it does not answer; waiting)" in lines
    assert lines[-1].startswith("consent: 10 of 10 events")


def test_one_that_stays_silent_is_left_with_words() -> None:
    with pytest.raises(StackError, match=r"goes on by itself when it is back; run the same command again"):
        watch({"consent": looking(*[Silent("consent does not answer.")] * 1000)}, "events")


def test_bars_are_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars("events") as bars:
        bars.show("consent", Step(5, 10, trouble="[event 3]"), 2.0)
        bars.show("consent", Step(10, 10, over=True), 2.0)

    assert "10/10 events" in capsys.readouterr().out
