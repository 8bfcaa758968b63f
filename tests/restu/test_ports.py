import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from restu import ports
from restu.errors import PortTaken, StackError
from restu.home import Home
from restu.ports import choose, free_port, is_free, owner


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(ports, "_PATIENCE_SECONDS", 0.2)
    home = Home(tmp_path / "home")
    home.make()
    return home


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))
        server.listen()
        yield server.getsockname()[1]


def test_usual_ports_where_they_are_free(home: Home) -> None:
    usual = {"gateway": free_port(), "content": free_port()}
    assert choose(home, {}, usual) == usual


def test_another_port_where_the_usual_one_is_taken_and_the_same_ever_after(home: Home, taken: int) -> None:
    first = choose(home, {}, {"gateway": taken})
    assert first["gateway"] != taken
    assert is_free(first["gateway"])
    assert choose(home, {}, {"gateway": taken}) == first


def test_a_remembered_port_is_never_moved_silently(home: Home, taken: int) -> None:
    (home.folder / "ports.json").write_text(json.dumps({"gateway": taken}))
    with pytest.raises(PortTaken, match=rf"Port {taken}, which gateway uses .* is taken by python\S* \(process \d+\)"):
        choose(home, {}, {"gateway": 8080})


def test_a_setting_overrides_and_is_remembered(home: Home) -> None:
    wanted = free_port()
    assert choose(home, {"RESTU_GATEWAY_PORT": str(wanted)}, {"gateway": 8080}) == {"gateway": wanted}
    assert choose(home, {}, {"gateway": 8080}) == {"gateway": wanted}


@pytest.mark.parametrize("wrong", ["0", "65536", "-1", "http", "8080.5", "٣"])
def test_a_setting_that_is_no_port_is_refused_in_words(home: Home, wrong: str) -> None:
    with pytest.raises(StackError, match="RESTU_GATEWAY_PORT is"):
        choose(home, {"RESTU_GATEWAY_PORT": wrong}, {"gateway": 8080})


def test_two_names_never_share_a_port(home: Home) -> None:
    port = str(free_port())
    with pytest.raises(StackError, match="would both use port"):
        choose(
            home,
            {"RESTU_GATEWAY_PORT": port, "RESTU_CONTENT_PORT": port},
            {"gateway": 8080, "content": 8081},
        )


def test_owner_of_a_port_that_nobody_has() -> None:
    assert owner(free_port()) == "another program"
