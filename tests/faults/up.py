"""`restu up` with services whose machine's clock can be set: `python -m tests.faults.up`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

from restu.commands.up import say
from restu.errors import StackError
from restu.home import Home
from restu.stack import SERVICES
from restu.supervisor import Supervisor, run_stack, serve_until_asked
from tests.faults.clock import FILE, SETTING


def main() -> int:
    """Runs until it is asked to end."""
    home = Home.from_environment(os.environ)
    os.environ[SETTING] = str(home.folder / FILE)
    services = tuple(replace(each, module="tests.faults.service") if each.has_stores else each for each in SERVICES)

    async def serve(_: Supervisor) -> int:
        say("Restu is ready")
        return await serve_until_asked()

    return run_stack(home, serve, say, services)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StackError as error:
        sys.exit(f"restu: {error}")
