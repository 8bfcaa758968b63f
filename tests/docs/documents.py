"""The documents of the project, and what they name. Used by the tests beside it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LEFT_OUT = {".venv", ".restu", ".jgo", "node_modules", ".git"}
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    return sorted(path for path in ROOT.rglob("*.md") if _LEFT_OUT.isdisjoint(path.relative_to(ROOT).parts[:-1]))


def named(path: Path) -> str:
    """A document's path from the project folder, as a test's name."""
    return str(path.relative_to(ROOT))


def text(path: Path) -> str:
    """A document without its blocks of code."""
    return _FENCE.sub("", path.read_text("utf-8"))


def code(path: Path) -> str:
    """All code of a document: blocks, and words between backticks, a line each."""
    return "\n".join([*_FENCE.findall(path.read_text("utf-8")), *_CODE.findall(text(path))])


def sources(*folders: str) -> list[Path]:
    """Python files below these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
