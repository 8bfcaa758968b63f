"""The README's tables of dependencies are those of requirements.in, with the licences that the packages state."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.docs.documents import ROOT

TEXT = (ROOT / "README.md").read_text("utf-8")
FIELDS = ("License-Expression", "License", "Classifier")
ROW = re.compile(r"^\| `([\w.-]+)` \| ([^|]+) \| (.+) \|$", re.MULTILINE)


def _required(name: str) -> set[str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines if not line.startswith(("-", "#")))
    return {match[0].lower() for match in found if match is not None}


def _listed(heading: str) -> dict[str, tuple[str, str]]:
    section = TEXT.split(f"### {heading}\n", 1)[1].split("\n#", 1)[0]
    return {name: (licence.strip(), reason.strip()) for name, licence, reason in ROW.findall(section)}


@pytest.mark.parametrize(
    ("heading", "file"),
    [("To run it", "requirements.in"), ("To develop it", "requirements-dev.in")],
)
def test_every_direct_dependency_stands_there_with_a_reason_and_no_other(heading: str, file: str) -> None:
    listed = _listed(heading)
    assert set(listed) == _required(file)
    assert all(reason for _, reason in listed.values())


@pytest.mark.parametrize("name", sorted(_required("requirements.in")))
def test_a_licence_is_the_one_that_the_package_states(name: str) -> None:
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed here (it is for another platform)")
    lines = [line for field in FIELDS for line in stated.get_all(field) or []]
    words = " ".join(line[:200] for line in lines if "::" not in line or line.startswith("License")).lower()
    listed = _listed("To run it")[name][0]
    family = re.split(r"[- ]", listed)[0].lower()
    assert family in words, f"{name}: the README says {listed}, the package says {words}"
