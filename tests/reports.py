"""Reports that grow: a document with one table, in which each row stands under its own name until it is run again."""

from __future__ import annotations

from pathlib import Path


def rows_before(report: Path | None, columns: str) -> dict[str, str]:
    """The lines below the table's `columns` in an earlier report, by what their first cell says."""
    if report is None or not report.is_file():
        return {}
    _, _, rows = report.read_text("utf-8").partition(columns)
    return {line.split(" | ", 1)[0].removeprefix("| "): line for line in rows.splitlines(keepends=True)}
