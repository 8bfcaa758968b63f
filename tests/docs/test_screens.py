"""The pictures that documents show are there, in both themes, and every picture is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.documents import ROOT, documents, named

SHOWN = re.compile(r'(?:src|srcset)="([^"]+)"')
PICTURES = ROOT / "docs" / "screenshots"
LARGEST = 4_000_000


def shown(document: Path) -> list[Path]:
    """The pictures of a document."""
    return [(document.parent / place).resolve() for place in SHOWN.findall(document.read_text("utf-8"))]


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_picture_that_is_shown_is_there(document: Path) -> None:
    for picture in shown(document):
        assert picture.is_file(), f"{named(document)} shows {picture.name}, which is not there: make pictures"


def test_every_picture_is_shown_and_all_are_small() -> None:
    pictures = set(PICTURES.iterdir())

    assert set(shown(ROOT / "docs" / "screens.md")) == pictures
    assert sum(picture.stat().st_size for picture in pictures) < LARGEST
