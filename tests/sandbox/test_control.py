from __future__ import annotations

from hashlib import sha256
from typing import Any

import httpx
import pytest

from tests.pictures import png
from tests.sandbox.driving import Account, Sandbox


def test_an_account_is_made_with_a_password_that_works_once_told(sandbox: Sandbox) -> None:
    made = sandbox.control("POST", "accounts", {"username": "anna", "display_name": "Anna Ayu"})
    assert made["username"] == "anna"
    assert made["url"] == f"{sandbox.url}/@anna"
    assert len(made["password"]) >= 16
    [listed] = sandbox.control("GET", "accounts")
    assert listed == {name: made[name] for name in made if name != "password"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"username": "an na"}, 422),
        ({"username": "änna"}, 422),
        ({"username": "a" * 31}, 422),
        ({"username": "bert", "password": "short"}, 422),
        ({"username": 7}, 422),
        ({}, 422),
        ({"username": "ANNA"}, 409),
        ([], 400),
    ],
)
def test_an_account_that_cannot_be_is_refused(sandbox: Sandbox, anna: Account, body: object, status: int) -> None:
    answer = sandbox.http.post("/control/accounts", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert [account["id"] for account in sandbox.control("GET", "accounts")] == [anna.id]


def test_a_password_is_replaced(sandbox: Sandbox, anna: Account) -> None:
    changed = sandbox.control("POST", "accounts/anna/password", {"password": "another one"})
    assert (changed["id"], changed["password"]) == (anna.id, "another one")
    assert sandbox.http.post("/control/accounts/nobody/password", json={}).status_code == 404


def test_all_tokens_are_revoked(sandbox: Sandbox, anna: Account) -> None:
    assert sandbox.control("GET", "accounts/anna/tokens") == {"good": 1}
    assert sandbox.control("DELETE", "accounts/anna/tokens") == {"revoked": 1}
    assert sandbox.control("GET", "accounts/anna/tokens") == {"good": 0}
    assert anna.post("no").status_code == 401


def test_statuses_are_shown_as_written(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    shown = anna.post(" <b>words</b> ", key="key-1").json()
    bert.posted("other")
    [row] = sandbox.control("GET", "statuses?account=anna")
    assert row["text"] == "<b>words</b>"
    assert (row["idempotency_key"], row["app"], row["id"]) == ("key-1", "Tests", shown["id"])
    assert len(sandbox.control("GET", "statuses")) == 2


def test_images_are_shown_by_what_they_are_and_what_is_said_of_them(sandbox: Sandbox, anna: Account) -> None:
    headers = {"Authorization": f"Bearer {anna.token}"}
    uploaded = [
        sandbox.http.post("/api/v2/media", headers=headers, files={"file": data}, data={"description": words}).json()
        for data, words in ((png(), "A dot"), (png(colour=1), ""))
    ]
    anna.call("POST", "statuses", data={"status": "look", "media_ids[]": [each["id"] for each in uploaded]})
    [row] = sandbox.control("GET", "statuses")
    assert row["media"] == [
        {"hash": sha256(png()).hexdigest(), "description": "A dot"},
        {"hash": sha256(png(colour=1)).hexdigest(), "description": ""},
    ]


def test_likes_and_follows_are_shown_while_they_stand(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    post = anna.posted("nice")
    bert.call("POST", f"statuses/{post['id']}/favourite")
    bert.call("POST", f"accounts/{anna.id}/follow")
    assert sandbox.control("GET", "likes") == [{"username": "bert", "target": post["url"]}]
    assert sandbox.control("GET", "follows") == [{"username": "bert", "target": f"{sandbox.url}/@anna"}]
    bert.call("POST", f"statuses/{post['id']}/unfavourite")
    bert.call("POST", f"accounts/{anna.id}/unfollow")
    assert sandbox.control("GET", "likes") == sandbox.control("GET", "follows") == []


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"kind": "earthquake"},
        {"kind": "slow", "operations": ["dance"]},
        {"kind": "slow", "operations": []},
        {"kind": "slow", "operations": "post"},
        {"kind": "slow", "count": 0},
        {"kind": "slow", "count": True},
        {"kind": "slow", "seconds": -1},
        {"kind": "slow", "seconds": "5"},
        {"kind": "slow", "skip": -1},
    ],
)
def test_a_fault_that_cannot_be_is_refused(sandbox: Sandbox, order: dict[str, Any]) -> None:
    assert sandbox.http.post("/control/faults", json=order).status_code == 422
    assert sandbox.control("GET", "faults")["faults"] == []


def test_faults_are_listed_and_taken_back(sandbox: Sandbox, anna: Account) -> None:
    sandbox.fault("error-before", account="anna", count=3)
    sandbox.fault("slow", seconds=0, count=None)
    anna.post("x")
    first, second = sandbox.control("GET", "faults")["faults"]
    assert (first["kind"], first["account_id"], first["remaining"], first["hits"]) == ("error-before", anna.id, 2, 1)
    sandbox.control("DELETE", f"faults/{first['id']}")
    assert sandbox.http.delete(f"/control/faults/{first['id']}").status_code == 404
    assert second["kind"] == "slow"
    assert anna.post("x").status_code == 200
    sandbox.control("DELETE", "faults")
    assert sandbox.control("GET", "faults")["faults"] == []


def test_limits_are_shown_changed_and_checked(sandbox: Sandbox) -> None:
    assert sandbox.control("GET", "limits")["deletes"] == {"limit": 30, "period": 1800}
    assert sandbox.control("PUT", "limits", {"deletes": {"limit": 1, "period": 2}})["deletes"]["limit"] == 1
    for body in ({"x": {"limit": 1, "period": 1}}, {"deletes": 5}, {"deletes": {"limit": 0, "period": 1}}):
        assert sandbox.http.put("/control/limits", json=body).status_code == 422


def test_a_reset_leaves_nothing(sandbox: Sandbox, anna: Account) -> None:
    anna.posted("gone")
    sandbox.fault("slow", count=None, seconds=0)
    sandbox.control("POST", "reset")
    assert sandbox.control("GET", "accounts") == []
    assert sandbox.control("GET", "statuses") == []
    assert sandbox.control("GET", "faults") == {"faults": [], "waiting": 0}
    assert anna.call("GET", "accounts/verify_credentials").status_code == 401


@pytest.mark.parametrize(
    "headers", [{"Host": "sandbox.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_web_pages_of_others_cannot_reach_it(sandbox: Sandbox, anna: Account, headers: dict[str, str]) -> None:
    answer = sandbox.http.post("/control/reset", headers=headers)
    assert answer.status_code == 403
    assert [account["id"] for account in sandbox.control("GET", "accounts")] == [anna.id]


def test_the_documentation_names_every_fault(sandbox: Sandbox) -> None:
    page = sandbox.http.get("/control").text
    for kind in ("rate-limit", "error-before", "error-after", "cut-after", "accept-late", "slow", "token-revoked"):
        assert f"<code>{kind}</code>" in page


def test_a_body_that_is_no_json_is_refused(sandbox: Sandbox) -> None:
    answer: httpx.Response = sandbox.http.post("/control/faults", content=b"{")
    assert answer.status_code == 400
