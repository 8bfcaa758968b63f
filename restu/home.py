"""The home folder (`.restu/` of the project, or RESTU_HOME): everything that running leaves behind.

    lock           held by the supervisor, with its process id; the kernel frees it, so it is never stale
    state.json     what runs where, for `status`, `logs` and `down`
    ports.json     the ports in use on this folder, chosen once
    secrets.json   passwords of the embedded servers (0600)
    keys/          one folder per service (`restu.keys`)
    logs/          one file per process
    kafka/ postgres/ views/ sandbox/      data

The folder is 0700: nobody else reads keys, passwords or data.
"""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restu.errors import AlreadyRunning, StackError

PROJECT = Path(__file__).resolve().parents[1]
NEEDED_BYTES = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Home:
    """The folder and the names in it."""

    folder: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Home":
        """RESTU_HOME, or `.restu` in the project folder."""
        given = environment.get("RESTU_HOME", "")
        return cls(Path(given).expanduser().absolute() if given else PROJECT / ".restu")

    @property
    def lock(self) -> Path:
        """The supervisor's lock file."""
        return self.folder / "lock"

    @property
    def logs(self) -> Path:
        """The folder of logs."""
        return self.folder / "logs"

    def log(self, name: str) -> Path:
        """The log of one process."""
        return self.logs / f"{name}.log"

    def make(self) -> None:
        """Make the folder, for its owner alone. Raises `StackError` when it cannot be used."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
            self.logs.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise StackError(
                f"The folder {self.folder} cannot be used: {error.strerror}. Set RESTU_HOME to another one."
            ) from error
        free = shutil.disk_usage(self.folder).free
        if free < NEEDED_BYTES:
            raise StackError(
                f"No space: {free // 2**20} MB are free on the disk of {self.folder}, "
                f"{NEEDED_BYTES // 2**20} MB are needed. Nothing was started; make room and start again."
            )

    def secret(self, name: str) -> str:
        """A password, made on first use and kept."""
        known = read_json(self.folder / "secrets.json")
        if name not in known:
            known[name] = secrets.token_hex(20)
            write_json(self.folder / "secrets.json", known)
        return str(known[name])

    def state(self) -> dict[str, Any]:
        """What the supervisor last wrote; empty when nothing ever ran."""
        return read_json(self.folder / "state.json")

    def write_state(self, state: Mapping[str, Any]) -> None:
        """Replace the state, all or nothing."""
        write_json(self.folder / "state.json", state)

    def running(self) -> int | None:
        """The process id of the supervisor that holds the lock, if any."""
        try:
            with self.lock.open("r") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return int(file.read().strip() or 0) or None
        except FileNotFoundError:
            pass
        return None


class HomeLock:
    """The right to run on a home folder: one supervisor at a time. The kernel takes it back from the dead."""

    def __init__(self, home: Home) -> None:
        """Take the lock. Raises `AlreadyRunning`."""
        self._file = home.lock.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip()
            self._file.close()
            raise AlreadyRunning(
                f"Restu already runs on {home.folder} (process {holder}). "
                "See it with: restu status. End it with: restu down."
            ) from None
        self._file.seek(0)
        left = self._file.read().strip()
        self.stale_holder = int(left) if left.isdigit() else None
        self._write(str(os.getpid()))

    def release(self) -> None:
        """Give it back after an orderly end."""
        self._write("")
        self._file.close()

    def _write(self, text: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file of ours; empty where there is none. Raises `StackError` for a damaged one."""
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise StackError(f"{path} is damaged ({error}). Mend it, or remove it to have it made anew.") from error
    if not isinstance(content, dict):
        raise StackError(f"{path} is damaged (no JSON object). Mend it, or remove it to have it made anew.")
    return content


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write for the owner alone (0600), all or nothing."""
    write_private(path, json.dumps(content, indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write text for the owner alone (0600), all or nothing, on disk when this returns."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
