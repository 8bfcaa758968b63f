"""Asking a service how it is, with nothing but sockets: the supervisor asks often and must stay small."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from chassis import figures

PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a service has still to do, in events, as its metrics say; zeros where it says nothing of the kind."""

    to_publish: int = 0
    to_apply: int = 0
    to_show: int = 0
    dead_letters: int = 0
    parked_keys: int = 0


async def why_not_ready(address: str) -> str | None:
    """None when `GET /readyz` says 200; else the reasons in words. Never raises."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            status, body = await _get(address, "/readyz")
    except TimeoutError:
        return f"no answer within {PATIENCE_SECONDS:.0f} s"
    except OSError:
        return "not listening yet"
    except ValueError:
        return "no HTTP answer"
    return None if status == 200 else _reasons(status, body)


async def backlog(address: str) -> Backlog:
    """What `GET /metrics` says of work left; nothing of one that does not answer. Never raises."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            status, body = await _get(address, "/metrics")
    except (TimeoutError, OSError, ValueError):
        return Backlog()
    return read_backlog(body.decode("utf-8", "replace").splitlines()) if status == 200 else Backlog()


def read_backlog(lines: Iterable[str]) -> Backlog:
    """The backlog out of Prometheus' text format, all labels of a metric together."""
    told = figures.read(lines)
    return Backlog(**{each.name: told.get(each.name, 0) for each in fields(Backlog)})


async def _get(address: str, path: str) -> tuple[int, bytes]:
    """Status and body of one request over a connection of its own."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1]), body
    except IndexError as error:
        raise ValueError("no status line") from error
    finally:
        writer.close()


def _reasons(status: int, body: bytes) -> str:
    try:
        return "; ".join(json.loads(body)["reasons"]) or f"status {status}"
    except (ValueError, KeyError, TypeError):
        return f"status {status}"
