"""A service's database as files, and back: what `restu backup` writes and `restu restore --from` reads.

Two files of one moment: `<service>.dump` with everything but personal data, `<service>.vault.dump` with the vault, so
that the vault's copies can be kept apart and for a shorter time. Each appears whole or not at all, readable by its
owner alone. Putting back replaces a database only after the new one is filled; from then on the service is closed by
an open mark until it is restored. Raises StackError in words.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from chassis.restoring import marks
from restu.child import is_alive, wait_until
from restu.embedded.postgres import binaries
from restu.errors import StackError
from restu.home import PROJECT, Home, read_json
from restu.provision import make_database
from restu.stack import SERVICES, Service, Stack, database

STOP_SECONDS = 15.0


@dataclass(frozen=True)
class Running:
    """The stack that runs on this home folder, as far as backups need it."""

    home: Home
    stack: Stack

    @classmethod
    def on(cls, home: Home, environment: Mapping[str, str], nothing: str) -> "Running":
        """Raises StackError when nothing runs there; `nothing` says what was not done then."""
        if home.running() is None:
            raise StackError(f"Restu does not run on {home.folder}. {nothing} Start it with: restu up")
        ports = {name: int(port) for name, port in read_json(home.folder / "ports.json").items()}
        return cls(home, Stack(home, ports, environment))

    def service(self, name: str) -> Service:
        """One of the services."""
        return next(each for each in SERVICES if each.name == name)

    def environment(self, name: str) -> dict[str, str]:
        """What the service's own process gets."""
        return self.stack.service_environment(self.service(name))

    def dsn(self, name: str) -> str:
        """The service's database, as its owner."""
        return self.environment(name)["RESTU_POSTGRES_DSN"]

    @property
    def superuser(self) -> str:
        """The cluster, as somebody who may make databases."""
        return str(self.stack.provisioning()["postgres"])


def dump(running: Running, service: str, folder: Path) -> list[Path]:
    """Writes both files of one moment; gives them."""
    dsn = running.dsn(service)
    whole, vault = dump_files(folder, service)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with psycopg.connect(dsn) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            snapshot = f"--snapshot={row[0] if row else ''}"
            _dump(dsn, whole, snapshot, "--exclude-table-data=vault")
            _dump(dsn, vault, snapshot, "--data-only", "--table=vault")
    except psycopg.Error as error:
        raise StackError(f"PostgreSQL refused: {str(error).strip()}. Nothing was written.") from error
    except OSError as error:
        raise StackError(f"{folder} cannot be written: {error.strerror}. Nothing was written.") from error
    return [whole, vault]


def dump_files(folder: Path, service: str) -> tuple[Path, Path]:
    """The names of a service's two files."""
    return folder / f"{service}.dump", folder / f"{service}.vault.dump"


def put_back(running: Running, service: str, whole: Path, vault: Path) -> None:
    """Replaces the service's database; the one before stays under another name until `forget_replaced`."""
    for file in (whole, vault):
        if not file.is_file():
            raise StackError(f"There is no {file}. Nothing was changed.")
    name = database(service)
    filling = f"{name}_filling"
    try:
        with psycopg.connect(running.superuser, autocommit=True) as connection:
            _drop(connection, filling)
            make_database(connection, filling, owner=name)
            _fill(running.dsn(service), filling, whole, vault, f"restu.{service}.v1")
            _drop(connection, replaced(service))
            with _nobody_connects(connection, name):
                _end_process(running, service)
                with connection.transaction():
                    connection.execute(_rename(name, replaced(service)))
                    connection.execute(_rename(filling, name))
    except psycopg.Error as error:
        raise StackError(f"PostgreSQL refused: {str(error).strip()}. The database is as it was.") from error


def forget_replaced(running: Running, service: str) -> None:
    """Drops the database that was replaced."""
    with psycopg.connect(running.superuser, autocommit=True) as connection:
        _drop(connection, replaced(service))


def replaced(service: str) -> str:
    """The name under which the replaced database is kept."""
    return f"{database(service)}_replaced"


def reconcile(running: Running, service: str, *, older: bool) -> int:
    """Runs the service's restoration in a process of its own; its exit code."""
    command = [sys.executable, "-m", "chassis.restoring", running.service(service).module]
    environment = {**running.environment(service), "PYTHONUNBUFFERED": "1"}
    done = subprocess.run([*command, *(["--older"] if older else [])], cwd=PROJECT, env=environment, check=False)
    return done.returncode


def _dump(dsn: str, file: Path, *options: str) -> None:
    partial = file.with_name(f".{file.name}.part")
    try:
        _run("pg_dump", dsn, "--format=custom", "--no-owner", f"--file={partial}", *options)
        partial.chmod(0o600)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _fill(dsn: str, name: str, whole: Path, vault: Path, topic: str) -> None:
    """The backup, closed by a mark: whoever starts on it waits until it is restored."""
    target = urlsplit(dsn)._replace(path=f"/{name}").geturl()
    for file in (whole, vault):
        _run("pg_restore", target, "--no-owner", "--single-transaction", "--exit-on-error", str(file))
    with psycopg.connect(target) as connection:
        connection.execute(marks.TABLE)
        connection.execute(marks.BEGIN, (topic,))


def _run(program: str, dsn: str, *options: str) -> None:
    """One of PostgreSQL's programs; the password travels in the environment, never on the command line."""
    parts = urlsplit(dsn)
    bare = parts._replace(netloc=f"{parts.username}@{parts.netloc.rsplit('@', 1)[-1]}").geturl()
    done = subprocess.run(
        [str(binaries() / program), f"--dbname={bare}", "--no-password", *options],
        env={"PATH": os.environ.get("PATH", ""), "PGPASSWORD": parts.password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StackError(f"{program} failed: {done.stderr.strip() or f'exit code {done.returncode}'}")


@contextmanager
def _nobody_connects(connection: psycopg.Connection[tuple[object, ...]], name: str) -> Iterator[None]:
    """The database is closed to everybody; opened again when the block fails."""
    identifier = sql.Identifier(name)
    connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(identifier))
    try:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            (name,),
        )
        yield
    except BaseException:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(identifier))
        raise


def _end_process(running: Running, service: str) -> None:
    """Ends the service's process; the supervisor starts another one, which meets the mark before anything else."""
    process = running.home.state().get("processes", {}).get(service)
    if process is None or not is_alive(pid := int(process["pid"])):
        return
    os.kill(pid, signal.SIGTERM)
    if not wait_until(lambda: not is_alive(pid), seconds=STOP_SECONDS, pause=0.1):
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_alive(pid), seconds=STOP_SECONDS, pause=0.1)


def _drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _rename(old: str, new: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
