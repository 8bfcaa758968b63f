"""A process that has loaded what all services load, and becomes each of them by forking.

Five services that load the same libraries take 3 s of processor time and 80 MB each; forked from one template
they take that once and share the pages, and one that died is back without loading anything. `python -m <module>` still
starts each by itself (RESTU_FORK=0 does).

Guarantees: each fork is a session leader, is ended by the kernel together with the template, has its own
environment, log and process title, and then runs its module as `__main__` as if started by itself. The template
imports the chassis and the modules that it was started with, which connect to nothing and start no thread at import;
where importing fails, forks import for themselves. Where a file that it loaded has changed since, a fork becomes a
fresh Python that loads everything anew: no process mixes two releases. The template speaks lines of JSON over standard
input and output:

    in   {"id": 1, "module": "services.consent.main", "environment": {...}, "folder": ".", "log": "consent.log"}
    out  {"id": 1, "pid": 123}   {"pid": 123, "code": -9}

and ends when its input does.
"""

import ctypes
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from restu.child import die_with

PRELOADED = ("chassis.runtime", "chassis.http", "chassis.dead_letters", "chassis.guarded", "pydantic.v1")
"""What every service loads; the last one FastAPI asks for when the first route is made."""
ROOM_FOR_TITLE = "." * 64

Job = dict[str, Any]
Stamps = dict[str, tuple[int, int, int] | None]


def main() -> None:
    """Serve; in a fork, become the service."""
    channel = os.dup(1)
    os.dup2(2, 1)
    gc.disable()
    for module in (*PRELOADED, *sys.argv[2:]):
        with suppress(Exception):  # whoever needs it will say what is wrong with it
            importlib.import_module(module)
    with suppress(Exception):  # then each fork does
        importlib.import_module("chassis.snapshots").note_sources()
    # What is there now is never collected: a collection would touch, and so copy, every shared page.
    gc.freeze()
    if (job := _serve(channel, _loaded())) is not None:
        _become(job)
        if job["anew"]:
            os.execv(sys.executable, [sys.executable, "-m", job["module"]])  # noqa: S606 - a module of the plan
        sys.modules.pop(job["module"], None)  # it is run anew, under its other name
        runpy.run_module(job["module"], run_name="__main__", alter_sys=True)


def _loaded() -> Stamps:
    """The files of all modules that are loaded, as they stand on disk now."""
    entries: Iterable[object] = sys.modules.values()  # some libraries put other things there, too
    modules = (each for each in entries if isinstance(each, ModuleType))
    return {file: _stamp(file) for module in modules if (file := vars(module).get("__file__"))}


def _stamp(file: str) -> tuple[int, int, int] | None:
    with suppress(OSError):
        found = os.stat(file)  # noqa: PTH116 - 1,700 files before each fork: a Path costs four times as much
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def _serve(channel: int, loaded: Stamps) -> Job | None:
    """Fork for every line until the input ends; gives the job in a fork, None in the template at its end."""
    wake_reader, wake_writer = os.pipe()
    os.set_blocking(wake_writer, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_writer)
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(wake_reader, selectors.EVENT_READ)
    pending = b""
    while True:
        for key, _ in selector.select():
            received = os.read(key.fd, 64 * 1024)
            if key.fd == wake_reader:
                _tell_ended(channel)
                continue
            if not received:
                return None
            *lines, pending = (pending + received).split(b"\n")
            for line in lines:
                job: Job = {**json.loads(line), "anew": _loaded() != loaded}
                if (pid := _fork()) == 0:
                    signal.set_wakeup_fd(-1)
                    selector.close()
                    for descriptor in (channel, wake_reader, wake_writer):
                        os.close(descriptor)
                    return job
                _tell(channel, {"id": job["id"], "pid": pid})


def _fork() -> int:
    """A new process that ends with this one."""
    template = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        die_with(template, signal.SIGKILL)()
    return pid


def _tell_ended(channel: int) -> None:
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            _tell(channel, {"pid": found[0], "code": os.waitstatus_to_exitcode(found[1])})


def _tell(channel: int, message: Job) -> None:
    os.write(channel, json.dumps(message).encode() + b"\n")


def _become(job: Job) -> None:
    """Take on the job's environment, folder, log and title; signals and collection as in any fresh process."""
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with Path(os.devnull).open("rb") as nothing, Path(job["log"]).open("ab") as log:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    sys.argv = [job["module"]]
    _set_title(f"{sys.executable} -m {job['module']}")


def _set_title(title: str) -> None:
    """What `ps` shows: written over our own arguments, which are made long enough for it (`ROOM_FOR_TITLE`)."""
    fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
    start, end = int(fields[45]), int(fields[46])
    if 0 < start < end:
        ctypes.memmove(start, title.encode()[: end - start - 1].ljust(end - start, b"\0"), end - start)


if __name__ == "__main__":
    main()
