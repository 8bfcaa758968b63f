"""Starts the stack, keeps it alive, ends it in order.

Guarantees: after `run_stack` returns, or raises, no process of the stack is left; when the supervisor itself is
killed, the kernel ends its children (`restu.child`). A process that dies is started again, at once when it had run
for 2 s, else with growing pauses (0.5 s to 30 s), and that is said. The first signal (Ctrl-C, SIGTERM, SIGHUP) ends
everything in order: the door and the services, then the sandbox network, then the servers; a second one kills.
Fails with `StackError` in words when something does not come up; then everything is ended.
"""

import asyncio
import json
import math
import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from restu.child import Child, Launch, Running, die_with
from restu.embedded.server import EmbeddedServer, bare_environment, failure, small_python
from restu.errors import ProvisioningFailed, ServerFailed, StackError
from restu.forked import Template
from restu.home import PROJECT, Home, HomeLock
from restu.logs import trim_logs
from restu.ports import choose
from restu.probe import why_not_ready
from restu.stack import SERVICES, Service, Stack

SERVER_SECONDS = 90.0
SERVICE_SECONDS = 120.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 2.0
DEATHS_BEFORE_READY = 3
RESTORE = "restu restore"
"""What a service says that is to be restored: it waits for as long as that takes."""
LOOK_SECONDS = 0.1
HOPELESS_SECONDS = 1.0
CARE_SECONDS = 30.0
MOST_BYTES = 1024 * 1024
FULL_BYTES = 16 * 1024 * 1024

Say = Callable[[str], None]


@dataclass
class Kept:
    """One process that is kept alive, and what is known about it."""

    name: str
    launch: Launch
    stage: int
    is_ready: Callable[[], Awaitable[str | None]]
    begin: Callable[[Launch], Awaitable[Running]]
    child: Running | None = None
    deaths: int = 0
    was_ready: bool = False
    keeper: asyncio.Task[None] | None = None


