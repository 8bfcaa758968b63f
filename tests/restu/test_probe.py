"""Asking a service how it is over a bare socket, also one whose answer comes in many pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from restu.ports import free_port
from restu.probe import Backlog, backlog, read_backlog, why_not_ready

MANY = "\n".join(f'restu_http_requests_total{{route="/{n}"}} 1.0' for n in range(10_000))
SAID = f"""# HELP restu_dead_letters Dead letters and foreign messages that wait for a person.
restu_dead_letters 2.0
restu_parked_keys 1.0
{MANY}
restu_consumer_lag_records{{partition="1",topic="restu.consent.v1"}} 3.0
restu_consumer_lag_records{{partition="2",topic="restu.consent.v1"}} 4.0
restu_projection_lag_events{{projection="publisher"}} 1.2e+03
restu_projection_lag_seconds{{projection="publisher"}} 9.0
restu_relay_lag_events{{topic="restu.publisher.v1"}} 5.0
"""
LEFT = Backlog(to_publish=5, to_apply=7, to_show=1200, dead_letters=2, parked_keys=1)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        metrics = self.path == "/metrics"
        said = SAID if metrics else json.dumps({"ready": False, "reasons": ["views: far behind", "start: x"]})
        self.send_response(200 if metrics else 503)
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_what_is_left_is_added_up_over_labels(address: str) -> None:
    assert await backlog(address) == LEFT


async def test_reasons_are_given_in_words(address: str) -> None:
    assert await why_not_ready(address) == "views: far behind; start: x"


async def test_one_that_does_not_listen_says_nothing() -> None:
    nobody = f"http://127.0.0.1:{free_port(frozenset())}"
    assert await backlog(nobody) == Backlog()
    assert await why_not_ready(nobody) == "not listening yet"


def test_a_process_without_such_metrics_has_no_backlog() -> None:
    assert read_backlog(['sandbox_requests_total{route="/"} 7.0', "", "# EOF"]) == Backlog()
