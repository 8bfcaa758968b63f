"""`restu logs`: old lines of each process, and words where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from restu.__main__ import main
from restu.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("RESTU_HOME", str(tmp_path))
    return Home(tmp_path)


def test_the_last_lines_of_each_or_of_one(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.logs.mkdir()
    for name in ("consent", "kafka"):
        home.log(name).write_text("".join(f"{name} {number}\n" for number in range(5)))

    assert main(["logs", "-n", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "consent      | consent 3",
        "consent      | consent 4",
        "kafka        | kafka 3",
        "kafka        | kafka 4",
    ]
    assert main(["logs", "kafka", "-n", "1"]) == 0
    assert capsys.readouterr().out == "kafka        | kafka 4\n"
    assert main(["logs", "-n", "0"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [[], ["--follow"]])
@pytest.mark.usefixtures("home")
def test_where_nothing_ever_ran_it_says_so(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs", *arguments]) == 1
    assert "nothing has run there" in capsys.readouterr().err


@pytest.mark.parametrize("lines", ["-3", "x", "1.5"])
@pytest.mark.usefixtures("home")
def test_a_number_of_lines_is_a_number(lines: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["logs", f"--lines={lines}"])
    assert ended.value.code == 2
    assert f"{lines} is no number of lines" in capsys.readouterr().err
