from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.sandbox.driving import Account, FormReader, Sandbox, consent

CALLBACK = "http://127.0.0.1:9/callback?kept=1"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
VERIFIER = "a" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def register(sandbox: Sandbox, **changes: str) -> dict[str, Any]:
    fields = {
        "client_name": "Restu",
        "redirect_uris": f"{CALLBACK}\n{OUT_OF_BAND}",
        "scopes": "profile read:statuses write:statuses",
        "website": "https://restu.example",
    }
    answer = sandbox.http.post("/api/v1/apps", data=fields | changes)
    assert answer.status_code == 200, answer.text
    app: dict[str, Any] = answer.json()
    return app


def address(app: dict[str, Any], **changes: str) -> str:
    wish = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": CALLBACK,
        "scope": "profile write:statuses",
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"/oauth/authorize?{urlencode(wish | changes)}"


def returned(answer: httpx.Response) -> dict[str, str]:
    """What the app gets at its own address."""
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith("http://127.0.0.1:9/callback?kept=1&")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def exchange(sandbox: Sandbox, app: dict[str, Any], code: str, **changes: str) -> httpx.Response:
    fields = {
        "grant_type": "authorization_code",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "redirect_uri": CALLBACK,
        "code": code,
        "code_verifier": VERIFIER,
    }
    return sandbox.http.post("/oauth/token", data=fields | changes)


def authorised(sandbox: Sandbox, app: dict[str, Any], account: Account, **changes: str) -> str:
    answer = consent(sandbox.http, address(app, **changes), account.username, account.password)
    return returned(answer)["code"]


def test_an_app_is_registered_as_documented(sandbox: Sandbox) -> None:
    app = register(sandbox)
    assert app["name"] == "Restu"
    assert app["scopes"] == ["profile", "read:statuses", "write:statuses"]
    assert app["redirect_uris"] == [CALLBACK, OUT_OF_BAND]
    assert app["client_secret_expires_at"] == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"client_name": ""}, "Application name can't be blank"),
        ({"redirect_uris": ""}, "Redirect URI can't be blank"),
        ({"redirect_uris": "/relative"}, "Redirect URI must be an absolute URI."),
        ({"redirect_uris": "javascript:alert(1)"}, "Redirect URI must be an absolute URI."),
        ({"scopes": "everything"}, "Scopes doesn't match configured on the server."),
        ({"website": "javascript:alert(1)"}, "Website is not a valid URL"),
    ],
)
def test_an_app_that_cannot_be_is_refused(sandbox: Sandbox, changes: dict[str, str], message: str) -> None:
    fields = {"client_name": "x", "redirect_uris": OUT_OF_BAND} | changes
    answer = sandbox.http.post("/api/v1/apps", data=fields)
    assert answer.status_code == 422
    assert answer.json() == {"error": f"Validation failed: {message}"}


def test_a_person_authorises_with_pkce_and_the_token_has_what_was_asked(sandbox: Sandbox, anna: Account) -> None:
    # given an app, and a person who signs in and consents
    app = register(sandbox)
    back = returned(consent(sandbox.http, address(app), anna.username, anna.password))
    assert back["state"] == "s-1"
    # when the code is exchanged
    answer = exchange(sandbox, app, back["code"])
    # then the token is the person's, with the scopes asked for and no others
    assert answer.status_code == 200
    token = answer.json()
    assert token["token_type"] == "Bearer"
    assert token["scope"] == "profile write:statuses"
    anna.token = token["access_token"]
    assert anna.call("GET", "accounts/verify_credentials").json()["username"] == "anna"
    assert anna.post("Hello").json()["application"] == {"name": "Restu", "website": "https://restu.example"}
    assert anna.call("GET", "timelines/home").status_code == 403


