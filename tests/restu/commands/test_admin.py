from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.auth import TokenReader
from chassis.keys import PeerKeys
from restu.__main__ import main
from restu.commands.admin import create_administrator
from restu.errors import StackError
from restu.home import Home
from restu.keys import ensure_keys
from restu.sources import read_keys


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "keys").mkdir()
    ensure_keys(tmp_path / "keys", [])
    return Home(tmp_path)


def answering(monkeypatch: pytest.MonkeyPatch, answer: httpx.Response | Exception) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = []

    def post(url: str, **request: Any) -> httpx.Response:
        asked.append({"url": url, **request})
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(httpx, "post", post)
    return asked


def test_consent_is_asked_with_the_command_lines_own_identity(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, httpx.Response(201, json={"person_id": "p"}))
    assert create_administrator(home, "http://consent", "Sari", "sari@example.org") == "p"
    [request] = asked
    assert request["url"] == "http://consent/internal/people"
    assert request["json"] == {"name": "Sari", "email": "sari@example.org", "roles": ["administrator"], "groups": []}
    trusted = PeerKeys({}, read_keys(home.folder / "keys" / "trusted.jwks"))
    caller = TokenReader("consent", trusted).read(request["headers"]["Authorization"])
    assert caller.require_service("cli") == "cli"


def test_a_refusal_is_said_in_consents_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"detail": "the values are not right", "errors": [{"where": ["body", "email"], "what": "no address"}]}
    answering(monkeypatch, httpx.Response(422, json=told))
    with pytest.raises(StackError, match=r"Nobody was added: the values are not right; email: no address\."):
        create_administrator(home, "http://consent", "Sari", "sari")


def test_no_answer_leaves_it_open_whether_somebody_was_added(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, httpx.ConnectError("refused"))
    with pytest.raises(StackError, match="is not known"):
        create_administrator(home, "http://consent", "Sari", "sari@example.org")


def test_without_the_key_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, httpx.Response(201, json={"person_id": "p"}))
    with pytest.raises(StackError, match="Nobody was added"):
        create_administrator(Home(tmp_path), "http://consent", "Sari", "sari@example.org")
    assert asked == []


def test_it_says_so_when_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTU_HOME", str(tmp_path))
    assert main(["admin", "create", "--name", "Sari", "--email", "sari@example.org"]) == 1
    assert "restu up" in capsys.readouterr().err
