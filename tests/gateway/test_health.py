"""How services are, as administrators see it: only who says that it is ready is, and what is not told is not known."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

import pytest

from chassis.consumer import Consumer
from chassis.errors import Unavailable
from chassis.peers import PeerRefused
from restu.ports import free_port
from services.gateway import health
from services.gateway.health import Figures, Health, Letters, ServiceHealth, Why

METRICS = """# HELP restu_dead_letters Dead letters and foreign messages that wait for a person.
restu_dead_letters 1.0
restu_consumer_lag_records{partition="1",topic="restu.consent.v1"} 3.0
restu_consumer_lag_records{partition="2",topic="restu.consent.v1"} 4.0
restu_projection_lag_seconds{projection="publisher"} 9.7
"""
FIGURES = Figures(dead_letters=1, to_apply=7, showing_late_seconds=9)
READY = json.dumps({"ready": True, "reasons": []})
LETTER = {"id": 7, "state": "dead", "type": "restu.PersonErased.v1"}

Answers = Mapping[str, tuple[int, str]]


@contextmanager
def service(answers: Answers, *, seconds: float = 0.0) -> Iterator[str]:
    """The address of something that answers so, after a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(seconds)
            status, body = answers[self.path]
            with suppress(ConnectionError):  # who asked may have lost patience
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def looked(**addresses: str) -> list[ServiceHealth]:
    asking = Health(addresses)
    try:
        return await asking.look()
    finally:
        await asking.close()


async def test_each_service_is_told_of_as_it_says_itself() -> None:
    trouble = json.dumps({"ready": False, "reasons": ["views: the view stands still: OSError", "odd"]})
    with ExitStack() as stack:
        well = stack.enter_context(service({"/readyz": (200, READY), "/metrics": (200, METRICS)}))
        ill = stack.enter_context(service({"/readyz": (503, trouble), "/metrics": (500, "")}))
        told = await looked(consent=well, content=ill, publisher=f"http://127.0.0.1:{free_port(frozenset())}")

    why = [Why(part="views", detail="the view stands still: OSError"), Why(part="odd", detail="")]
    assert told == [
        ServiceHealth(service="consent", state="ready", why=[], figures=FIGURES),
        ServiceHealth(service="content", state="not-ready", why=why, figures=None),
        ServiceHealth(service="publisher", state="silent", why=[], figures=None),
    ]


@pytest.mark.parametrize("answer", [(200, "<html>"), (200, "[]"), (200, '{"ready": 1}'), (500, READY), (503, "{}")])
async def test_what_says_something_else_is_not_ready(answer: tuple[int, str]) -> None:
    with service({"/readyz": answer, "/metrics": (200, METRICS)}) as address:
        [told] = await looked(consent=address)
    assert told.state != "ready"


async def test_who_answers_too_late_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.1)
    with service({"/readyz": (200, READY), "/metrics": (200, METRICS)}, seconds=0.5) as address:
        [told] = await looked(consent=address)
    assert (told.state, told.figures) == ("silent", None)


class Inside:
    """Services that list their letters, that do not answer, and that do not let us."""

    def get(self, service: str, path: str) -> Any:
        assert path == "/internal/dead-letters?queued=false&limit=50"
        if service == "content":
            raise Unavailable("content does not answer")
        if service == "publisher":
            raise PeerRefused(403, "forbidden", "this is for named services only")
        return {"letters": [LETTER], "waiting": 1, "parked_keys": 1}


class Own:
    """The gateway's own consumer, which keeps none."""

    def count_letters(self) -> tuple[int, int]:
        return 0, 0

    @property
    def letters(self) -> Own:
        return self

    def oldest(self, *_: object, queued: bool) -> list[Any]:
        assert not queued
        return []


def test_of_who_does_not_list_its_letters_nothing_is_known() -> None:
    services = ("content", "consent", "publisher")
    told = Letters(services, cast(Any, Inside()), cast(Consumer, Own())).look()

    unknown: dict[str, Any] = {"waiting": None, "parked_keys": None, "letters": []}
    assert told == [
        {"service": "content", **unknown},
        {"service": "consent", "waiting": 1, "parked_keys": 1, "letters": [LETTER]},
        {"service": "publisher", **unknown},
        {"service": "gateway", "waiting": 0, "parked_keys": 0, "letters": []},
    ]
