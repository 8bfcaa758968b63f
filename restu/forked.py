"""The supervisor's side of the template (`restu.template`): starting services by forking, knowing when they end."""

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from restu.child import Launch, die_with
from restu.errors import ServerFailed
from restu.template import ROOM_FOR_TITLE


@dataclass(slots=True)
class Forked:
    """One service that the template became. The same face as `restu.child.Child`."""

    launch: Launch
    pid: int
    template: "Template"

    def exit_code(self) -> int | None:
        """How it ended (negative: the signal), or None while it runs."""
        return self.template.exit_code(self.pid)

    async def ended(self) -> int:
        """How it ended, as soon as it has."""
        return await self.template.ended(self.pid)

    def ask_to_stop(self) -> None:
        """Send the orderly signal to the process itself."""
        if self.exit_code() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, self.launch.stop_signal)

    def kill_group(self) -> None:
        """End the process and everything it started in its group, at once."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


@dataclass
class Template:
    """The template process; started on first use and again after its end. Main thread and one event loop only.

    `modules`: what it loads beside the chassis.
    """

    folder: Path
    log: Path
    environment: dict[str, str]
    modules: tuple[str, ...] = ()
    _process: subprocess.Popen[bytes] | None = None
    _asked: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    _codes: dict[int, int] = field(default_factory=dict)
    _living: set[int] = field(default_factory=set)
    _unread: bytes = b""
    _ends: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def warm_up(self) -> None:
        """Start it, so that it loads while other things start."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "restu.template", ROOM_FOR_TITLE, *self.modules],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with(os.getpid(), signal.SIGKILL),  # noqa: PLW1509 - one prctl, no locks
            )
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        asyncio.get_running_loop().add_reader(self._process.stdout.fileno(), self._read)

    async def start(self, launch: Launch) -> Forked:
        """Fork a service. Raises `ServerFailed` when the template ends instead."""
        self.warm_up()
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        job = {
            "id": number,
            "module": launch.command[-1],
            "environment": dict(launch.environment),
            "folder": str(launch.folder),
            "log": str(launch.log),
        }
        try:
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()
            return Forked(launch, await answer, self)
        except BrokenPipeError as error:
            raise ServerFailed(f"The process that starts services has ended. Its log: {self.log}") from error
        finally:
            self._asked.pop(number, None)

    def exit_code(self, pid: int) -> int | None:
        """How a service ended; the template's end is the end of its services."""
        return None if pid in self._living else self._codes.get(pid, -signal.SIGKILL)

    async def ended(self, pid: int) -> int:
        """How a service ended, as soon as it has."""
        while (code := self.exit_code(pid)) is None:
            await self._ends.wait()
        return code

    def close(self) -> None:
        """End the template and with it every service that still runs."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asyncio.get_running_loop().remove_reader(self._process.stdout.fileno())
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process = None
        self._living.clear()
        self._tell_ends()

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        received = os.read(self._process.stdout.fileno(), 64 * 1024)
        if not received:
            asyncio.get_running_loop().remove_reader(self._process.stdout.fileno())
            self._living.clear()
            self._tell_ends()
            for answer in self._asked.values():
                answer.set_exception(ServerFailed(f"The process that starts services has ended. Its log: {self.log}"))
            return
        *lines, self._unread = (self._unread + received).split(b"\n")
        for message in map(json.loads, lines):
            if "id" in message:
                self._living.add(message["pid"])
                self._codes.pop(message["pid"], None)
                self._asked[message["id"]].set_result(message["pid"])
            else:
                self._living.discard(message["pid"])
                self._codes[message["pid"]] = message["code"]
                self._tell_ends()

    def _tell_ends(self) -> None:
        """Wakes everybody who waits for an end; each looks whether it is theirs."""
        self._ends.set()
        self._ends = asyncio.Event()
