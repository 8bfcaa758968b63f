"""The one client for addresses that people type: links, feeds, a network's instance (decisions.md 38).

Guarantees, for every request and every redirect:
- Only http and https, only to addresses that `addresses.may_connect` lets through. The name is resolved here and the
  connection goes to the very number that was judged; TLS still proves the name, and `Host` still carries it.
- One deadline over everything (name, connection, redirects, each slow drip of the body), one limit on the body after
  decompression, one on the headers.
- Nothing is repeated by itself, no cookie is kept, no proxy or password is taken from the environment, connections
  are not reused unless asked: a request fails at most once, for one reason.
- Redirects only for GET and HEAD, at most five. At a change of origin everything that could be a credential stays
  behind, and a request with credentials never goes on from https to http.

It fails with a GuardedError, nothing else. `ConnectFailed` means that certainly no byte of the request was sent; for
the others `nothing_sent` says whether that is certain. Spans carry host and port, never a path or query.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

import httpcore
import httpx
from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from chassis.addresses import AddressRefused, GuardedError, may_connect, web_address
from chassis.exchange import (
    MAX_REDIRECTS,
    BadResponse,
    ConnectFailed,
    ConnectionLost,
    Exchange,
    Fetched,
    Limits,
    TooLarge,
    TooSlow,
    Unreachable,
    WrongType,
)
from chassis.wire import Wire

__all__ = [
    "AddressRefused",
    "BadResponse",
    "ConnectFailed",
    "ConnectionLost",
    "Fetched",
    "GuardedClient",
    "GuardedError",
    "Resolver",
    "TooLarge",
    "TooSlow",
    "Unreachable",
    "WrongType",
    "system_resolver",
]

MAX_BODY = 2 * 1024 * 1024
"""Default limit on a body, in bytes, after decompression."""
MAX_HEADERS = 32 * 1024
"""Default limit on all headers of an answer together, in bytes."""
TOTAL_TIME = 15.0
"""Default deadline over everything, in seconds."""
CONNECT_TIME = 5.0
"""Limit on one try to connect, in seconds; a name with several numbers gets several tries within the deadline."""

_TRACER = trace.get_tracer("restu.chassis.guarded")

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the IP addresses of a host name and port, best first. Raises OSError when there are none."""


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """The operating system's answer. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, judges, and connects to exactly what it judged."""

    def __init__(self, resolver: Resolver, *, allow_private: bool) -> None:
        self._resolver = resolver
        self._allow_private = allow_private
        self._wire = Wire()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to the first allowed number that answers. Raises AddressRefused and httpcore's errors."""
        failure: Exception = httpcore.ConnectError("the name has no address")
        for number in await self._allowed_numbers(host, port):
            try:
                return await self._wire.connect_tcp(number, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _allowed_numbers(self, host: str, port: int) -> list[str]:
        try:
            found = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name is not known") from error
        allowed = [number for number in found if may_connect(number, allow_private=self._allow_private)]
        if found and not allowed:
            raise AddressRefused(f"{host} leads into a private or reserved network, which may not be requested.")
        return allowed


class GuardedClient:
    """Requests addresses that people typed. Build one in `main`, share it, close it with `aclose`.

    `allow_private` lets requests go to this machine and to private networks (the sandbox, an intranet), `reuse` keeps
    connections open between requests (a reused one can die with a request on it), `propagate_trace` sends
    `traceparent`: only for servers of our own. `ssl_context` replaces the usual certificate authorities.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        reuse: bool = False,
        propagate_trace: bool = False,
        user_agent: str = "Restu",
        max_headers: int = MAX_HEADERS,
        connect_time: float = CONNECT_TIME,
        resolver: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._propagate_trace = propagate_trace
        self._max_headers = max_headers
        self._connect_time = connect_time
        self._own_headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        if not reuse:
            self._own_headers["Connection"] = "close"
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or httpx.create_ssl_context(),
            max_connections=100,
            max_keepalive_connections=20 if reuse else 0,
            keepalive_expiry=5.0,
            network_backend=_CheckedBackend(resolver, allow_private=allow_private),
        )

    async def aclose(self) -> None:
        """Closes what is still open."""
        await self._pool.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int = MAX_BODY,
        accept: Sequence[str] = (),
        timeout: float = TOTAL_TIME,  # noqa: ASYNC109  (one deadline, with its own error)
    ) -> Fetched:
        """Fetches a document, following redirects. For a conditional request pass `If-None-Match` and the like.

        `accept` names the content types wanted, in lower case: a 200 of another one raises WrongType before its body
        is read. Raises GuardedError; a status other than 200 is an answer, not an error.
        """
        wanted = {"Accept": ", ".join(accept)} if accept else {}
        return await self.request(
            "GET",
            url,
            headers={**wanted, **(headers or {})},
            follow_redirects=True,
            max_bytes=max_bytes,
            accept=accept,
            timeout=timeout,
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        follow_redirects: bool = False,
        max_bytes: int = MAX_BODY,
        accept: Sequence[str] = (),
        timeout: float = TOTAL_TIME,  # noqa: ASYNC109  (one deadline, with its own error)
        before_sending: Callable[[], None] | None = None,
    ) -> Fetched:
        """Sends one request, once. The body is given as in httpx, `timeout` is the deadline over everything in seconds.

        `follow_redirects` is for GET and HEAD alone (ValueError). Raises GuardedError; any status is an answer.
        `before_sending` is called once connected, right before the first byte: what it raises is raised, nothing sent.
        """
        if follow_redirects and method.upper() not in ("GET", "HEAD"):
            raise ValueError("a request that changes something is never sent on by a redirect")
        target = web_address(url)
        request = httpx.Request(
            method,
            target.copy_merge_params(params) if params else target,
            headers=self._own_headers,
            json=json,
            data=data,
            files=files,
            content=content,
        )
        request.headers.update(headers)
        limits = Limits(timeout, self._connect_time, max_bytes, self._max_headers, accept)
        with _client_span(request) as span:
            if self._propagate_trace:
                propagate.inject(request.headers)
            fetched = await Exchange(self._pool, limits, before_sending).run(
                request, MAX_REDIRECTS if follow_redirects else 0
            )
            span.set_attribute("http.response.status_code", fetched.status)
            return fetched


@contextmanager
def _client_span(request: httpx.Request) -> Iterator[Span]:
    """A span without path, query or exception texts: an address may be a person's."""
    url = request.url
    with _TRACER.start_as_current_span(
        request.method,
        kind=SpanKind.CLIENT,
        attributes={
            "http.request.method": request.method,
            "server.address": url.host,
            "server.port": url.port or (443 if url.scheme == "https" else 80),
        },
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(Status(StatusCode.ERROR))
            raise
