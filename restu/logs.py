"""The processes' log files: kept small while they are written, shown, followed.

A log that passes `LARGEST` bytes is copied to `<name>.log.1` and emptied in place; the processes append, so they
need not know. A line written in that instant can be lost.
"""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

LARGEST = 20 * 1024 * 1024
_TAIL_BYTES = 256 * 1024


def trim_logs(folder: Path, largest: int = LARGEST) -> None:
    """Move aside what has grown too large; on a full disk the old part is dropped instead."""
    for log in folder.glob("*.log"):
        if log.stat().st_size <= largest:
            continue
        old = log.with_suffix(".log.1")
        try:
            shutil.copyfile(log, old)
        except OSError:
            old.unlink(missing_ok=True)
        os.truncate(log, 0)


def last_lines(log: Path, lines: int) -> list[str]:
    """The last lines of a log; none where there is no log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-lines:] if lines else []


def follow(logs: Sequence[Path], *, pause: float = 0.25) -> Iterator[tuple[str, str]]:
    """Every line written from now on as (process, line), for ever; an emptied log is read from its start again."""
    return _new_lines({log: log.stat().st_size if log.exists() else 0 for log in logs}, pause)


def _new_lines(read: dict[Path, int], pause: float) -> Iterator[tuple[str, str]]:
    while True:
        for log, position in read.items():
            size = log.stat().st_size if log.exists() else 0
            start = position if size >= position else 0
            if size > start:
                with log.open("rb") as file:
                    file.seek(start)
                    lines, newline, _ = file.read(size - start).rpartition(b"\n")
                read[log] = start + len(lines) + len(newline)
                yield from ((log.stem, line) for line in lines.decode("utf-8", "replace").splitlines())
        time.sleep(pause)
