"""Show the logs of all processes, or of some."""

import argparse
import os

from restu.errors import StackError
from restu.home import Home
from restu.logs import follow, last_lines


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="content, consent, kafka, ...; all without")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with new lines until Ctrl-C")
    parser.add_argument("-n", "--lines", type=_count, default=20, metavar="N", help="how many old lines of each (20)")


def run(arguments: argparse.Namespace) -> int:
    """Print `name | line`."""
    home = Home.from_environment(os.environ)
    there = {log.stem: log for log in sorted(home.logs.glob("*.log"))}
    if unknown := [name for name in arguments.names if name not in there]:
        raise StackError(
            f"There is no log of {', '.join(unknown)} in {home.logs}; there is: {', '.join(there) or '-'}."
        )
    if not there:
        raise StackError(f"There are no logs in {home.logs}: nothing has run there. Start it with: restu up")
    chosen = [there[name] for name in arguments.names or there]
    for log in chosen:
        for line in last_lines(log, arguments.lines):
            print(f"{log.stem:12} | {line}")
    if arguments.follow:
        for name, line in follow(chosen):
            print(f"{name:12} | {line}", flush=True)
    return 0


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number of lines")
    return int(text)
