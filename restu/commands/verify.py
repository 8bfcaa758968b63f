"""Check from the event stream alone that nothing was published without its author's approval."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

from restu.commands.export import ENDS, EVENTS, KEYS
from restu.errors import StackError
from restu.sources import Sources, add_source_arguments, read_keys, sources_from

if TYPE_CHECKING:
    from restu.verifier import Report

CLEAN, VIOLATION, INCOMPLETE = 0, 2, 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="an export; without: the live stream")
    parser.add_argument("--json", action="store_true", help="for machines")
    add_source_arguments(parser)
    parser.epilog = "Exit code: 0 clean, 2 a violation, 3 incomplete (nothing wrong found, but events are missing)."


def run(arguments: argparse.Namespace) -> int:
    """Examine and report."""
    if arguments.folder is not None:
        report = examine_export(arguments.folder)
    else:
        report = asyncio.run(examine_live(sources_from(arguments)))
    print(json.dumps(report.as_json(), indent=2) if arguments.json else report.as_text())
    if report.violations:
        return VIOLATION
    return CLEAN if report.clean else INCOMPLETE


def examine_export(folder: Path) -> "Report":
    """The report on what `restu export` wrote. Raises StackError when it is not that."""
    from restu.stream import ends_from_json
    from restu.verifier import Malformed, verify
    from restu.verifier.records import read_lines

    try:
        ends = ends_from_json(json.loads((folder / ENDS).read_text("utf-8")))
        with (folder / EVENTS).open(encoding="utf-8") as lines:
            return verify(read_lines(lines), read_keys(folder / KEYS), ends)
    except OSError as error:
        raise StackError(f"{folder} is no export: {error.filename} cannot be read.") from error
    except (Malformed, ValueError) as error:
        raise StackError(f"{folder} is no sound export: {error}. It proves nothing.") from error


async def examine_live(sources: Sources) -> "Report":
    """The report on the topics as they are now. Raises StackError."""
    from restu.stream import Stream
    from restu.verifier import Malformed, verify
    from restu.verifier.records import read_lines

    stream = Stream(sources.kafka)
    lines = [line async for line in stream.lines()]
    try:
        return verify(read_lines(lines), await sources.keys(), stream.ends)
    except Malformed as error:
        raise StackError(f"The stream holds something that is no event of Restu: {error}.") from error
