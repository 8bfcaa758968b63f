"""A child process that never outlives its parent.

Guarantees: the child runs in a session of its own, so a Ctrl-C that the terminal sends to everybody reaches
only the supervisor, which stops its children in order; the kernel sends the child its death signal when the
parent dies in whatever way, also by kill -9; stopping ends the whole process group.
The death signal belongs to the thread that starts the child: start children from the main thread only.
"""

import asyncio
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.1

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start, and how it likes to be ended.

    `stop_signal` asks for an orderly end; `death_signal` is what the kernel sends when the parent is gone. `hopeless`
    is what the process writes into its log when it lives on but will never work again; empty: nothing is known.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    stop_seconds: float = 10.0
    hopeless: bytes = b""


def die_with(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    """Return what a fresh child runs before its program: have the kernel end it together with `parent`."""

    def before_exec() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


class Running(Protocol):
    """A process that was started: a `Child`, or one that the template became (`restu.forked`)."""

    @property
    def launch(self) -> Launch:
        """What it was started from."""
        ...

    @property
    def pid(self) -> int:
        """The process id."""
        ...

    def exit_code(self) -> int | None:
        """How it ended (negative: the signal), or None while it runs."""
        ...

    async def ended(self) -> int:
        """How it ended, as soon as that is known."""
        ...

    def ask_to_stop(self) -> None:
        """Send the orderly signal to the process itself; it tells its own children."""
        ...

    def kill_group(self) -> None:
        """End the process and everything it started in its group, at once."""
        ...


@dataclass(slots=True)
class Child:
    """One running process of a `Launch`. Fails with `OSError` where the program does not exist."""

    launch: Launch
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.launch.log.parent.mkdir(parents=True, exist_ok=True)
        with self.launch.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.launch.command),
                cwd=self.launch.folder,
                env=dict(self.launch.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with(os.getpid(), self.launch.death_signal),  # noqa: PLW1509 - one prctl, no locks
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def exit_code(self) -> int | None:
        """How it ended (negative: the signal), or None while it runs."""
        return self.process.poll()

    async def ended(self) -> int:
        """How it ended, within `LOOK_SECONDS`."""
        while (code := self.process.poll()) is None:  # noqa: ASYNC110 - nobody tells us; pidfd is not everywhere
            await asyncio.sleep(LOOK_SECONDS)
        return code

    def ask_to_stop(self) -> None:
        """Send the orderly signal to the process itself; it tells its own children."""
        if self.exit_code() is None:
            self.process.send_signal(self.launch.stop_signal)

    def kill_group(self) -> None:
        """End the process and everything it started in its group, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask, wait up to `stop_seconds`, then kill whatever is left of the group."""
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.launch.stop_seconds)
        self.kill_group()
        self.process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be collected by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


def working_in(folder: Path) -> list[int]:
    """The live processes whose working directory is `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == folder and is_alive(int(process.name)):
                found.append(int(process.name))
    return found


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Ask until the condition holds; False when `seconds` are over first."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def log_tail(log: Path, lines: int = 8) -> str:
    """The last lines of a log, for an error message; empty where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
