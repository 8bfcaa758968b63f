"""A disk of the test's own that can become full: a tmpfs in a mount namespace that ends with the process.

Only root may mount: call `own_mounts` first, before there are other threads, and do without where it raises.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

CLONE_NEWNS = 0x00020000
MS_REMOUNT, MS_REC, MS_PRIVATE = 0x20, 0x4000, 0x40000
MNT_DETACH = 0x2
ROOM_BYTES = 4 * 1024**3
KIND = b"tmpfs"

_libc = ctypes.CDLL(None, use_errno=True)


def own_mounts() -> None:
    """From now on what this thread, its children and their threads mount is theirs alone. Raises OSError."""
    _check(_libc.unshare(CLONE_NEWNS))
    _mount(Path("/"), MS_REC | MS_PRIVATE)


def mount(folder: Path) -> None:
    """An empty disk on the folder. Raises OSError."""
    _mount(folder, 0, ROOM_BYTES)


def give_back(folder: Path) -> None:
    """Takes the disk off the folder, with everything on it."""
    _libc.umount2(bytes(folder), MNT_DETACH)


def make_full(folder: Path) -> None:
    """The disk has no more room than what is used. Raises OSError."""
    disk = os.statvfs(folder)
    _mount(folder, MS_REMOUNT, (disk.f_blocks - disk.f_bfree) * disk.f_frsize)


def make_room(folder: Path) -> None:
    """The disk has room again. Raises OSError."""
    _mount(folder, MS_REMOUNT, ROOM_BYTES)


def _mount(folder: Path, flags: int, size: int | None = None) -> None:
    options = b"" if size is None else b"mode=0700,size=%d" % size
    _check(_libc.mount(KIND, bytes(folder), KIND, flags, options))


def _check(answer: int) -> None:
    if answer != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
