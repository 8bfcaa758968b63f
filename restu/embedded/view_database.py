"""The view database: secantusdb, a MongoDB-compatible server on WiredTiger, as a process of its own.

It is licensed GPL-2 and therefore never imported, only started. Guarantees: listens on 127.0.0.1 only, every
connection needs a password (SCRAM-SHA-256), at most `CACHE` of storage cache. A killed server reopens with its
last commits; views can be lost in any case, they are rebuilt from the event stores.
Fails with `ServerFailed` in words; the way out is a MongoDB of your own (RESTU_MONGO_URL).
"""

import signal
import socket
import struct
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from restu.child import Child, Launch, wait_until
from restu.embedded.server import bare_environment, failure, small_python
from restu.errors import NotInstalled, ServerFailed

ADMINISTRATOR = "restu"
CACHE = "256M"
"""A transaction whose changes fill a fifth of it comes to no end: a batch of a view's events has to fit many times."""
PANIC = b"WT_PANIC"
"""What every answer says after the storage could not write, as on a full disk: only a new process helps."""


@dataclass(frozen=True, slots=True)
class ViewDatabase:
    """One server in `folder`; `password` is the administrator's."""

    folder: Path
    log: Path
    port: int
    password: str
    name: str = "views"

    def url(self, *, user: str = ADMINISTRATOR, password: str | None = None) -> str:
        """A connection string; all users live in the database `admin`."""
        return f"mongodb://{user}:{password or self.password}@127.0.0.1:{self.port}/?authSource=admin"

    @property
    def _configuration(self) -> Path:
        return self.folder / "secantusd.toml"

    @property
    def _users_made(self) -> Path:
        return self.folder / "users-made"

    def prepare(self) -> None:
        """Make the folder and, once, the administrator: that takes one start without passwords."""
        if find_spec("secantus") is None:
            raise NotInstalled("The view database (package secantusdb) is not installed. Run: make install")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # An empty file of ours: without one the server looks for settings in the home directory and in /etc.
        self._configuration.touch(mode=0o600)
        if not self._users_made.exists():
            self._make_administrator()
            self._users_made.touch()

    def launch(self) -> Launch:
        """Start the server."""
        return Launch(
            command=[*self._command(), "--auth"],
            environment=small_python(bare_environment()),
            folder=self.folder,
            log=self.log,
            stop_signal=signal.SIGTERM,
            hopeless=PANIC,
        )

    def is_ready(self) -> bool:
        """Whether the server answers `hello`."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                connection.sendall(_HELLO)
                return len(connection.recv(_HEAD_BYTES)) == _HEAD_BYTES
        except OSError:
            return False

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "secantus", f"--config={self._configuration}"),
            *("--host=127.0.0.1", f"--port={self.port}", f"--storage-path={self.folder / 'data'}"),
            *(f"--cache-size={CACHE}", "--session-max=300", "--log-level=WARNING"),
            "--standalone",  # no replica set, so no log of changes for followers: it costs half of each write
        ]

    def _make_administrator(self) -> None:
        child = Child(
            Launch(
                command=self._command(),
                environment=small_python(bare_environment()),
                folder=self.folder,
                log=self.log,
            )
        )
        try:
            if not wait_until(lambda: child.exit_code() is not None or self.is_ready(), seconds=60.0):
                raise failure(self.name, self.log)
            done = subprocess.run(
                [sys.executable, "-c", _CREATE_ADMINISTRATOR, str(self.port), ADMINISTRATOR],
                env=small_python(bare_environment()),
                input=self.password,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise ServerFailed(f"The view database did not accept its first user:\n{done.stderr}")
        finally:
            child.stop()


def _hello() -> bytes:
    """The wire message `{hello: 1, $db: "admin"}` (OP_MSG), which needs no sign-in."""
    fields = b"\x10hello\0" + struct.pack("<i", 1) + b"\x02$db\0" + struct.pack("<i", 6) + b"admin\0"
    body = struct.pack("<iB", 0, 0) + struct.pack("<i", len(fields) + 5) + fields + b"\0"
    return struct.pack("<iiii", len(body) + 16, 1, 0, 2013) + body


_HEAD_BYTES = 16
_HELLO = _hello()

# In a process of its own: the client library is larger than the supervisor.
_CREATE_ADMINISTRATOR = """
import sys, pymongo
client = pymongo.MongoClient("127.0.0.1", int(sys.argv[1]), directConnection=True)
roles = ["root"]
client.admin.command("createUser", sys.argv[2], pwd=sys.stdin.read(), roles=roles)
client.close()
"""
