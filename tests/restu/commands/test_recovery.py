"""The commands that repair, on services that answer what they are told to."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from restu.__main__ import main
from restu.asking import Asking, Silent
from restu.commands import dead_letters, republish
from restu.commands.backup import WITH_TOPIC
from restu.errors import StackError

Answer = Callable[[str, str, str, Any], Any]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str, Any]]:
    """What was asked; what is answered is set with `answering`."""
    asked: list[tuple[str, str, str, Any]] = []
    monkeypatch.setattr(Asking, "on", classmethod(lambda cls, home: cls(home)))
    monkeypatch.setattr("restu.progress.LOOK_SECONDS", 0.0)
    return asked


def answering(monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, str, str, Any]], answer: Answer) -> None:
    def ask(_: Asking, service: str, method: str, path: str, body: Any = None) -> Any:
        asked.append((service, method, path, body))
        return answer(service, method, path, body)

    monkeypatch.setattr(Asking, "ask", ask)


@pytest.mark.parametrize(
    "command",
    [
        ["rebuild", "consent"],
        ["republish", "consent"],
        ["dead-letters", "list"],
        ["erase", "--person", str(UUID(int=1))],
        ["leaver", "--email", "sari@example.org"],
    ],
)
def test_where_nothing_runs_nothing_is_done(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTU_HOME", f"{tmp_path}/home")

    assert main(command) == 1
    assert "Nothing was done" in capsys.readouterr().err


def test_all_views_are_asked_for_first_and_watched_together(
    answers: list[tuple[str, str, str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looks: dict[str, int] = {}

    def answer(service: str, method: str, *_: Any) -> Any:
        if method == "POST":
            return {"generation": 4}
        looks[service] = looks.get(service, 0) + 1
        if looks[service] == 2 and service == "content":
            raise Silent("content does not answer")
        if looks[service] > 3:
            return {"serving": 4, "position": 90, "build": None}
        return {"serving": 3, "position": 90, "build": {"events": 30, "total": 80, "trouble": None}}

    answering(monkeypatch, answers, answer)

    assert main(["rebuild", "all"]) == 0
    assert [each[:3] for each in answers[:4]] == [(name, "POST", "/view/rebuild") for name in WITH_TOPIC]
    said = capsys.readouterr().out
    assert "consent: 80 of 80 events" in said
    assert "Built anew and serving: content, consent, publisher, gamification." in said


def test_republish_says_what_it_asks_for_and_how_it_ended(
    answers: list[tuple[str, str, str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = {"number": 7, "done": 40, "total": 40, "sent": 12, "over": True, "trouble": None}
    answering(monkeypatch, answers, lambda *_: done)

    assert main(["republish", "consent", "--partition", "3", "--from", "20"]) == 0
    assert answers[0] == ("consent", "POST", "/topic/republish", {"partition": 3, "first": 20})
    assert "12 events of consent were published again." in capsys.readouterr().out

    answering(monkeypatch, answers, lambda *_: {**done, "trouble": "event 9: KeyError"})
    with pytest.raises(StackError, match="event 9: KeyError cannot be made public by this release"):
        main_of(republish, ["consent"])


def main_of(command: Any, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return int(command.run(parser.parse_args(arguments)))


def test_replaying_all_tries_each_once_and_names_those_that_fail_again(
    answers: list[tuple[str, str, str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = {1: "dead", 2: "queued", 3: "foreign", 4: "dead", 9: "dead"}
    silent = [True]

    def answer(_: str, method: str, path: str, __: Any) -> Any:
        if method == "GET":
            after = int(path.rsplit("=", 1)[1])
            left = [{"id": number, "state": state} for number, state in waiting.items() if number > after]
            return {"letters": left[:2]}
        if path == "/dead-letters/4/replay":
            raise StackError("consent says: it fails again")
        if path == "/dead-letters/9/replay" and silent.pop():
            silent.append(False)
            raise Silent("consent does not answer")
        return {"applied": 2}

    answering(monkeypatch, answers, answer)

    assert main_of(dead_letters, ["replay", "consent", "all"]) == 1
    posted = [path for _, method, path, _ in answers if method == "POST"]
    assert posted == [f"/dead-letters/{number}/replay" for number in (1, 4, 9, 9)]
    said = capsys.readouterr().out
    assert "4 events of consent were applied again. Letters that still wait: 1." in said
    assert "4: consent says: it fails again" in said
