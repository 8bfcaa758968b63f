import os
from pathlib import Path

import pytest

from restu.errors import AlreadyRunning, StackError
from restu.home import Home, HomeLock, read_json


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


def test_only_one_holds_the_lock(home: Home) -> None:
    lock = HomeLock(home)
    assert lock.stale_holder is None
    assert home.running() == os.getpid()
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        HomeLock(home)
    lock.release()
    assert home.running() is None


def test_a_lock_of_the_dead_is_taken_over_and_told(home: Home) -> None:
    home.lock.write_text("12345")
    lock = HomeLock(home)
    assert lock.stale_holder == 12345
    lock.release()


def test_passwords_are_kept_and_private(home: Home) -> None:
    first = home.secret("postgres")
    assert len(first) == 40
    assert home.secret("views") != first
    assert home.secret("postgres") == first
    assert (home.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "[]", "{", "\x00"])
def test_a_damaged_file_is_named(home: Home, content: str) -> None:
    path = home.folder / "ports.json"
    path.write_text(content)
    with pytest.raises(StackError, match=r"ports\.json is damaged"):
        read_json(path)


def test_too_little_space_is_said_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restu.home.NEEDED_BYTES", 2**62)
    with pytest.raises(StackError, match=r"No space: .* Nothing was started"):
        Home(tmp_path / "home").make()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackError, match=r"cannot be used: Not a directory\. Set RESTU_HOME"):
        Home(tmp_path / "file" / "home").make()


def test_where_the_home_is(tmp_path: Path) -> None:
    assert Home.from_environment({"RESTU_HOME": str(tmp_path)}).folder == tmp_path
    assert Home.from_environment({}).folder.name == ".restu"
