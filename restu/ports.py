"""Ports on loopback: which are free, and whom a taken one belongs to.

A free port is taken from below the range from which the kernel serves outgoing connections, so that no client
connection sits on it between the choice and the use.
"""

import secrets
import socket
from pathlib import Path

HOST = "127.0.0.1"

_LOWEST, _HIGHEST = 20_000, 32_000


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(taken: frozenset[int] = frozenset()) -> int:
    """A free port that is not in `taken`."""
    while True:
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        if port not in taken and is_free(port):
            return port


def owner(port: int) -> str:
    """Who listens on a port, in words; as much as this user may know."""
    inode = _listening_socket(port)
    for descriptor in Path("/proc").glob("[0-9]*/fd/*") if inode else ():
        try:
            if str(descriptor.readlink()) == f"socket:[{inode}]":
                process = descriptor.parents[1]
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
        except OSError:
            continue
    return "another program"


def _listening_socket(port: int) -> str | None:
    """The inode of the socket in state LISTEN (0A) on the port, over IPv4 or IPv6."""
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                return fields[9]
    return None
