"""Write the whole event stream, the public keys and the ends of the partitions into a folder."""

import argparse
import asyncio
import json
from pathlib import Path
from shlex import quote

from restu.errors import StackError
from restu.sources import Sources, add_source_arguments, sources_from

EVENTS, KEYS, ENDS = "events.jsonl", "jwks.json", "ends.json"
SHOW_EVERY = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder; made when it is missing")
    add_source_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the three files; each appears whole or not at all."""
    folder: Path = arguments.to
    sources = sources_from(arguments)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(f"The folder {folder} cannot be made: {error.strerror}. Nothing was written.") from error
    asyncio.run(_export(folder, sources))
    return 0


async def _export(folder: Path, sources: Sources) -> None:
    from restu.stream import Stream

    stream = Stream(sources.kafka)
    count = 0
    partial = folder / f".{EVENTS}.part"
    try:
        with partial.open("w", encoding="utf-8") as file:
            async for line in stream.lines():
                file.write(line + "\n")
                count += 1
                if count % SHOW_EVERY == 0:
                    print(f"{count} of {stream.total} events", flush=True)
        # Asked for after the events: whatever key signed one of them is published by now.
        keys = await sources.keys()
        _write(folder / KEYS, json.dumps({"keys": keys}, indent=2))
        _write(folder / ENDS, json.dumps(stream.ends_as_json(), indent=2))
        partial.replace(folder / EVENTS)
    finally:
        partial.unlink(missing_ok=True)
    left_out = f"; {stream.foreign} foreign records left out" if stream.foreign else ""
    print(f"{count} events written to {folder}{left_out}. Check them anywhere: restu verify {quote(str(folder))}")


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text + "\n", "utf-8")
    partial.replace(path)
