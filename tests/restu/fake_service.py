"""A service that does nothing but listen and say it is ready; started as a process by the supervisor's tests."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers /readyz with ready, everything else with the environment it was given."""

    def do_GET(self) -> None:
        body = {"ready": True, "reasons": []} if self.path == "/readyz" else dict(os.environ)
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay quiet."""


if __name__ == "__main__":
    if os.environ.get("FAKE_FAILS"):
        sys.exit("this service cannot start, as asked")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer((os.environ["RESTU_HOST"], int(os.environ["RESTU_PORT"])), Handler).serve_forever()
