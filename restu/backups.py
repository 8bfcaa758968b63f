"""A service's database as files, and back: what `restu backup` writes and `restu restore --from` reads.

Two files of one moment: `<service>.dump` with everything but personal data, `<service>.vault.dump` with the vault, so
that the vault's copies can be kept apart and for a shorter time. Both appear, whole, when both are written, readable by
their owner alone. Putting back replaces a database only after the new one is filled; from then on the service is closed
by an open mark until it is restored. Killed anywhere, it may be begun again: the database that was there first is the
one that is kept until the service is restored. Raises StackError in words.
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
            with _appearing(whole, vault) as (partial_whole, partial_vault):
                _dump(dsn, partial_whole, snapshot, "--exclude-table-data=vault")
                _dump(dsn, partial_vault, snapshot, "--data-only", "--table=vault")
    except psycopg.Error as error:
        raise StackError(f"PostgreSQL refused: {str(error).strip()}. Nothing was written.") from error
    except OSError as error:
        raise StackError(f"{folder} cannot be written: {error.strerror}. Nothing was written.") from error
    return [whole, vault]


def dump_files(folder: Path, service: str) -> tuple[Path, Path]:
    """The names of a service's two files."""
    return folder / f"{service}.dump", folder / f"{service}.vault.dump"


def put_back(running: Running, service: str, whole: Path, vault: Path) -> None:
    """Replaces the service's database; the one before stays under another name until `forget_replaced`.

    What an earlier, unfinished run had put in place is no such database: it goes, and the first one stays.
    """
    for file in (whole, vault):
        if not file.is_file():
            raise StackError(f"There is no {file}. Nothing was changed.")
    name = database(service)
    filling, unfinished = f"{name}_filling", f"{name}_unfinished"
    try:
        with psycopg.connect(running.superuser, autocommit=True) as connection:
            _be_alone(connection, service)
            _drop(connection, filling)
            _drop(connection, unfinished)
            make_database(connection, filling, owner=name)
            _fill(running.dsn(service), filling, whole, vault, f"restu.{service}.v1")
            aside = unfinished if _is_unfinished(running, connection, service) else replaced(service)
            _drop(connection, aside)
            with _nobody_connects(connection, name):
                _end_process(running, service)
                with connection.transaction():
                    connection.execute(_rename(name, aside))
                    connection.execute(_rename(filling, name))
            _drop(connection, unfinished)
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
    _run("pg_dump", dsn, "--format=custom", "--no-owner", f"--file={file}", *options)
    file.chmod(0o600)


@contextmanager
def _appearing(*files: Path) -> Iterator[list[Path]]:
    """Names to write to; the files appear when all are written."""
    partials = [file.with_name(f".{file.name}.part") for file in files]
    try:
        yield partials
        for partial, file in zip(partials, files, strict=True):
            partial.replace(file)
    finally:
        for partial in partials:
            partial.unlink(missing_ok=True)


def _be_alone(connection: psycopg.Connection[tuple[object, ...]], service: str) -> None:
    """Raises StackError while another process puts a backup of this service back; ends with the connection."""
    row = connection.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (f"restu restore {service}",)).fetchone()
    if row is None or not row[0]:
        raise StackError(f"Another restore puts a backup of {service} back just now. Nothing was changed.")


def _is_unfinished(running: Running, connection: psycopg.Connection[tuple[object, ...]], service: str) -> bool:
    """Whether the database in place was put back by a run that did not finish, and the one before is still kept."""
    kept = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (replaced(service),)).fetchone()
    if kept is None:
        return False
    # A run that was killed at the wrong moment has left it closed.
    connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(database(service))))
    with psycopg.connect(running.dsn(service)) as own:
        own.execute(marks.TABLE)
        return own.execute("SELECT 1 FROM restorations WHERE finished_at IS NULL").fetchone() is not None


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
