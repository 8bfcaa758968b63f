from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.faults import Effect, FaultBook
from tests.sandbox.driving import Account, Sandbox, wait_until

POST = frozenset({"post"})


def kinds(book: FaultBook, *calls: tuple[str, int]) -> list[str | None]:
    effects = [book.meet(operation, account) for operation, account in calls]
    return [effect.outcome.kind if effect.outcome else None for effect in effects]


def test_faults_queue_and_are_used_as_often_as_ordered() -> None:
    book = FaultBook(lambda: 0.0)
    book.order("error-after", operations=POST, count=2)
    book.order("cut-after", operations=POST)
    assert kinds(book, *[("post", 1)] * 4) == ["error-after", "error-after", "cut-after", None]
    assert book.all() == []


def test_a_fault_hits_its_account_and_operations_only() -> None:
    book = FaultBook(lambda: 0.0)
    book.order("error-before", account_id=1, operations=frozenset({"delete"}))
    assert kinds(book, ("post", 1), ("delete", 2), ("delete", 1)) == [None, None, "error-before"]


def test_a_fault_may_skip_calls_and_last_until_removed() -> None:
    book = FaultBook(lambda: 0.0)
    fault = book.order("maintenance", count=None, skip=1)
    assert kinds(book, *[("list", 1)] * 3) == [None, "maintenance", "maintenance"]
    assert book.remove(fault.id)
    assert kinds(book, ("list", 1)) == [None]


def test_modifiers_come_on_top_of_an_outcome() -> None:
    book = FaultBook(lambda: 0.0)
    cut = book.order("cut-after")
    book.order("slow", seconds=2.0)
    book.order("ignore-key")
    book.order("drop-media")
    assert book.meet("post", 1) == Effect(cut, 2.0, ignores_key=True, drops_media=True)


def test_a_rate_limit_without_count_ends_by_time() -> None:
    clock = [100.0]
    book = FaultBook(lambda: clock[0])
    fault = book.order("rate-limit", count=None, seconds=10.0)
    clock[0] = 200.0
    assert kinds(book, ("post", 1), ("post", 1)) == ["rate-limit", "rate-limit"]
    assert fault.ends_at == 210.0
    clock[0] = 210.0
    assert kinds(book, ("post", 1)) == [None]


