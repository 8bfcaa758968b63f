from pathlib import Path

import pytest

from restu.__main__ import main
from restu.home import Home, HomeLock


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    home.secret("postgres")
    (home.folder / "kafka" / "data").mkdir(parents=True)
    monkeypatch.setenv("RESTU_HOME", str(home.folder))
    return home


def test_deletes_what_is_ours(home: Home) -> None:
    assert main(["reset", "--yes"]) == 0
    assert not home.folder.exists()


def test_keeps_what_is_not_ours(home: Home) -> None:
    (home.folder / "notes.txt").write_text("mine")
    assert main(["reset", "--yes"]) == 0
    assert [path.name for path in home.folder.iterdir()] == ["notes.txt"]


def test_asks_first(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert main(["reset"]) == 1
    assert (home.folder / "secrets.json").exists()


def test_deletes_nothing_where_nobody_can_answer(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert main(["reset"]) == 1
    assert (home.folder / "secrets.json").exists()


def test_refuses_while_it_runs(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    lock = HomeLock(home)
    assert main(["reset", "--yes"]) == 1
    assert "Nothing was deleted" in capsys.readouterr().err
    assert (home.folder / "secrets.json").exists()
    lock.release()


def test_what_was_started_since_the_question_is_left_alone(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[HomeLock] = []

    def start_meanwhile(_: str) -> str:
        started.append(HomeLock(home))
        return "yes"

    monkeypatch.setattr("builtins.input", start_meanwhile)

    assert main(["reset"]) == 1
    assert "already runs" in capsys.readouterr().err
    assert (home.folder / "secrets.json").exists()
    started[0].release()


@pytest.mark.usefixtures("home")
def test_what_cannot_be_deleted_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("shutil.rmtree", refuse)

    assert main(["reset", "--yes"]) == 1
    said = capsys.readouterr().err
    assert "Not everything could be deleted" in said
    assert "kafka" in said