def test_a_code_is_good_once(sandbox: Sandbox, anna: Account) -> None:
    app = register(sandbox)
    code = authorised(sandbox, app, anna)
    assert exchange(sandbox, app, code).status_code == 200
    again = exchange(sandbox, app, code)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes", [{"code_verifier": "b" * 50}, {"code_verifier": ""}, {"redirect_uri": OUT_OF_BAND}, {"code": "x"}]
)
def test_a_code_is_worth_nothing_to_others(sandbox: Sandbox, anna: Account, changes: dict[str, str]) -> None:
    app = register(sandbox)
    code = authorised(sandbox, app, anna)
    answer = exchange(sandbox, app, **({"code": code} | changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_another_app_cannot_spend_a_code(sandbox: Sandbox, anna: Account) -> None:
    app, other = register(sandbox), register(sandbox)
    code = authorised(sandbox, app, anna)
    assert exchange(sandbox, other, code).json()["error"] == "invalid_grant"
    answer = exchange(sandbox, app, code, client_secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_out_of_band_shows_the_code(sandbox: Sandbox, anna: Account) -> None:
    app = register(sandbox)
    answer = consent(sandbox.http, address(app, redirect_uri=OUT_OF_BAND), anna.username, anna.password)
    assert answer.status_code == 302
    code = FormReader(sandbox.http.get(answer.headers["location"]).text).code
    assert exchange(sandbox, app, code, redirect_uri=OUT_OF_BAND).status_code == 200


def test_a_person_may_deny(sandbox: Sandbox, anna: Account) -> None:
    app = register(sandbox)
    answer = consent(sandbox.http, address(app), anna.username, anna.password, "deny")
    back = returned(answer)
    assert (back["error"], back["state"]) == ("access_denied", "s-1")
    assert "code" not in back


def test_a_wrong_password_gives_no_code(sandbox: Sandbox, anna: Account) -> None:
    app = register(sandbox)
    for username, password in (("anna", "wrong password"), ("nobody", anna.password)):
        answer = consent(sandbox.http, address(app), username, password)
        assert answer.status_code == 422
        assert "do not belong together" in answer.text
        assert "location" not in answer.headers


def test_passwords_cannot_be_tried_without_end(sandbox: Sandbox) -> None:
    sandbox.account("anna")
    app = register(sandbox)
    sandbox.control("PUT", "limits", {"sign-ins": {"limit": 2, "period": 3600}})
    answers = [consent(sandbox.http, address(app), "anna", "wrong password") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "read write"}, "invalid_scope"),
        ({"scope": "nonsense"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
def test_a_wish_that_cannot_be_goes_back_to_the_app(sandbox: Sandbox, changes: dict[str, str], error: str) -> None:
    back = returned(sandbox.http.get(address(register(sandbox), **changes)))
    assert (back["error"], back["state"]) == (error, "s-1")


@pytest.mark.parametrize("changes", [{"client_id": "x"}, {"redirect_uri": "http://evil.example/"}])
def test_nothing_goes_to_an_address_that_was_not_registered(sandbox: Sandbox, changes: dict[str, str]) -> None:
    answer = sandbox.http.get(address(register(sandbox), **changes))
    assert answer.status_code in (400, 401)
    assert "location" not in answer.headers


def test_an_app_gets_a_token_of_its_own(sandbox: Sandbox) -> None:
    app = register(sandbox)
    basic = (app["client_id"], app["client_secret"])
    fields = {"grant_type": "client_credentials", "scope": "read:statuses"}
    token = sandbox.http.post("/oauth/token", data=fields, auth=basic).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert sandbox.http.get("/api/v1/apps/verify_credentials", headers=bearer).json()["name"] == "Restu"
    home = sandbox.http.get("/api/v1/timelines/home", headers=bearer)
    assert (home.status_code, home.json()["error"]) == (422, "This method requires an authenticated user")
    wide = sandbox.http.post("/oauth/token", data=fields | {"scope": "write"}, auth=basic)
    assert (wide.status_code, wide.json()["error"]) == (400, "invalid_scope")
    other = sandbox.http.post("/oauth/token", data={"grant_type": "password"}, auth=basic)
    assert (other.status_code, other.json()["error"]) == (400, "unsupported_grant_type")


def test_a_revoked_token_is_refused_and_only_its_app_revokes_it(sandbox: Sandbox, anna: Account) -> None:
    app, other = register(sandbox), register(sandbox)
    anna.token = exchange(sandbox, app, authorised(sandbox, app, anna)).json()["access_token"]

    def revoke(client: dict[str, Any]) -> int:
        fields = {name: client[name] for name in ("client_id", "client_secret")} | {"token": anna.token}
        return sandbox.http.post("/oauth/revoke", data=fields).status_code

    assert revoke(other) == 403
    assert anna.post("still there").status_code == 200
    assert revoke(app) == 200
    assert revoke(app) == 200
    answer = anna.post("too late")
    assert (answer.status_code, answer.json()) == (401, {"error": "The access token was revoked"})


def test_the_metadata_names_the_endpoints(sandbox: Sandbox) -> None:
    metadata = sandbox.http.get("/.well-known/oauth-authorization-server").json()
    assert metadata["authorization_endpoint"] == f"{sandbox.url}/oauth/authorize"
    assert metadata["token_endpoint"] == f"{sandbox.url}/oauth/token"
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert {"profile", "write:statuses", "write:favourites", "read:statuses"} <= set(metadata["scopes_supported"])


def test_secrets_cannot_be_read_from_the_file(sandbox: Sandbox, anna: Account) -> None:
    app = register(sandbox)
    token = exchange(sandbox, app, authorised(sandbox, app, anna)).json()["access_token"]
    stored = b"".join(path.read_bytes() for path in sandbox.data.glob("sandbox.sqlite3*"))
    assert app["client_id"].encode() in stored
    for secret in (token, app["client_secret"], anna.password):
        assert secret.encode() not in stored
