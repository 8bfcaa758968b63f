from __future__ import annotations

import re

import pytest

from tests.sandbox.driving import Account, FormReader, Sandbox


def test_the_timeline_shows_what_is_public(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    shown = anna.posted("Hello <world> https://example.com/x", language="en")
    anna.posted("not for the page", visibility="private")
    anna.posted("not listed", visibility="unlisted")
    bert.call("POST", f"statuses/{shown['id']}/reblog")
    page = sandbox.http.get("/")
    assert page.status_code == 200
    assert "Hello &lt;world&gt;" in page.text
    assert "bert boosted" in page.text
    assert "not for the page" not in page.text
    assert "not listed" not in page.text
    assert "A development network" in page.text


def test_pages_load_nothing_from_elsewhere(sandbox: Sandbox, anna: Account) -> None:
    anna.posted("Hello")
    page = sandbox.http.get("/")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', page.text)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    for address in loaded:
        assert sandbox.http.get(address).status_code == 200, address


def test_a_status_has_its_permanent_page(sandbox: Sandbox, anna: Account) -> None:
    first = anna.posted("the question", spoiler_text="careful")
    anna.posted("the answer", in_reply_to_id=first["id"])
    page = sandbox.http.get(first["url"])
    assert page.status_code == 200
    assert "the question" in page.text
    assert "the answer" in page.text
    assert "<summary>careful</summary>" in page.text
    assert sandbox.http.get(first["uri"], follow_redirects=True).url.path == f"/@anna/{first['id']}"
    anna.call("DELETE", f"statuses/{first['id']}")
    assert sandbox.http.get(first["url"]).status_code == 404


def test_a_private_status_has_no_page(sandbox: Sandbox, anna: Account) -> None:
    assert sandbox.http.get(anna.posted("x", visibility="private")["url"]).status_code == 404


def test_a_profile_lists_its_own(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    anna.posted("by anna")
    bert.posted("by bert")
    page = sandbox.http.get("/@anna").text
    assert "by anna" in page
    assert "by bert" not in page
    assert sandbox.http.get("/@nobody").status_code == 404


def test_somebody_signs_up(sandbox: Sandbox) -> None:
    assert FormReader(sandbox.http.get("/signup").text).visible == {"username", "display_name", "password"}
    typed = {"username": "carl", "display_name": "Carl <x>", "password": "long enough"}
    assert sandbox.http.post("/signup", data=typed).status_code == 201
    taken = sandbox.http.post("/signup", data=typed)
    assert taken.status_code == 422
    assert "is taken" in taken.text
    assert [account["username"] for account in sandbox.control("GET", "accounts")] == ["carl"]
    assert "Carl &lt;x&gt;" in sandbox.http.get("/@carl").text


@pytest.mark.parametrize("typed", [{}, {"username": "x y", "password": "long enough"}, {"username": "carl"}])
def test_a_sign_up_that_cannot_be_is_refused(sandbox: Sandbox, typed: dict[str, str]) -> None:
    assert sandbox.http.post("/signup", data=typed).status_code == 422
    assert sandbox.control("GET", "accounts") == []


def test_a_sign_up_from_another_site_is_refused(sandbox: Sandbox) -> None:
    typed = {"username": "carl", "password": "long enough"}
    answer = sandbox.http.post("/signup", data=typed, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert sandbox.control("GET", "accounts") == []


@pytest.mark.parametrize("path", ["/static/main.py", "/static/..%2fmain.py", "/avatars/1.svg", "/@anna/x", "/nothing"])
def test_what_is_not_there_is_not_found(sandbox: Sandbox, path: str) -> None:
    assert sandbox.http.get(path).status_code == 404


def test_pictures_are_pictures(sandbox: Sandbox, anna: Account) -> None:
    shown = anna.posted("x")["account"]
    assert sandbox.http.get(shown["avatar"]).headers["content-type"] == "image/svg+xml"
    assert sandbox.http.get(shown["header"]).content.startswith(b"\x89PNG")
