"""Write one service's database into two files: everything but personal data, and the vault apart.

Both are of the same moment. Keep the vault's file as your rules for personal data say; without it names and words are
gone, everything else comes back. Put back with `restu restore SERVICE --from DIR`. The gateway has nothing to keep: its
database is read from the stream again.
"""

import argparse
import os
from pathlib import Path

from restu.home import Home

WITH_TOPIC = ("content", "consent", "publisher", "gamification")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("service", choices=WITH_TOPIC)
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder; made when it is missing")


def run(arguments: argparse.Namespace) -> int:
    """Write the files of a stack that runs."""
    from restu.backups import Running, dump

    running = Running.on(Home.from_environment(os.environ), os.environ, "Nothing was written.")
    for file in dump(running, arguments.service, arguments.to):
        print(f"{file} ({file.stat().st_size} bytes)")
    return 0