@dataclass
class Supervisor:
    """The processes of one plan. Use it through `running`."""

    stack: Stack
    say: Say
    kept: list[Kept] = field(default_factory=list)
    ready_after: float = 0.0
    template: Template | None = None

    async def start(self) -> None:
        """Bring everything up: servers side by side, then databases and topics, then the services."""
        began = time.monotonic()
        if self.stack.environment.get("RESTU_FORK", "1") != "0":
            environment = small_python(bare_environment())
            modules = tuple(service.module for service in self.stack.services if service.has_stores)
            self.template = Template(PROJECT, self.stack.home.log("template"), environment, modules)
            self.template.warm_up()
        await _side_by_side(self._start_server(server) for server in self.stack.servers)
        await self._provision()
        services = [await self._keep_service(service) for service in self.stack.services]
        self._write_state()
        await _side_by_side(self._wait_until_ready(kept, SERVICE_SECONDS) for kept in services)
        self.ready_after = time.monotonic() - began
        self._write_state()

    async def _start_server(self, server: EmbeddedServer) -> None:
        await asyncio.to_thread(server.prepare)

        async def is_ready() -> str | None:
            return None if await asyncio.to_thread(server.is_ready) else "does not answer yet"

        kept = Kept(server.name, server.launch(), 2, is_ready, _begin_child)
        await self._keep(kept)
        await self._wait_until_ready(kept, SERVER_SECONDS)

    async def _provision(self) -> None:
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "restu.provision"),
            cwd=PROJECT,
            env=small_python(dict(self.stack.environment)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            preexec_fn=die_with(os.getpid(), signal.SIGKILL),
        )
        try:
            output, _ = await program.communicate(json.dumps(self.stack.provisioning()).encode())
        finally:
            if program.returncode is None:
                program.kill()
        if program.returncode != 0:
            raise ProvisioningFailed(output.decode("utf-8", "replace").strip())

    async def _keep_service(self, service: Service) -> Kept:
        stage = 0 if service.has_stores else 1
        probe = partial(why_not_ready, self.stack.address(service.name))
        # The sandbox network shares no library with the services: as a fork it would be larger, not smaller.
        begin = self.template.start if self.template is not None and service.has_stores else _begin_child
        kept = Kept(service.name, self.stack.launch(service), stage, probe, begin)
        await self._keep(kept)
        return kept

    async def _keep(self, kept: Kept) -> None:
        kept.child = await kept.begin(kept.launch)
        kept.keeper = asyncio.create_task(self._keep_alive(kept), name=f"keep {kept.name}")
        self.kept.append(kept)

    async def _keep_alive(self, kept: Kept) -> None:
        """Watch one process and start it again whenever it ends; ends with the supervisor."""
        pause = 0.0
        while True:
            assert kept.child is not None
            began = time.monotonic()
            watching = asyncio.create_task(self._end_when_hopeless(kept.name, kept.child))
            try:
                code = await kept.child.ended()
            finally:
                watching.cancel()
            kept.deaths += 1
            steady = time.monotonic() - began > STEADY_SECONDS
            pause = 0.0 if steady else min(max(FIRST_PAUSE, pause * 2), LONGEST_PAUSE)
            if not kept.was_ready and kept.deaths >= DEATHS_BEFORE_READY:
                return
            self.say(
                f"{kept.name} ended ({_how(code)}). Starting it again {_when(pause)}. Its log: {kept.launch.log}"
                f"{self._space()}"
            )
            await self._pause(pause)
            kept.child = await self._start_again(kept)
            self._write_state()

    async def _end_when_hopeless(self, name: str, child: Running) -> None:
        """Ends a process that writes into its log that it will never work again."""
        log, word = child.launch.log, child.launch.hopeless
        read = _size(log)
        while word:
            size = _size(log)
            if size > read and word in _part(log, max(0, read - len(word))):
                self.say(f"{name} says that it cannot go on ({word.decode()}), and is ended.{self._space()}")
                child.kill_group()
                return
            read = size
            await asyncio.sleep(HOPELESS_SECONDS)

    async def _pause(self, seconds: float) -> None:
        """Waits; on a full disk, where every start fails, at most until there is room."""
        upto = time.monotonic() + seconds
        was_full = self._is_full()
        while (left := upto - time.monotonic()) > 0 and (self._is_full() or not was_full):  # noqa: ASYNC110 - no event
            await asyncio.sleep(min(left, LOOK_SECONDS))

    def _is_full(self) -> bool:
        return shutil.disk_usage(self.stack.home.folder).free < FULL_BYTES

    def _space(self) -> str:
        """A sentence about a full disk, the usual reason why several processes end at once; empty otherwise."""
        if not self._is_full():
            return ""
        folder = self.stack.home.folder
        return f"\nNo space left on the disk of {folder}: make room; everything comes back by itself, nothing is lost."

    async def _start_again(self, kept: Kept) -> Running:
        """A new process; where the machine is out of something, keep trying and say so."""
        while True:
            try:
                return await kept.begin(kept.launch)
            except (OSError, StackError) as error:
                self.say(f"{kept.name} could not be started: {error}. Trying again in {LONGEST_PAUSE:.0f} s.")
                await self._pause(LONGEST_PAUSE)

    async def _wait_until_ready(self, kept: Kept, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (reason := await kept.is_ready()) is not None:
            if RESTORE in reason and deadline != math.inf:
                self.say(f"{kept.name} waits for a person: {reason}")
                deadline = math.inf
            if kept.keeper is None or kept.keeper.done():
                raise failure(kept.name, kept.launch.log)
            if time.monotonic() > deadline:
                raise ServerFailed(
                    f"{kept.name} runs but was not ready within {seconds:.0f} s: {reason}. Its log: {kept.launch.log}"
                )
            await asyncio.sleep(LOOK_SECONDS)
        kept.was_ready = True

    async def care(self) -> None:
        """Keep the logs small and the state written, for as long as the stack runs."""
        while True:
            with suppress(OSError):
                trim_logs(self.stack.home.logs)
            self._write_state()
            await asyncio.sleep(CARE_SECONDS)

    async def stop(self) -> None:
        """End everything, stage by stage; what does not end in time is killed."""
        for kept in self.kept:
            if kept.keeper is not None:
                kept.keeper.cancel()
        for stage in sorted({kept.stage for kept in self.kept}):
            children = [kept.child for kept in self.kept if kept.stage == stage and kept.child is not None]
            await asyncio.gather(*(_end(child) for child in children))
        if self.template is not None:
            self.template.close()

    def _write_state(self) -> None:
        """Tell the other commands what runs. A full disk must not end whoever calls this: `care` tries again."""
        processes = {kept.name: {"pid": kept.child.pid, "restarts": kept.deaths} for kept in self.kept if kept.child}
        with suppress(OSError):
            self.stack.home.write_state(
                {
                    "supervisor": os.getpid(),
                    "ready": self.ready_after > 0,
                    "at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "addresses": self.stack.addresses(),
                    "processes": processes,
                }
            )


@asynccontextmanager
async def running(
    home: Home, environment: Mapping[str, str], say: Say, services: tuple[Service, ...] = SERVICES
) -> AsyncIterator[Supervisor]:
    """The whole stack, ready; ended when the block is left. Raises `StackError` in words."""
    os.umask(0o077)
    home.make()
    lock = HomeLock(home)
    try:
        if lock.stale_holder is not None:
            say(f"The last run (process {lock.stale_holder}) ended without clearing up; going on from what it left.")
        supervisor = Supervisor(Stack(home, choose(home, environment), environment, services), say)
        care = asyncio.create_task(supervisor.care(), name="care")
        try:
            await supervisor.start()
            yield supervisor
        finally:
            care.cancel()
            await _to_the_end(supervisor.stop())
    finally:
        lock.release()


def run_stack(
    home: Home, during: Callable[[Supervisor], Awaitable[int]], say: Say, services: tuple[Service, ...] = SERVICES
) -> int:
    """Run the stack while `during` runs, and give its answer as exit code; 0 when a signal ended it first.

    The first signal cancels `during` (see `serve_until_asked`), the second ends this process, and with it all.
    Raises `StackError` in words.
    """

    async def everything() -> int:
        async with running(home, os.environ, say, services) as supervisor:
            return await during(supervisor)

    return asyncio.run(_until_signal(everything(), say))


async def serve_until_asked(code: int = 0) -> int:
    """Wait for the signal to end, then give `code`."""
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    return code


async def _until_signal(everything: Coroutine[None, None, int], say: Say) -> int:
    task = asyncio.create_task(everything, name="stack")

    def on_signal(number: signal.Signals) -> None:
        if task.cancelling():
            # The kernel ends every child with us; see `restu.child`.
            os._exit(128 + number)
        say(f"\n{number.name}: ending everything in order (once more: at once).")
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, on_signal, number)
    try:
        return await task
    except asyncio.CancelledError:
        return 0


async def _side_by_side(steps: Iterable[Coroutine[None, None, None]]) -> None:
    """Run all; the first that fails cancels the others and is what is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for step in steps:
                group.create_task(step)
    except ExceptionGroup as failed:
        # Not `except*`: Python 3.11.2, which Debian 12 has, would wrap what is raised in there once more.
        in_words = failed.subgroup(StackError)
        raise (in_words or failed).exceptions[0] from None


async def _to_the_end(step: Coroutine[None, None, None]) -> None:
    """Finish a step that must not be left half done, whoever cancels meanwhile."""
    task = asyncio.create_task(step)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    task.result()


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def _part(log: Path, start: int) -> bytes:
    """What was written from there on, as far as it matters."""
    with log.open("rb") as file:
        file.seek(start)
        return file.read(MOST_BYTES)


async def _begin_child(launch: Launch) -> Running:
    return Child(launch)


async def _end(child: Running) -> None:
    child.ask_to_stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(child.ended(), child.launch.stop_seconds)
    child.kill_group()
    await child.ended()


def _when(pause: float) -> str:
    return f"in {pause:.1f} s" if pause else "at once"


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
