"""Ports on loopback: which are free, whom a taken one belongs to, and which ones this home folder uses.

Chosen once per home folder and remembered, because addresses end up in data (the sandbox network's address is
part of every account on it) and in bookmarks: the usual port where it is free, else any free one. A setting
RESTU_<NAME>_PORT overrides. A remembered or set port that somebody else holds is an error, never a silent move.
A free port is taken from below the range from which the kernel serves outgoing connections, so that no client
connection sits on it between the choice and the use.
"""

import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

from restu.child import wait_until
from restu.errors import PortTaken, StackError
from restu.home import Home, read_json, write_json

HOST = "127.0.0.1"

USUAL = {
    "gateway": 8080,
    "content": 8081,
    "consent": 8082,
    "publisher": 8083,
    "gamification": 8084,
    "sandbox": 8085,
    "kafka": 18092,
    "kafka_controller": 18093,
    "postgres": 18432,
    "views": 18017,
}

_LOWEST, _HIGHEST = 20_000, 32_000
_HIGHEST_PORT = 65_535
# What is left of a killed stack needs a moment to let go of its ports.
_PATIENCE_SECONDS = 5.0


def choose(home: Home, environment: Mapping[str, str], names: Mapping[str, int] = USUAL) -> dict[str, int]:
    """The port of every name, all free now; remembers them. Raises `PortTaken` or `StackError` in words."""
    file = home.folder / "ports.json"
    remembered = read_json(file)
    ports: dict[str, int] = {}
    for name, usual in names.items():
        setting = f"RESTU_{name.upper()}_PORT"
        if given := environment.get(setting, ""):
            ports[name] = _must_be_free(name, _number(setting, given), f"the setting {setting} names it")
        elif name in remembered:
            ports[name] = _must_be_free(name, int(remembered[name]), f"{file} remembers it")
        else:
            others = frozenset([*ports.values(), *map(int, remembered.values()), *names.values()])
            ports[name] = usual if is_free(usual) and usual not in ports.values() else free_port(others)
    _all_different(ports)
    if ports != remembered:
        write_json(file, {**remembered, **ports})
    return ports


def _must_be_free(name: str, port: int, why: str) -> int:
    if not wait_until(lambda: is_free(port), seconds=_PATIENCE_SECONDS, pause=0.1):
        raise PortTaken(
            f"Port {port}, which {name} uses ({why}), is taken by {owner(port)}. Nothing was started. "
            f"End that program, or set RESTU_{name.upper()}_PORT to a free port."
        )
    return port


def _number(setting: str, given: str) -> int:
    if not (given.isascii() and given.isdecimal()) or not 0 < int(given) <= _HIGHEST_PORT:
        raise StackError(f"{setting} is {given!r}; it takes a port, a number from 1 to {_HIGHEST_PORT}.")
    return int(given)


def _all_different(ports: Mapping[str, int]) -> None:
    for name, port in ports.items():
        twins = [other for other, its in ports.items() if its == port and other != name]
        if twins:
            raise StackError(f"{name} and {twins[0]} would both use port {port}. Change RESTU_{name.upper()}_PORT.")


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
