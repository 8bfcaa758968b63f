"""A small web site on loopback that serves the demo's real files as their publishers did (demo/SOURCES.md).

The two feeds and the page have the paths that they have at their publishers. Conditional requests are answered with
304, so that polling can be seen to be polite. It ends with the block that started it.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from restu.home import PROJECT
from restu.ports import HOST

RSS = "/blog/feeds/timsaucer.rss.xml"
ATOM = "/blog/feeds/milenkovicm.atom.xml"
PAGE = "/blog/entries/2026-05-06-sunsetting-api/"

ENDS_WITHIN_SECONDS = 0.1

FILES = {
    RSS: ("datafusion.rss.xml", "application/rss+xml; charset=utf-8"),
    ATOM: ("ballista.atom.xml", "application/atom+xml; charset=utf-8"),
    PAGE: ("page.html", "text/html; charset=utf-8"),
}


@dataclass
class Source:
    """A running site. `asked` holds (path, status) of every request."""

    address: str
    asked: list[tuple[str, int]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of one of the files."""
        return self.address + path

    def answers(self, path: str) -> list[int]:
        """The statuses with which a file was answered, oldest first."""
        return [status for asked, status in self.asked if asked == path]


@contextmanager
def serving(folder: Path = PROJECT / "demo") -> Iterator[Source]:
    """The site, on a free port. Raises OSError when a file is missing."""
    documents = {path: (kind, (folder / name).read_bytes()) for path, (name, kind) in FILES.items()}
    server = ThreadingHTTPServer((HOST, 0), _handler(documents))
    source = Source(f"http://{HOST}:{server.server_port}")
    server.source = source  # type: ignore[attr-defined]  # the handler's way to its site
    thread = threading.Thread(target=server.serve_forever, args=(ENDS_WITHIN_SECONDS,), name="demo source", daemon=True)
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(documents: dict[str, tuple[str, bytes]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers one request."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """A file, or 304 where the client has it, or 404."""
            path = urlsplit(self.path).path
            if path not in documents:
                self._answer(path, HTTPStatus.NOT_FOUND, {}, b"")
                return
            kind, content = documents[path]
            tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == tag:
                self._answer(path, HTTPStatus.NOT_MODIFIED, {"ETag": tag}, b"")
                return
            self._answer(path, HTTPStatus.OK, {"ETag": tag, "Content-Type": kind}, content)

        def _answer(self, path: str, status: HTTPStatus, headers: dict[str, str], content: bytes) -> None:
            self.server.source.asked.append((path, int(status)))  # type: ignore[attr-defined]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status is not HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Says nothing: what was asked is kept in `asked`."""

    return Handler
