"""Asking a service with the command line's key: its answer, its words, its silence, and what can be asked again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.auth import TokenReader
from chassis.keys import PeerKeys
from restu.asking import Asking, Silent
from restu.errors import StackError
from restu.home import Home
from restu.keys import ensure_keys
from restu.sources import read_keys

STATE: dict[str, Any] = {"addresses": {"consent": "http://consent"}, "processes": {"consent": {"pid": 1}}}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    ensure_keys(tmp_path / "keys", [])
    home = Home(tmp_path)
    home.write_state(STATE)
    return home


def answering(monkeypatch: pytest.MonkeyPatch, answer: httpx.Response | Exception) -> list[tuple[str, str, Any]]:
    asked: list[tuple[str, str, Any]] = []

    def request(method: str, url: str, **rest: Any) -> httpx.Response:
        asked.append((method, url, rest))
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(httpx, "request", request)
    return asked


def test_it_asks_with_the_command_lines_own_identity(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, httpx.Response(200, json={"people": []}))

    assert Asking(home).ask("consent", "POST", "/people/find", {"email": "sari@example.org"}) == {"people": []}

    [(method, url, rest)] = asked
    assert (method, url) == ("POST", "http://consent/internal/people/find")
    assert rest["json"] == {"email": "sari@example.org"}
    trusted = PeerKeys({}, read_keys(home.folder / "keys" / "trusted.jwks"))
    caller = TokenReader("consent", trusted).read(rest["headers"]["Authorization"])
    assert caller.require_service("cli") == "cli"


def test_a_refusal_is_in_the_services_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, httpx.Response(404, json={"detail": "there is no person 1"}))
    with pytest.raises(StackError, match="consent says: there is no person 1") as refused:
        Asking(home).ask("consent", "GET", "/x")
    assert not isinstance(refused.value, Silent)


@pytest.mark.parametrize("answer", [httpx.Response(503, json={"detail": "not ready"}), httpx.ConnectError("refused")])
def test_silence_may_be_asked_again(
    home: Home, answer: httpx.Response | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, answer)
    with pytest.raises(Silent):
        Asking(home).ask("consent", "GET", "/x")


def test_one_that_is_not_started_yet_may_be_asked_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, httpx.Response(200, json={}))
    home.write_state({**STATE, "processes": {}})
    with pytest.raises(Silent, match="consent is still starting"):
        Asking(home).ask("consent", "GET", "/x")
    assert asked == []


def test_without_the_key_nobody_is_asked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, httpx.Response(200, json={}))
    (home.folder / "keys" / "cli" / "signing.jwks").unlink()
    with pytest.raises(StackError, match="Nothing was done"):
        Asking(home).ask("consent", "GET", "/x")
    assert asked == []
