"""What a document points at is there: files, headings, commands, tasks, routes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from restu.__main__ import names
from tests.docs.documents import ROOT, code, documents, named, sources, text

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
ROUTE = re.compile(r"/api/(content|consent|publisher|gamification)/([a-z][\w/{}$.-]*)")


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(text(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = unquote(target).partition("#")
        aim = (document.parent / path).resolve() if path else document
        assert aim.exists(), f"{named(document)} links {target}, which is not there"
        if fragment:
            assert fragment in anchors(aim), f"{named(document)} links {target}, which has no such heading"


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    titles = HEADING.findall(document.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_command_that_is_named_exists(document: Path) -> None:
    for command in re.findall(r"(?:^|[`\s;])(?:python -m )?restu ([a-z][a-z-]+)", code(document)):
        assert command in names(), f"{named(document)} names `restu {command}`"
    tasks = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for task in re.findall(r"(?:^|[`\s])make ([a-z][a-z-]+)", code(document)):
        assert task in tasks, f"{named(document)} names `make {task}`"


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_route_that_is_named_exists(document: Path) -> None:
    for service, path in ROUTE.findall(code(document)):
        last = [part for part in path.split("/") if re.fullmatch(r"[a-z][a-z-]*", part)][-1]
        written = "".join(source.read_text("utf-8") for source in sources(f"services/{service}"))
        assert re.search(rf'["/]{last}["/?]', written), f"{named(document)} names /api/{service}/{path}"
