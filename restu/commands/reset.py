"""Delete everything that running left behind: data, keys, passwords, logs."""

import argparse
import os
import shutil

from restu.confirming import confirmed
from restu.errors import StackError
from restu.home import Home, HomeLock

# Killed in between, what is left still runs; nobody can start it before the lock is gone.
OURS = ("kafka", "views", "postgres", "sandbox", "secrets.json", "keys", "ports.json", "state.json", "logs", "lock")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    """Delete what is ours in the home folder, and the folder when nothing else is in it."""
    home = Home.from_environment(os.environ)
    if (supervisor := home.running()) is not None:
        raise StackError(f"Restu runs on {home.folder} (process {supervisor}). Nothing was deleted. First: restu down")
    if not home.folder.exists():
        print(f"There is nothing at {home.folder}.")
        return 0
    print(
        f"This deletes all data, keys, passwords and logs in {home.folder}. Signed approvals there are lost for good."
    )
    if not arguments.yes and not confirmed("Delete it?"):
        print("Nothing was deleted.")
        return 1
    lock = HomeLock(home)  # it may have been started since the question
    try:
        _delete(home)
    except OSError as error:
        raise StackError(f"Not everything could be deleted: {error}. Mend that, and run it again.") from error
    finally:
        lock.release()
    print("Deleted.")
    return 0


def _delete(home: Home) -> None:
    for name in OURS:
        path = home.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if not any(home.folder.iterdir()):
        home.folder.rmdir()