def test_a_rate_limit_refuses_and_says_until_when(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    sandbox.fault("rate-limit", account="anna", seconds=60)
    refused = anna.post("limited")
    assert (refused.status_code, refused.json()) == (429, {"error": "Too many requests"})
    assert refused.headers["x-ratelimit-remaining"] == "0"
    reset = datetime.fromisoformat(refused.headers["x-ratelimit-reset"])
    assert 50 < (reset - datetime.now(UTC)).total_seconds() <= 60
    assert bert.post("not limited").status_code == 200
    assert anna.post("later").status_code == 200
    assert sandbox.texts() == ["not limited", "later"]


def test_an_error_before_does_nothing(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("error-before")
    assert anna.post("lost").status_code == 500
    assert sandbox.texts() == []


def test_an_error_after_has_done_it(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("error-after")
    assert anna.post("kept", key="k").status_code == 500
    assert sandbox.texts() == ["kept"]
    assert anna.post("kept", key="k").status_code == 200
    assert sandbox.texts() == ["kept"]


def sent_raw(sandbox: Sandbox, anna: Account, text: str) -> bytes:
    """All bytes that come back on a connection of one's own until it ends."""
    body = f"status={text}"
    head = (
        f"POST /api/v1/statuses HTTP/1.1\r\nHost: 127.0.0.1:{sandbox.port}\r\nAuthorization: Bearer {anna.token}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=10) as connection:
        connection.sendall((head + body).encode())
        received = b""
        while chunk := connection.recv(4096):
            received += chunk
    return received


def test_a_cut_connection_has_done_it_and_gives_no_byte(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("cut-after", count=2)
    with pytest.raises(httpx.TransportError):
        anna.post("first")
    assert sent_raw(sandbox, anna, "second") == b""
    assert sandbox.texts() == ["first", "second"]
    assert anna.post("third").status_code == 200


def test_a_late_acceptance_comes_after_the_look(sandbox: Sandbox, anna: Account) -> None:
    # given a network that will accept later
    sandbox.fault("accept-late", seconds=1.5)
    # when the connection is cut at once and the list is looked at
    started = time.monotonic()
    with pytest.raises(httpx.TransportError):
        anna.post("late", key="k")
    assert time.monotonic() - started < 1.2
    assert anna.listed() == []
    assert sandbox.control("GET", "faults")["waiting"] == 1
    # then it is there afterwards, once
    wait_until(lambda: sandbox.control("GET", "faults")["waiting"] == 0)
    assert [status["content"] for status in anna.listed()] == ["<p>late</p>"]
    anna.post("late", key="k")
    assert sandbox.texts() == ["late"]


def test_a_slow_answer_comes_after_it_was_done(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("slow", seconds=2, operations=["post"])
    with pytest.raises(httpx.ReadTimeout):
        anna.call("POST", "statuses", data={"status": "slow"}, timeout=0.3)
    assert sandbox.texts() == ["slow"]


def test_a_token_is_revoked_for_good(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    sandbox.fault("token-revoked", account=anna.id, operations=["post"])
    assert anna.call("GET", "accounts/verify_credentials").status_code == 200
    for _ in range(2):
        answer = anna.post("refused")
        assert (answer.status_code, answer.json()) == (401, {"error": "The access token was revoked"})
    assert anna.call("GET", "accounts/verify_credentials").status_code == 401
    assert bert.post("fine").status_code == 200
    assert sandbox.texts() == ["fine"]


def test_an_ignored_key_makes_two(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("ignore-key", count=None)
    ids = {anna.post("twice", key="k").json()["id"] for _ in range(2)}
    assert len(ids) == 2
    shown = sandbox.control("GET", "statuses")
    assert [status["idempotency_key"] for status in shown] == ["k", "k"]


def test_a_refusal_does_nothing(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("refuse", operations=["post"])
    refused = anna.post("no")
    assert (refused.status_code, refused.json()) == (403, {"error": "This action is not allowed"})
    assert anna.post("yes").status_code == 200
    assert sandbox.texts() == ["yes"]


def test_maintenance_stops_everything(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("maintenance", count=2)
    assert anna.post("no").status_code == 503
    assert sandbox.http.get("/api/v2/instance").status_code == 503
    assert anna.post("yes").status_code == 200
    assert sandbox.texts() == ["yes"]


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("reblog", lambda a, i: a.call("POST", f"statuses/{i}/reblog")),
        ("delete", lambda a, i: a.call("DELETE", f"statuses/{i}")),
        ("list", lambda a, _i: a.call("GET", f"accounts/{a.id}/statuses")),
        ("favourite", lambda a, i: a.call("POST", f"statuses/{i}/favourite")),
    ],
)
def test_a_fault_hits_the_operation_it_names(
    sandbox: Sandbox, anna: Account, operation: str, call: Callable[[Account, str], httpx.Response]
) -> None:
    shown = anna.posted("something")
    sandbox.fault("error-before", operations=[operation])
    assert anna.call("GET", f"statuses/{shown['id']}").status_code == 200
    assert call(anna, shown["id"]).status_code == 500
    assert call(anna, shown["id"]).status_code == 200


def test_a_cut_reblog_and_delete_are_done(sandbox: Sandbox, anna: Account) -> None:
    shown = anna.posted("something")
    sandbox.fault("cut-after", operations=["reblog", "delete"], count=2)
    with pytest.raises(httpx.TransportError):
        anna.call("POST", f"statuses/{shown['id']}/reblog")
    assert anna.call("GET", f"statuses/{shown['id']}").json()["reblogged"] is True
    with pytest.raises(httpx.TransportError):
        anna.call("DELETE", f"statuses/{shown['id']}")
    assert anna.call("GET", f"statuses/{shown['id']}").status_code == 404


def test_what_is_refused_anyway_stays_refused(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("error-after", count=None)
    assert anna.post("a" * 501).status_code == 422
