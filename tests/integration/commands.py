"""The command line on a running stack, and an older database put back without it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from restu.backups import Running, dump_files, put_back
from restu.home import PROJECT
from tests.integration.town import RunningStack

SECONDS = 300


def restu(stack: RunningStack, *arguments: str) -> tuple[int, str]:
    """A command on the stack: its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "restu", *arguments],
        cwd=PROJECT,
        env={**os.environ, "RESTU_HOME": str(stack.home.folder)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


async def command(stack: RunningStack, *arguments: str) -> str:
    """A command that must succeed; what it said."""
    code, said = await asyncio.to_thread(restu, stack, *arguments)
    assert code == 0, said
    return said


def without_mark(stack: RunningStack, service: str, backup: Path) -> None:
    """Puts a backup back as somebody would who does not know the command: under the running process, unmarked."""
    running = Running.on(stack.home, {}, "")
    whole, vault = dump_files(backup, service)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("restu.backups.marks.BEGIN", "SELECT %s")
        patch.setattr("restu.backups._end_process", lambda *_: None)
        put_back(running, service, whole, vault)
