"""End a stack that runs, in order; data stays."""

import argparse
import os
import signal

from restu.child import wait_until
from restu.errors import StackError
from restu.home import Home

PATIENCE_SECONDS = 60.0


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_: argparse.Namespace) -> int:
    """Ask the supervisor to end and wait until it has."""
    home = Home.from_environment(os.environ)
    supervisor = home.running()
    if supervisor is None:
        print(f"Restu does not run on {home.folder}.")
        return 0
    print(f"Ending Restu (process {supervisor}) in order ...", flush=True)
    try:
        os.kill(supervisor, signal.SIGTERM)
    except ProcessLookupError:
        pass  # it has ended meanwhile
    except PermissionError as error:
        raise StackError(f"Restu (process {supervisor}) is somebody else's: they, or root, can end it.") from error
    if not wait_until(lambda: home.running() is None, seconds=PATIENCE_SECONDS, pause=0.1):
        raise StackError(
            f"Restu (process {supervisor}) was asked to end and still runs after {PATIENCE_SECONDS:.0f} s. Look at its "
            "terminal. Run restu down once more to end everything at once: nothing that was acknowledged is lost."
        )
    print(f"Restu has ended. Its data stays in {home.folder}.")
    return 0
