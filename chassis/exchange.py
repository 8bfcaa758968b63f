"""One guarded exchange: a request, its redirects, one answer, within its limits. `guarded.py` is its face.

Guarantees and errors are those of `guarded.py`; here is where the deadline, the sizes and the rules of redirects live,
and where it is known whether a byte of the request was sent.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h11
import httpcore
import httpx

from chassis.addresses import AddressRefused, GuardedError, web_address

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})
_FOR_STRANGERS = frozenset(
    {"accept", "accept-language", "accept-encoding", "user-agent", "connection", "if-none-match", "if-modified-since"}
)
"""Headers that may follow a redirect to another origin. A list of what may, since credentials have many names."""
_SLACK = 64 * 1024
"""Compressed bytes that may come beyond the limit on the body, for framing that inflates to nothing."""


class Unreachable(GuardedError):
    """There was no connection, or it broke before the whole answer had come."""

    code = "unreachable"


class ConnectFailed(Unreachable):
    """Never connected: certainly no byte of the request was sent, and nothing was performed."""

    code = "connect-failed"

    def __init__(self, words: str) -> None:
        super().__init__(words, nothing_sent=True)


class ConnectionLost(Unreachable):
    """The connection broke after the request had begun: the other side may have performed it."""

    code = "connection-lost"

    def __init__(self, words: str) -> None:
        super().__init__(words, nothing_sent=False)


class _Answered(GuardedError):
    """What can only happen once a request has begun."""

    def __init__(self, words: str) -> None:
        super().__init__(words, nothing_sent=False)


class TooSlow(_Answered):
    """The deadline passed after the request had begun: the other side may have performed it."""

    code = "too-slow"
    status = 504


class TooLarge(_Answered):
    """The answer is larger than allowed; it was not read to its end."""

    code = "too-large"
    status = 422


class BadResponse(_Answered):
    """The answer breaks the rules of HTTP, leads nowhere, or is not what it says it is."""

    code = "bad-response"


class WrongType(BadResponse):
    """The answer is of another content type than was asked for."""

    code = "wrong-type"
    status = 422


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, of whatever status. `url_final` is the address after redirects, the body is decompressed."""

    url_final: str
    status: int
    headers: Mapping[str, str]
    """By name, in any case."""
    body: bytes

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent, empty when there is none."""
        return self.headers.get("content-type", "")

    def json(self) -> Any:
        """The body read as JSON. Raises BadResponse when it is none."""
        try:
            return httpx.Response(self.status, content=self.body).json()
        except (ValueError, RecursionError) as error:
            raise BadResponse("The answer is not the JSON it should be.") from error


@dataclass(frozen=True, slots=True)
class Limits:
    """What an exchange may cost: seconds for everything, seconds for one connection, bytes."""

    total_time: float
    connect_time: float
    max_bytes: int
    max_headers: int
    accept: Sequence[str] = ()


class Exchange:
    """Performs one request over a pool, once. Raises GuardedError."""

    def __init__(
        self,
        pool: httpcore.AsyncConnectionPool,
        limits: Limits,
        before_sending: Callable[[], None] | None = None,
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._before_sending = before_sending
        self._sent = False

    async def run(self, request: httpx.Request, redirects: int = 0) -> Fetched:
        """The answer to `request`, after at most so many redirects; 0 takes a redirect for the answer."""
        host = request.url.host
        try:
            async with asyncio.timeout(self._limits.total_time):
                return await self._follow(request, redirects)
        except TimeoutError as error:
            if not self._sent:
                raise ConnectFailed(f"{host} could not be reached in time.") from error
            raise TooSlow(f"{host} took longer than {self._limits.total_time:g} seconds to answer.") from error

    async def _follow(self, request: httpx.Request, redirects: int) -> Fetched:
        for _ in range(redirects + 1):
            answer = await self._once(request, follow=redirects > 0)
            if isinstance(answer, Fetched):
                return answer
            request = answer
        raise BadResponse(f"The address redirects more than {redirects} times.")

    async def _once(self, request: httpx.Request, *, follow: bool) -> Fetched | httpx.Request:
        """One request; the answer, or the request that a redirect asks for."""
        with self._named_errors(request.url.host):
            response = await self._pool.handle_async_request(self._on_the_wire(request))
            try:
                headers = httpx.Headers(response.headers)
                if sum(len(name) + len(value) + 4 for name, value in response.headers) > self._limits.max_headers:
                    raise TooLarge(f"The headers of {request.url.host}'s answer are too large.")
                if follow and response.status in _REDIRECTS and "location" in headers:
                    return redirected(request, headers["location"])
                body = await self._body(request, response, headers)
            finally:
                await response.aclose()
        return Fetched(str(request.url), response.status, headers, body)

    async def _body(self, request: httpx.Request, response: httpcore.Response, headers: httpx.Headers) -> bytes:
        host, limits = request.url.host, self._limits
        if response.status == 200 and not _is_accepted(headers.get("content-type", ""), limits.accept):
            raise WrongType(f"{host} answered with {_media_type(headers['content-type'])}, which cannot be used here.")
        plain = request.method != "HEAD" and "content-encoding" not in headers
        if plain and int(headers.get("content-length", "0")) > limits.max_bytes:
            raise TooLarge(f"{host}'s answer is larger than {limits.max_bytes} bytes.")
        inflater = _Inflater(headers.get("content-encoding", ""), limits.max_bytes)
        async for chunk in response.aiter_stream():
            if not inflater.feed(chunk):
                raise TooLarge(f"{host}'s answer is larger than {limits.max_bytes} bytes.")
        return inflater.finished()

    def _on_the_wire(self, request: httpx.Request) -> httpcore.Request:
        url = request.url
        return httpcore.Request(
            method=request.method.encode("ascii"),
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions={"timeout": {"connect": self._limits.connect_time}, "trace": self._watch},
        )

    async def _watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Told by the pool what it does; the first byte leaves between these two events."""
        if event.endswith("send_request_headers.started"):
            if self._before_sending is not None:
                self._before_sending()
            self._sent = True
        elif event.endswith("send_request_headers.failed") and isinstance(
            info.get("exception"), httpcore.LocalProtocolError
        ):
            self._sent = False  # refused before writing; only a first request can be, redirects repeat its headers

    @contextmanager
    def _named_errors(self, host: str) -> Iterator[None]:
        try:
            yield
        except AddressRefused as error:
            raise AddressRefused(str(error), nothing_sent=not self._sent) from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise self._named(error, host) from error

    def _named(self, error: Exception, host: str) -> GuardedError:
        cause = error.__context__  # the pool raises it "from None", which clears the cause alone
        if isinstance(cause, h11.RemoteProtocolError) and cause.error_status_hint == 431:
            return TooLarge(f"The headers of {host}'s answer are too large.")
        if not self._sent:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return ConnectFailed(f"{host} could not prove that it is {host}: its certificate is not valid.")
            return ConnectFailed(f"{host} could not be reached.")
        if isinstance(error, httpcore.ConnectError | httpcore.ConnectTimeout):
            return Unreachable(f"{host}, to which the address leads, could not be reached.", nothing_sent=False)
        return ConnectionLost(f"The connection to {host} broke before its answer was complete.")


