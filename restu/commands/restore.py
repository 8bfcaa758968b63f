"""Bring a service back after an older database was put back: what its topic knows better is taken over.

A service that finds its database older than what it has published refuses to work until this is done. It may be
interrupted and run again. With --from it puts the backup back first (what `restu backup` wrote); without, it works on
the database that is there. Afterwards consent has lapsed every approval that stood, and the publisher has disconnected
accounts whose credentials are lost: see docs/operations/restore.md.
"""

import argparse
import os
from pathlib import Path

from restu.commands.backup import WITH_TOPIC
from restu.home import Home


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("service", choices=WITH_TOPIC)
    parser.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="put this backup back first")
    parser.add_argument(
        "--vault", type=Path, metavar="DIR", help="with --from: a backup to take the vault from instead"
    )
    parser.add_argument(
        "--older",
        action="store_true",
        help="the database is older, though its topic does not show it (only what was never published is lost)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Restore a service of a stack that runs."""
    from restu.backups import Running, dump_files, forget_replaced, put_back, reconcile, replaced

    service, folder = arguments.service, arguments.folder
    running = Running.on(Home.from_environment(os.environ), os.environ, "Nothing was changed.")
    if folder is not None:
        put_back(running, service, dump_files(folder, service)[0], dump_files(arguments.vault or folder, service)[1])
        kept = replaced(service)
        print(f"The backup is in place of {service}'s database, which is kept as {kept} for now.", flush=True)
    code = reconcile(running, service, older=arguments.older or folder is not None)
    if code == 0:
        forget_replaced(running, service)  # also where an earlier run with --from was killed just before this
    elif folder is not None:
        print(f"{service}'s database as it was before is kept as {replaced(service)}.", flush=True)
    return code
