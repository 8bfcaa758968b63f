"""Start the whole stack, wait until it is ready, keep it alive until Ctrl-C."""

import argparse
import os

from restu.home import Home
from restu.supervisor import Supervisor, run_stack, serve_until_asked
from restu.table import stack_table


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--once-ready", action="store_true", help="end as soon as everything is ready")


def run(arguments: argparse.Namespace) -> int:
    """Run the stack in the foreground."""
    home = Home.from_environment(os.environ)

    async def serve(supervisor: Supervisor) -> int:
        print(stack_table(supervisor), flush=True)
        return 0 if arguments.once_ready else await serve_until_asked()

    print(f"Starting Restu on {home.folder} ...", flush=True)
    return run_stack(home, serve, say)


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(line, flush=True)
