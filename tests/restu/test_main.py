import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from restu.__main__ import load, main, names
from restu.home import PROJECT, Home, HomeLock


@pytest.mark.parametrize("name", names())
def test_every_command_has_a_help_line_and_takes_its_arguments(name: str) -> None:
    module = load(name)
    assert (module.__doc__ or "").splitlines()[0].endswith(".")
    module.configure(argparse.ArgumentParser())
    assert callable(module.run)


def test_the_commands_of_the_stack_are_there() -> None:
    assert {"up", "status", "logs", "down", "reset"} <= set(names())


def test_what_cannot_be_is_said_in_words(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTU_HOME", f"{tmp_path}/home")
    assert main(["logs", "nobody"]) == 1
    assert "There is no log of nobody" in capsys.readouterr().err
    assert main(["status"]) == 1
    assert "does not run" in capsys.readouterr().out
    assert main(["down"]) == 0


def test_without_a_command_all_of_them_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in names())


def test_what_the_system_refuses_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTU_HOME", str(tmp_path))
    (tmp_path / "lock").mkdir()  # nothing that can be read as a file
    assert main(["status"]) == 1
    assert "restu: the system refuses: " in capsys.readouterr().err


def test_an_export_of_what_does_not_run_makes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTU_HOME", f"{tmp_path}/home")
    assert main(["export", "--to", f"{tmp_path}/export"]) == 1
    assert "does not run" in capsys.readouterr().err
    assert not (tmp_path / "export").exists()


def test_a_stack_that_still_starts_has_nothing_to_read_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTU_HOME", f"{tmp_path}/home")
    home = Home(tmp_path / "home")
    home.make()
    lock = HomeLock(home)
    assert main(["verify"]) == 1
    assert "still starting" in capsys.readouterr().err
    lock.release()


def test_starting_loads_no_large_library() -> None:
    """The supervisor lives as long as the stack: its memory counts."""
    heavy = {"psycopg", "pymongo", "aiokafka", "pydantic", "httpx", "typer", "rich", "cryptography"}
    code = "import sys, restu.__main__, restu.commands.up; print(*sorted(set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert not heavy & set(loaded.stdout.split())
