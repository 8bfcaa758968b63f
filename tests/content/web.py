"""A real web server on loopback for tests: serves what a test puts on it, honours conditional requests, counts."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Shown:
    """One document."""

    body: bytes
    type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Web:
    """Documents by path, and what was asked for."""

    def __init__(self) -> None:
        self.documents: dict[str, Shown] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        web = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                shown = web.documents.get(self.path)
                if shown is None:
                    self.send_error(404)
                    return
                etag = shown.headers.get("ETag")
                known = etag is not None and self.headers.get("If-None-Match") == etag
                self.send_response(304 if known else shown.status)
                for name, value in shown.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", shown.type)
                body = b"" if known else shown.body
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
