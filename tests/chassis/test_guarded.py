"""The guarded client against real sockets."""

import asyncio
import gzip
import ssl
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import guarded
from chassis.guarded import (
    AddressRefused,
    BadResponse,
    ConnectFailed,
    ConnectionLost,
    GuardedClient,
    GuardedError,
    TooLarge,
    TooSlow,
    Unreachable,
    WrongType,
)
from tests.certificates import certificate_for

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


def says(head: str, body: bytes = b"") -> Answer:
    """An answer of fixed bytes; `head` are lines, `{port}` in it is the server's own."""

    async def answer(_: str, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        lines = head.replace("{port}", str(port)).strip().splitlines()
        lines += [f"Content-Length: {len(body)}"] if "Content-Length" not in head and "chunked" not in head else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)

    return answer


class Server:
    """A server on loopback that records each request's head and answers as told."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = list(answers)
        self.heads: list[str] = []
        self.connections = 0
        self.port = 0

    def url(self, host: str = "site.test", scheme: str = "http", path: str = "/") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.heads.append(head)
                answer = self._answers[min(len(self.heads), len(self._answers)) - 1]
                await answer(head, writer)
                await writer.drain()
                if "connection: close" in head.lower():
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return


@asynccontextmanager
async def serving(*answers: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(answers)
    async with listening(server, tls) as server.port:
        yield server


@asynccontextmanager
async def listening(
    handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A free port on which `handle` answers; its tasks end with the block."""
    tasks: set[asyncio.Future[None]] = set()

    async def handled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        finally:
            writer.transport.abort() if tls else writer.close()

    server = await asyncio.start_server(
        lambda reader, writer: tasks.add(asyncio.ensure_future(handled(reader, writer))), "127.0.0.1", 0, ssl=tls
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def resolver(*rounds: Sequence[str]) -> guarded.Resolver:
    """Gives the answers in turn, then the last for ever."""
    left = list(rounds)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


HERE = resolver(["127.0.0.1"])
HELLO = says('HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nETag: "1"', b"hello")


async def test_gives_status_headers_body_and_the_final_address() -> None:
    async with serving(HELLO) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        fetched = await client.get(server.url(path="/a?b=c"), {"If-None-Match": '"0"'}, accept=("text/html",))

    assert (fetched.status, fetched.body, fetched.url_final) == (200, b"hello", server.url(path="/a?b=c"))
    assert (fetched.headers["etag"], fetched.content_type) == ('"1"', "text/html; charset=utf-8")
    head = server.heads[0].lower()
    assert head.startswith("get /a?b=c http/1.1\r\n")
    assert f"host: site.test:{server.port}\r\n" in head
    assert 'if-none-match: "0"' in head
    assert "accept: text/html" in head
    assert "connection: close" in head
    assert "traceparent" not in head
    assert "cookie" not in head


async def test_an_unchanged_document_is_an_answer() -> None:
    async with (
        serving(says('HTTP/1.1 304 Not Modified\nETag: "1"')) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        fetched = await client.get(server.url(), accept=("text/html",))
    assert (fetched.status, fetched.body) == (304, b"")


# --- addresses


@pytest.mark.parametrize(
    "numbers", [["127.0.0.1"], ["10.0.0.1", "192.168.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["::1"]]
)
async def test_a_name_that_leads_inside_is_refused_before_connecting(numbers: list[str]) -> None:
    async with serving(HELLO) as server, GuardedClient(resolver=resolver(numbers)) as client:
        with pytest.raises(AddressRefused) as refused:
            await client.get(server.url())
    assert refused.value.nothing_sent
    assert not any(number in str(refused.value) for number in numbers)
    assert server.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0"])
async def test_numbers_and_their_disguises_are_judged_by_what_they_resolve_to(host: str) -> None:
    async with serving(HELLO) as server, GuardedClient() as client:
        with pytest.raises((AddressRefused, ConnectFailed)):
            await client.get(server.url(host))
    assert server.connections == 0


async def test_connects_only_to_numbers_that_were_judged() -> None:
    """The name answers with a forbidden and an allowed number: only the allowed one is tried."""
    both = resolver(["169.254.169.254", "127.0.0.1"])
    async with serving(HELLO) as server, GuardedClient(allow_private=True, resolver=both) as client:
        assert (await client.get(server.url())).body == b"hello"


async def test_a_name_is_asked_once_per_connection_so_that_it_cannot_change_its_mind() -> None:
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    async with serving(HELLO) as server, GuardedClient(allow_private=True, resolver=rebinding) as client:
        assert (await client.get(server.url())).status == 200
        assert asked == ["site.test"]
        with pytest.raises(AddressRefused):
            await client.get(server.url())
    assert server.connections == 1


async def test_tries_the_next_number_when_one_does_not_answer() -> None:
    two = resolver(["127.0.0.2", "127.0.0.1"])  # the server listens on 127.0.0.1 alone
    async with serving(HELLO) as server, GuardedClient(allow_private=True, resolver=two) as client:
        assert (await client.get(server.url())).body == b"hello"


async def test_the_environment_s_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(HELLO) as server, serving(HELLO) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with GuardedClient(allow_private=True, resolver=HERE) as client:
            await client.get(server.url())
    assert (server.connections, proxy.connections) == (1, 0)


# --- redirects


async def test_follows_redirects_and_says_where_it_ended() -> None:
    first = says("HTTP/1.1 302 Found\nLocation: /new?x=1#part")
    async with serving(first, HELLO) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        fetched = await client.get(server.url(path="/old"))
    assert fetched.url_final == server.url(path="/new?x=1")
    assert [head.split()[1] for head in server.heads] == ["/old", "/new?x=1"]


async def test_a_redirect_inside_is_refused() -> None:
    async def resolve(host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"] if host == "site.test" else ["169.254.169.254"]

    inside = says("HTTP/1.1 302 Found\nLocation: http://inside.test/latest/meta-data/")
    async with serving(inside) as server, GuardedClient(allow_private=True, resolver=resolve) as client:
        with pytest.raises(AddressRefused) as refused:
            await client.get(server.url())
    assert not refused.value.nothing_sent


@pytest.mark.parametrize("location", ["ftp://site.test/", "file:///etc/passwd", "http://a:b@site.test/"])
async def test_a_redirect_to_no_web_address_is_refused(location: str) -> None:
    async with (
        serving(says(f"HTTP/1.1 301 Moved\nLocation: {location}")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        with pytest.raises(AddressRefused):
            await client.get(server.url())


async def test_a_circle_of_redirects_ends() -> None:
    async with (
        serving(says("HTTP/1.1 302 Found\nLocation: /")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        with pytest.raises(BadResponse, match="5 times"):
            await client.get(server.url())
    assert len(server.heads) == 6


async def test_credentials_stay_behind_when_the_origin_changes() -> None:
    secrets = {"Authorization": "Bearer secret", "Cookie": "s=secret", "X-Api-Key": "secret", "Accept-Language": "id"}
    first = says("HTTP/1.1 307 Temporary\nLocation: http://other.test:{port}/")
    async with serving(first, HELLO) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        await client.get(server.url(), secrets)
    assert server.heads[0].count("secret") == 3
    assert "secret" not in server.heads[1]
    assert "accept-language: id" in server.heads[1].lower()
    assert "host: other.test" in server.heads[1].lower()


async def test_credentials_go_along_within_the_origin() -> None:
    async with (
        serving(says("HTTP/1.1 302 Found\nLocation: /b"), HELLO) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        await client.get(server.url(), {"Authorization": "Bearer secret"})
    assert "secret" in server.heads[1]


async def test_a_request_that_changes_something_is_never_sent_on() -> None:
    async with (
        serving(says("HTTP/1.1 307 Temporary\nLocation: /b")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        assert (await client.request("POST", server.url(), json={"a": 1})).status == 307
        with pytest.raises(ValueError, match="never sent on"):
            await client.request("POST", server.url(), json={"a": 1}, follow_redirects=True)
    assert len(server.heads) == 1


# --- TLS


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificate_for("site.test", tmp_path / "site.pem")


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


async def test_tls_proves_the_name_though_the_connection_goes_to_a_number(
    certificate: Path, tls: ssl.SSLContext
) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate))
    async with (
        serving(HELLO, tls=tls) as server,
        GuardedClient(allow_private=True, resolver=HERE, ssl_context=trusted) as client,
    ):
        assert (await client.get(server.url(scheme="https"))).body == b"hello"
        with pytest.raises(ConnectFailed, match="certificate"):
            await client.get(server.url("other.test", scheme="https"))
    assert f"host: site.test:{server.port}" in server.heads[0].lower()
    assert len(server.heads) == 1


async def test_an_unknown_authority_is_not_trusted(tls: ssl.SSLContext) -> None:
    async with serving(HELLO, tls=tls) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(ConnectFailed, match="certificate") as failed:
            await client.get(server.url(scheme="https"))
    assert failed.value.nothing_sent
    assert not server.heads


async def test_credentials_never_go_on_unencrypted(certificate: Path, tls: ssl.SSLContext) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate))
    async with serving(HELLO) as plain:
        down = says(f"HTTP/1.1 302 Found\nLocation: {plain.url()}")
        async with (
            serving(down, tls=tls) as server,
            GuardedClient(allow_private=True, resolver=HERE, ssl_context=trusted) as client,
        ):
            with pytest.raises(BadResponse, match="unencrypted"):
                await client.get(server.url(scheme="https"), {"Authorization": "Bearer secret"})
            assert plain.connections == 0
            assert (await client.get(server.url(scheme="https"))).body == b"hello"


# --- limits


async def test_a_body_with_a_declared_length_over_the_limit_is_not_read() -> None:
    async with (
        serving(says("HTTP/1.1 200 OK\nContent-Length: 1001", b"x")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        with pytest.raises(TooLarge):
            await client.get(server.url(), max_bytes=1000)


async def test_a_body_without_a_declared_length_is_cut_off() -> None:
    async def endless(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
            await writer.drain()

    async with serving(endless) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(TooLarge):
            await client.get(server.url(), max_bytes=50_000)


async def test_a_body_of_exactly_the_limit_is_read() -> None:
    async with (
        serving(says("HTTP/1.1 200 OK", b"x" * 1000)) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        assert len((await client.get(server.url(), max_bytes=1000)).body) == 1000


def zipped(body: bytes) -> Answer:
    return says("HTTP/1.1 200 OK\nContent-Encoding: gzip", body)


@pytest.mark.parametrize("body", [gzip.compress(b"hello"), gzip.compress(b"hel") + gzip.compress(b"lo") + b"\0\0"])
async def test_gzip_is_unpacked(body: bytes) -> None:
    async with serving(zipped(body)) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        assert (await client.get(server.url(), max_bytes=5)).body == b"hello"


async def test_a_decompression_bomb_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    async with serving(zipped(bomb)) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge):
                await client.get(server.url(), max_bytes=100_000)
            assert tracemalloc.get_traced_memory()[1] < 2_000_000
        finally:
            tracemalloc.stop()


async def test_a_flood_of_empty_compressed_members_is_stopped() -> None:
    flood = gzip.compress(b"") * 10_000
    async with serving(zipped(flood)) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(TooLarge):
            await client.get(server.url(), max_bytes=1000)


@pytest.mark.parametrize("body", [gzip.compress(b"hello")[:-4], b"not gzip at all"])
async def test_damaged_compression_is_named(body: bytes) -> None:
    async with serving(zipped(body)) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(BadResponse, match="compression"):
            await client.get(server.url())


async def test_a_compression_that_was_not_asked_for_is_refused() -> None:
    async with (
        serving(says("HTTP/1.1 200 OK\nContent-Encoding: br", b"x")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        with pytest.raises(BadResponse, match="not asked for"):
            await client.get(server.url())


@pytest.mark.parametrize("lines", [1, 400])
async def test_huge_headers_are_refused(lines: int) -> None:
    huge = "\n".join(f"X-{n}: {'a' * (200_000 // lines)}" for n in range(lines))
    async with (
        serving(says(f"HTTP/1.1 200 OK\n{huge}")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        with pytest.raises(TooLarge, match="headers"):
            await client.get(server.url())


async def test_many_small_headers_are_counted_together() -> None:
    many = "\n".join(f"X-{n}: {'a' * 90}" for n in range(400))
    async with (
        serving(says(f"HTTP/1.1 200 OK\n{many}")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        with pytest.raises(TooLarge, match="headers"):
            await client.get(server.url())


async def test_another_content_type_than_wanted_is_refused_before_its_body() -> None:
    async def picture(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n")
        await writer.drain()
        await asyncio.Event().wait()

    async with serving(picture) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(WrongType, match="image/png"):
            await client.get(server.url(), accept=("text/html", "application/xhtml+xml"))


# --- time


async def silent(_: str, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def dripping(_: str, writer: asyncio.StreamWriter) -> None:
    """A byte every few milliseconds, for ever: no read ever times out."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.005)


async def dripping_headers(_: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-A: b\r\n")
        await writer.drain()
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("answer", [silent, dripping, dripping_headers])
async def test_one_deadline_covers_every_slow_answer(answer: Answer) -> None:
    async with serving(answer) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        began = asyncio.get_running_loop().time()
        with pytest.raises(TooSlow) as slow:
            await client.get(server.url(), timeout=0.2)
        assert asyncio.get_running_loop().time() - began < 1.5
    assert not slow.value.nothing_sent


async def test_a_name_that_does_not_resolve_in_time_was_certainly_not_reached() -> None:
    async def slow(_host: str, _port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    async with GuardedClient(resolver=slow) as client:
        with pytest.raises(ConnectFailed) as failed:
            await client.request("POST", "http://site.test/", json={}, timeout=0.1)
    assert failed.value.nothing_sent


async def test_a_handshake_that_hangs_was_certainly_not_performed() -> None:
    async def accepts(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with (
        listening(accepts) as port,
        GuardedClient(allow_private=True, resolver=HERE, connect_time=0.1) as client,
    ):
        with pytest.raises(ConnectFailed):
            await client.request("POST", f"https://site.test:{port}/", json={})


# --- what certainly did not happen


async def test_nobody_listening_is_certainly_not_performed() -> None:
    async with serving(HELLO) as server:
        url = server.url()
    async with GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(ConnectFailed) as failed:
            await client.request("POST", url, json={"status": "hello"})
    assert failed.value.nothing_sent


async def test_an_unknown_name_is_certainly_not_performed() -> None:
    async def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    for resolve in (unknown, resolver([])):
        async with GuardedClient(resolver=resolve) as client:
            with pytest.raises(ConnectFailed):
                await client.get("http://nowhere.test/")


async def test_a_header_that_cannot_be_written_is_certainly_not_performed() -> None:
    async with serving(HELLO) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(ConnectFailed):
            await client.request("POST", server.url(), headers={"Authorization": "a\r\nX-Injected: b"})
    assert not server.heads


async def test_a_last_word_before_the_first_byte_is_obeyed() -> None:
    class TooLate(Exception):
        pass

    def refuse() -> None:
        raise TooLate

    async with serving(HELLO) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(TooLate):
            await client.request("POST", server.url(), json={}, before_sending=refuse)
        assert (await client.request("POST", server.url(), before_sending=lambda: None)).status == 200
    assert len(server.heads) == 1


async def test_a_connection_cut_after_the_request_may_have_been_performed() -> None:
    async def cut(_: str, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def half(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()

    for answer in (cut, half, says("nonsense")):
        async with serving(answer) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
            with pytest.raises(ConnectionLost) as lost:
                await client.request("POST", server.url(), json={"status": "hello"})
        assert not lost.value.nothing_sent
        assert len(server.heads) == 1


async def test_an_unreachable_redirect_is_not_called_a_failed_connect() -> None:
    async with serving(HELLO) as gone:
        away = says(f"HTTP/1.1 302 Found\nLocation: {gone.url()}")
    async with serving(away) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        with pytest.raises(Unreachable) as failed:
            await client.get(server.url())
    assert not isinstance(failed.value, ConnectFailed)
    assert not failed.value.nothing_sent


async def test_connections_are_reused_only_when_asked() -> None:
    for reuse, connections in ((False, 2), (True, 1)):
        async with (
            serving(HELLO) as server,
            GuardedClient(allow_private=True, resolver=HERE, reuse=reuse) as client,
        ):
            await client.get(server.url())
            await client.get(server.url())
            assert server.connections == connections


async def test_cookies_are_not_kept() -> None:
    async with (
        serving(says("HTTP/1.1 200 OK\nSet-Cookie: a=b; Path=/")) as server,
        GuardedClient(allow_private=True, resolver=HERE) as client,
    ):
        await client.get(server.url())
        await client.get(server.url())
    assert "cookie" not in server.heads[1].lower()


async def test_bodies_are_sent_as_json_form_and_bytes() -> None:
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().splitlines() if line.startswith(b"content-length"))
        bodies.append(await reader.readexactly(int(length.split()[1])))
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"id":1}')
        await writer.drain()

    async with listening(serve) as port, GuardedClient(allow_private=True, resolver=HERE) as client:
        url = f"http://site.test:{port}/"
        assert (await client.request("POST", url, json={"a": "ä"})).json() == {"id": 1}
        await client.request("POST", url, data={"a": "1 2"}, params={"q": "x"})
        await client.request("PUT", url, content=b"\x00raw")
        await client.request("POST", url, files={"file": ("a.png", b"png", "image/png")}, data={"description": "d"})
    assert bodies[:3] == ['{"a":"ä"}'.encode(), b"a=1+2", b"\x00raw"]
    assert b'filename="a.png"' in bodies[3]


async def test_what_should_be_json_and_is_not_is_named() -> None:
    async with serving(HELLO) as server, GuardedClient(allow_private=True, resolver=HERE) as client:
        fetched = await client.get(server.url())
    with pytest.raises(BadResponse, match="JSON"):
        fetched.json()


# --- traces


async def test_spans_carry_no_path_and_traces_go_only_to_servers_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(guarded, "_TRACER", provider.get_tracer("test"))
    async with serving(HELLO) as server:
        for own in (False, True):
            async with GuardedClient(allow_private=True, resolver=HERE, propagate_trace=own) as client:
                await client.get(server.url(path="/private?token=secret"))
        async with GuardedClient(resolver=HERE) as client:
            with pytest.raises(GuardedError):
                await client.get(server.url(path="/private?token=secret"))
    spans = exporter.get_finished_spans()
    assert [span.kind for span in spans] == [trace.SpanKind.CLIENT] * 3
    assert "private" not in "".join(span.to_json() for span in spans)
    assert "secret" not in "".join(span.to_json() for span in spans)
    assert spans[2].attributes is not None
    assert spans[2].attributes["error.type"] == "AddressRefused"
    assert ["traceparent" in head.lower() for head in server.heads] == [False, True]
