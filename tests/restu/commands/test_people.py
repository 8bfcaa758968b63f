"""`restu leaver` and `restu erase` on services that answer what they are told to: what is asked, said and answered."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from restu import people, progress
from restu.__main__ import main
from restu.asking import Asking, Silent
from restu.errors import StackError
from restu.people import LISTENERS

SARI = "3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f"
BUDI = "7d56f003-9d6a-4a2b-8c4d-5e6f3f1f8a3c"
ERASE = ["erase", "--email", "sari@example.org"]


class Platform:
    """Consent with one person, and services that follow it one event later with each look."""

    def __init__(self) -> None:
        self.people = [self.person()]
        self.asked: list[tuple[str, str, str, Any]] = []
        self.published = 100
        self.applied = dict.fromkeys(LISTENERS, 99)
        self.pace = 1
        self.trouble: dict[str, str] = {}
        self.waiting: dict[str, list[dict[str, Any]]] = {}
        self.unreadable: dict[str, list[int]] = {}
        self.silent: set[str] = set()

    @staticmethod
    def person(identifier: str = SARI, name: str = "Sari Wijaya", state: str = "taking part") -> dict[str, Any]:
        return {"person_id": identifier, "name": name, "email": "sari@example.org", "state": state}

    def ask(self, service: str, method: str, path: str, body: Any = None) -> Any:
        self.asked.append((service, method, path, body))
        if service in self.silent:
            raise Silent(f"{service} does not answer.")
        if path == "/people/find":
            return {"people": self.people}
        if method == "POST":
            return {"person_id": SARI, "position": 100}
        if path.startswith("/topic/published/"):
            return {"read": self.published, "sequence": self.published}
        assert path == f"/effects/restu.consent.v1/{SARI}"
        self.applied[service] += self.pace
        told = {"sequence": self.applied[service], "waiting": self.waiting.get(service, [])}
        told["unreadable"] = self.unreadable.get(service, [])
        return {**told, "trouble": self.trouble.get(service)}

    @property
    def changed(self) -> list[str]:
        return [path for _, method, path, _ in self.asked if method == "POST" and path != "/people/find"]


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Platform:
    platform, clock = Platform(), SimpleNamespace(now=1000.0)

    def sleep(seconds: float) -> None:
        clock.now += seconds

    for module in (people, progress):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now, sleep=sleep))
    monkeypatch.setattr(Asking, "on", classmethod(lambda cls, home: cls(home)))
    monkeypatch.setattr(Asking, "ask", lambda _, *question: platform.ask(*question))
    return platform


def answering(monkeypatch: pytest.MonkeyPatch, typed: str | None) -> list[str]:
    asked: list[str] = []

    def type_it(question: str) -> str:
        asked.append(question)
        if typed is None:
            raise EOFError
        return typed

    monkeypatch.setattr("builtins.input", type_it)
    return asked


def test_erasing_asks_says_what_it_means_and_waits_for_all(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.applied["publisher"] = 96
    asked = answering(monkeypatch, "yes")

    assert main(ERASE) == 0

    said = capsys.readouterr().out
    assert asked == ["Erase Sari Wijaya? Type yes: "]
    assert f"Sari Wijaya, sari@example.org, person {SARI} (taking part)" in said
    assert "Posts stay on the networks" in said
    assert f"restu erase --person {SARI}" in said
    assert "publisher: 0 of 1 done (earlier events come first)" in said
    assert "publisher: 1 of 1 done\n" in said
    assert said.endswith("Nothing but the id is left of them in any service.\n")
    assert platform.changed == [f"/people/{SARI}/erase"]


def test_an_address_is_in_a_body_and_in_no_url(platform: Platform) -> None:
    assert main([*ERASE, "--yes"]) == 0

    assert platform.asked[0] == ("consent", "POST", "/people/find", {"email": "sari@example.org"})
    assert not any("@" in path for _, _, path, _ in platform.asked)


@pytest.mark.parametrize("typed", ["y", "no", "", None])
def test_nothing_is_deleted_without_a_whole_yes(
    platform: Platform, typed: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, typed)

    assert main(ERASE) == 1
    assert "Nothing was deleted." in capsys.readouterr().out
    assert platform.changed == []


def test_who_is_erased_already_is_said_to_be_without_a_question(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.people = [platform.person(name="[erased]", state="erased")]
    asked = answering(monkeypatch, None)

    assert main(["erase", "--person", SARI.upper()]) == 0

    said = capsys.readouterr().out
    assert asked == []
    assert platform.asked[0][3] == {"person_id": SARI}
    assert said.startswith(f"person {SARI} (erased)\n")
    assert "They were erased before. Nothing but the id is left" in said


def test_leaving_asks_nothing_and_waits_for_all(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = answering(monkeypatch, None)

    assert main(["leaver", "--email", " sari@example.org "]) == 0

    assert asked == []
    assert platform.changed == [f"/people/{SARI}/leave"]
    assert capsys.readouterr().out.endswith("\nEvery service knows that they take part no longer.\n")

    platform.people = [platform.person(state="left")]
    assert main(["leaver", "--person", SARI]) == 0
    assert "They had left before." in capsys.readouterr().out


def test_nobody_and_several_are_said_and_nothing_is_done(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.people = []
    assert main([*ERASE, "--yes"]) == 1
    assert "Nothing was done. Whoever is erased has no address here" in capsys.readouterr().err

    platform.people = [platform.person(), platform.person(BUDI, "Budi", "left")]
    assert main([*ERASE, "--yes"]) == 1
    said = capsys.readouterr().err
    assert "2 people have, or had, this address" in said
    assert f"Budi, sari@example.org, person {BUDI} (left)" in said
    assert platform.changed == []


def test_a_dead_letter_is_named_and_what_to_do(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    letters = [
        {"id": 7, "type": "restu.PersonErased.v1", "state": "dead", "reason": "KeyError in erase, line 5"},
        {"id": 8, "type": "restu.RolesChanged.v1", "state": "queued", "reason": "waits"},
    ]
    platform.waiting["gateway"] = letters

    assert main([*ERASE, "--yes"]) == 1

    said = capsys.readouterr()
    assert "gateway: 0 of 1 done (dead letter 7)" in said.out
    assert "gateway could not do it: dead letter 7 (KeyError in erase, line 5)" in said.err
    assert "restu dead-letters replay gateway 7" in said.err
    assert "Nothing but the id is left" not in said.out


def test_what_queues_behind_a_dead_letter_has_not_happened(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.waiting["publisher"] = [
        {"id": 3, "type": "restu.PreferencesChanged.v1", "state": "dead", "reason": "no"},
        {"id": 9, "type": "restu.AdvocateLeft.v1", "state": "queued", "reason": "waits"},
    ]

    assert main(["leaver", "--person", SARI]) == 1
    assert "restu dead-letters replay publisher 3" in capsys.readouterr().err


def test_an_erasure_that_overtook_what_waits_is_done(platform: Platform) -> None:
    platform.waiting["publisher"] = [
        {"id": 3, "type": "restu.PreferencesChanged.v1", "state": "dead", "reason": "no"},
        {"id": 9, "type": "restu.AdvocateLeft.v1", "state": "queued", "reason": "waits"},
    ]

    assert main([*ERASE, "--yes"]) == 0


@pytest.mark.parametrize("command", [[*ERASE, "--yes"], ["leaver", "--person", SARI]])
def test_beside_what_could_not_be_read_nothing_is_called_done(
    platform: Platform, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    platform.unreadable["content"] = [4, 9]

    assert main(command) == 1

    said = capsys.readouterr()
    assert "content: 0 of 1 done (2 unreadable records)" in said.out
    assert "2 records beside it could not be read, from dead letter 4 on" in said.err
    assert "restu dead-letters drop content 4" in said.err
    assert "in any service" not in said.out


def test_one_that_stands_still_is_left_with_its_reason(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    platform.pace, platform.trouble["content"] = 0, "Kafka does not answer (KafkaError)"

    assert main([*ERASE, "--yes"]) == 1

    said = capsys.readouterr().err
    assert "content has not moved for 90 s: Kafka does not answer (KafkaError). Nothing is lost" in said


def test_what_is_not_published_yet_is_not_taken_for_done(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.published = 99

    assert main([*ERASE, "--yes"]) == 1

    said = capsys.readouterr()
    assert "consent has not moved for 90 s: done there, and not published yet" in said.err
    assert "1 of 1 done" not in said.out


def test_a_service_that_is_down_is_waited_for_and_then_left_with_words(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.silent = {"gamification"}

    assert main(["leaver", "--person", SARI]) == 1
    assert "gamification has not answered for 90 s" in capsys.readouterr().err


def test_consents_refusal_is_said(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: Any) -> Any:
        raise StackError(f"consent says: there is no person {SARI}")

    monkeypatch.setattr(platform, "ask", refuse)

    assert main(["erase", "--person", SARI]) == 1
    assert "there is no person" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "one of the arguments --email --person is required"),
        (["--person", "sari"], "sari is no id, such as"),
        (["--person", SARI, "--email", "sari@example.org"], "not allowed with argument"),
    ],
)
@pytest.mark.parametrize("command", ["erase", "leaver"])
def test_wrong_arguments_are_said(
    command: str, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
