"""Asking a service whether it is ready, with nothing but sockets: the supervisor asks often and must stay small."""

import asyncio
import json
from urllib.parse import urlsplit

PATIENCE_SECONDS = 3.0


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


async def _get(address: str, path: str) -> tuple[int, bytes]:
    """Status and body of one request over a connection of its own."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read(64 * 1024)).partition(b"\r\n\r\n")
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
