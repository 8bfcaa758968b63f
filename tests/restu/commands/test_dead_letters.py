"""`restu dead-letters` on services that answer what they are told to: listed, asked before, wrong arguments."""

from __future__ import annotations

import json
from typing import Any

import pytest

from restu.__main__ import main
from restu.asking import Asking, Silent
from restu.commands.dead_letters import SERVICES

LETTER = {
    "id": 7,
    "state": "dead",
    "topic": "restu.consent.v1",
    "partition": 3,
    "offset": 40,
    "reason": "burnt: it burns",
    "at": "2026-11-23T10:00:00.000Z",
    "type": "restu.AdvocateLeft.v1",
    "key": "3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f",
    "sequence": 12,
}


class Services:
    """One letter waits in the publisher."""

    def __init__(self) -> None:
        self.letter: dict[str, Any] = dict(LETTER)
        self.silent: set[str] = set()
        self.posted: list[tuple[str, str]] = []

    def ask(self, service: str, method: str, path: str) -> Any:
        if service in self.silent:
            raise Silent(f"{service} is still starting.")
        if method == "POST":
            self.posted.append((service, path))
            return {"applied": 2}
        if "?" not in path:
            return {**self.letter, "data": {"left_at": "now"}}
        letters = [self.letter] if service == "publisher" else []
        return {"letters": letters, "waiting": len(letters), "parked_keys": len(letters)}


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    services = Services()
    monkeypatch.setattr(Asking, "on", classmethod(lambda cls, home: cls(home)))
    monkeypatch.setattr(Asking, "ask", lambda _, *question: services.ask(*question))
    return services


def typing(monkeypatch: pytest.MonkeyPatch, typed: str | None) -> None:
    def type_it(_: str) -> str:
        if typed is None:
            raise EOFError
        return typed

    monkeypatch.setattr("builtins.input", type_it)


@pytest.mark.usefixtures("services")
def test_what_waits_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dead-letters", "list"]) == 0
    said = capsys.readouterr().out
    assert "publisher  7   dead   restu.AdvocateLeft.v1" in said
    assert "1 keys wait." not in said
    assert "1 key waits." in said

    assert main(["dead-letters", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["publisher"]["letters"] == [LETTER]


def test_those_that_do_not_answer_are_named(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    services.silent = {"publisher"}
    assert main(["dead-letters", "list"]) == 1
    said = capsys.readouterr()
    assert "Nothing waits in content, consent, gamification, gateway: every event was applied." in said.out
    assert "publisher is still starting." in said.err

    services.silent = set(SERVICES)
    assert main(["dead-letters", "list"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("is still starting") == len(SERVICES)


def test_dropping_says_what_is_lost_and_asks(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(monkeypatch, "yes")

    assert main(["dead-letters", "drop", "publisher", "7"]) == 0

    said = capsys.readouterr().out
    assert "Letter 7 of publisher is restu.AdvocateLeft.v1 about 3f1f8a3c" in said
    assert "(burnt: it burns)" in said
    assert "it never takes effect in publisher" in said
    assert "Letter 7 of publisher is dropped; 2 events were applied." in said
    assert services.posted == [("publisher", "/dead-letters/7/drop")]


@pytest.mark.parametrize("typed", ["y", "", None])
def test_nothing_is_dropped_without_a_whole_yes(
    services: Services, typed: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(monkeypatch, typed)

    assert main(["dead-letters", "drop", "publisher", "7"]) == 1
    assert "Nothing was dropped." in capsys.readouterr().out
    assert services.posted == []


def test_a_script_is_not_asked(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, None)

    assert main(["dead-letters", "drop", "publisher", "7", "--yes"]) == 0
    assert services.posted == [("publisher", "/dead-letters/7/drop")]


def test_dropping_an_erasure_is_warned_of(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    services.letter["type"] = "restu.PersonErased.v1"
    typing(monkeypatch, "no")

    assert main(["dead-letters", "drop", "publisher", "7"]) == 1
    assert "what publisher holds of that person then stays" in capsys.readouterr().out


def test_a_foreign_message_has_no_type_to_name(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    services.letter |= {"type": None, "key": None, "state": "foreign"}
    typing(monkeypatch, "yes")

    assert main(["dead-letters", "drop", "publisher", "7"]) == 0
    assert "Letter 7 of publisher is a message that is no event of ours" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "publisher", "x"], "x is no number of a letter; see: restu dead-letters list"),
        (["replay", "publisher", "every"], "every is no number of a letter"),
        (["drop", "publisher", "all"], "all is no number of a letter"),
        (["show", "kafka", "1"], "invalid choice: 'kafka'"),
        ([], "list|show|replay|drop"),
    ],
)
def test_wrong_arguments_are_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dead-letters", *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