def redirected(request: httpx.Request, location: str) -> httpx.Request:
    """The request that a redirect asks for. Raises AddressRefused, BadResponse."""
    target = web_address(location, base=request.url)
    headers = {name: value for name, value in request.headers.items() if name != "host"}
    if request.url.scheme == "https" and target.scheme == "http" and not _CREDENTIALS.isdisjoint(headers):
        raise BadResponse(f"{request.url.host} redirects to an unencrypted address, which would show your credentials.")
    if _origin(target) != _origin(request.url):
        headers = {name: value for name, value in headers.items() if name in _FOR_STRANGERS}
    return httpx.Request(request.method, target, headers=headers)


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_accepted(content_type: str, accept: Sequence[str]) -> bool:
    """A missing type is accepted: who asked must look at the bytes anyway."""
    sent = _media_type(content_type)
    return not accept or not sent or sent in accept


class _Inflater:
    """Collects a body, decompressing gzip, never holding more than the limit and one chunk."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        self._raw_left = limit + _SLACK
        self._body = bytearray()
        self._fed = False
        self._gzip: Any = None
        if encoding.strip().lower() in ("gzip", "x-gzip"):
            self._gzip = zlib.decompressobj(wbits=31)
        elif encoding.strip().lower() not in ("", "identity"):
            raise BadResponse("The answer is compressed in a way that was not asked for.")

    def feed(self, data: bytes) -> bool:
        """Takes a chunk; False when the body is too large. Raises BadResponse when it is not what it says."""
        self._fed = self._fed or bool(data)
        self._raw_left -= len(data)
        if self._gzip is None:
            self._body += data
        while self._gzip is not None and data and len(self._body) <= self._limit:
            try:
                self._body += self._gzip.decompress(data, self._limit + 1 - len(self._body))
            except zlib.error as error:
                raise BadResponse("The answer's compression is damaged.") from error
            data = self._gzip.unconsumed_tail
            if self._gzip.eof:
                data = self._gzip.unused_data
                if not data.startswith(b"\x1f\x8b"):
                    break  # padding after the end
                self._gzip = zlib.decompressobj(wbits=31)
        return self._raw_left >= 0 and len(self._body) <= self._limit

    def finished(self) -> bytes:
        """The whole body. Raises BadResponse when the compressed stream did not end."""
        if self._gzip is not None and self._fed and not self._gzip.eof:
            raise BadResponse("The answer ends in the middle of its compression.")
        return bytes(self._body)
