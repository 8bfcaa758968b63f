"""What installing says: a line for each step, and all of it where it fails."""

from __future__ import annotations

import subprocess

import pytest

from restu.home import PROJECT

TRIED = "include Makefile\ntried:\n\t$(call quietly,Trying,echo the details; {})\n"


def tried(ends: str) -> subprocess.CompletedProcess[str]:
    """A step that says something and ends so."""
    return subprocess.run(
        ["make", "--no-print-directory", "--file", "-", "tried"],
        cwd=PROJECT,
        input=TRIED.format(ends),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_step_that_went_well_is_a_line() -> None:
    done = tried("true")
    assert done.returncode == 0
    assert done.stdout.rstrip(".\n").rstrip() == "Trying"


@pytest.mark.parametrize("ends", ["false", "exit 7"])
def test_a_step_that_failed_says_all(ends: str) -> None:
    done = tried(ends)
    assert done.returncode != 0
    assert "the details" in done.stdout
