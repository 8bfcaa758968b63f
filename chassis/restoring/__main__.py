"""`python -m chassis.restoring services.consent.main [--older]`: restores one service, with its own settings.

Exit code 0: restored, or there was nothing to do; 1: said in words, and running it again goes on.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import sys

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from chassis.errors import Unavailable
from chassis.restoring.restoring import CannotRestore, restore
from chassis.runtime import Runtime
from chassis.settings import Settings


def main() -> int:
    """One restoration."""
    parser = argparse.ArgumentParser(prog="python -m chassis.restoring")
    parser.add_argument("module", help="the service's composition, such as services.consent.main")
    parser.add_argument("--older", action="store_true", help="the database is older, also where its topic hides it")
    arguments = parser.parse_args()
    app = importlib.import_module(arguments.module).build(Settings())
    logging.getLogger().setLevel(logging.ERROR)
    runtime: Runtime = app.state.runtime
    try:
        asyncio.run(restore(runtime, say, older=arguments.older))
    except CannotRestore as error:
        print(error, file=sys.stderr)
        return 1
    except (Unavailable, KafkaError, PyMongoError, OSError, TimeoutError) as error:
        print(
            f"A server does not answer ({type(error).__name__}: {error}). What was done so far is kept and the service "
            "stays closed. Run the same again when the server is back.",
            file=sys.stderr,
        )
        return 1
    return 0


def say(line: str) -> None:
    """Tells the person at the terminal."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
