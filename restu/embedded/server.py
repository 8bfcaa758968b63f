"""What the embedded servers have in common, and how one is brought up without the rest of the stack."""

import os
from pathlib import Path
from typing import Protocol

from restu.child import Child, Launch, log_tail, wait_until
from restu.errors import ServerFailed


class EmbeddedServer(Protocol):
    """A real server in a folder of its own, listening on loopback only."""

    @property
    def name(self) -> str:
        """How it is called in tables and log files."""
        ...

    def prepare(self) -> None:
        """Make its data folder ready, once; blocks for a second or two the first time.

        Raises `StackError` in words. May run in any thread.
        """
        ...

    def launch(self) -> Launch:
        """How to start it."""
        ...

    def is_ready(self) -> bool:
        """Whether it answers in its own protocol, asked over the network; never raises."""
        ...


def start_and_wait(server: EmbeddedServer, *, seconds: float = 60.0) -> Child:
    """Start a prepared server and wait until it answers. Main thread only (see `restu.child`)."""
    child = Child(server.launch())
    ready = wait_until(lambda: child.exit_code() is not None or server.is_ready(), seconds=seconds)
    if ready and child.exit_code() is None:
        return child
    child.stop()
    raise failure(server.name, child.launch.log)


def failure(name: str, log: Path) -> ServerFailed:
    """The error for a server that did not come up, with the end of its log."""
    tail = log_tail(log)
    if "No space left on device" in tail:
        return ServerFailed(
            f"{name} cannot start: no space left on the disk of {log.parent.parent}. "
            "Nothing was lost; make room and start again."
        )
    return ServerFailed(f"{name} did not start; the end of its log ({log}):\n{tail}")


def small_python(environment: dict[str, str]) -> dict[str, str]:
    """Settings that keep a Python process of ours small: one numeric thread, few memory arenas."""
    return {
        **environment,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUNBUFFERED": "1",
    }


def bare_environment() -> dict[str, str]:
    """The few variables a foreign server needs; nothing of ours (passwords, keys) is handed on."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "TZ") if name in os.environ}
