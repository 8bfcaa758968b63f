"""Connecting an account on the sandbox network, as a person with a browser would."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from contracts.values import Kind
from services.publisher.networks.mastodon import Mastodon, sign_in
from services.publisher.networks.protocol import AuthExpired, Rejected, Retryable
from tests.publisher.networks.conftest import Person, Sandbox

BACK = "http://127.0.0.1:1/back"
VERIFIER = "v" * 43


def agree(person: Person, url: str) -> dict[str, list[str]]:
    """The person signs in on their server and agrees; gives what comes back to us."""
    parts = urlsplit(url)
    form = {name: values[0] for name, values in parse_qs(parts.query).items()}
    answer = httpx.post(
        f"{person.sandbox.url}{parts.path}",
        data=form | {"username": person.name, "password": person.password, "decision": "allow"},
    )
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def register(mastodon: Mastodon, sandbox: Sandbox) -> sign_in.App:
    return await sign_in.register(
        mastodon.wire, mastodon.rules, sandbox.url, redirect_uri=BACK, name="Restu", website="https://restu.example"
    )


async def test_from_typed_address_to_account(mastodon: Mastodon, person: Person, sandbox: Sandbox) -> None:
    server = sign_in.server_url(f" {sandbox.url}/@{person.name} ")
    described = await sign_in.describe(mastodon.wire, mastodon.rules, server)
    assert described.rules.length.limit == 500
    app = await register(mastodon, sandbox)
    wanted = sign_in.scopes(mastodon.rules, [Kind.POST])
    assert wanted == ("read:accounts", "write:statuses", "read:statuses", "write:media")
    back = agree(person, sign_in.authorize_url(app, wanted, "state-1", VERIFIER))
    assert back["state"] == ["state-1"]
    credentials = await sign_in.exchange(mastodon.wire, app, back["code"][0], VERIFIER)
    assert set(credentials.scopes) == set(wanted)
    account = await sign_in.who_is(mastodon.wire, server, described.domain, credentials)
    assert account == person.account
    await sign_in.revoke(mastodon.wire, app, credentials)
    with pytest.raises(AuthExpired):
        await sign_in.who_is(mastodon.wire, server, described.domain, credentials)
    await sign_in.revoke(mastodon.wire, app, credentials)


async def test_a_stolen_code_is_worth_nothing(mastodon: Mastodon, person: Person, sandbox: Sandbox) -> None:
    app = await register(mastodon, sandbox)
    back = agree(person, sign_in.authorize_url(app, ["read:accounts"], "s", VERIFIER))
    with pytest.raises(Rejected, match="bad-request"):
        await sign_in.exchange(mastodon.wire, app, back["code"][0], "w" * 43)
    assert "client_secret" not in repr(app)


async def test_a_server_that_is_not_there(mastodon: Mastodon) -> None:
    with pytest.raises(Retryable):
        await sign_in.describe(mastodon.wire, mastodon.rules, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("social.example", "https://social.example"),
        ("  Social.Example/ ", "https://social.example"),
        ("@ann@social.example", "https://social.example"),
        ("ann@social.example:8443", "https://social.example:8443"),
        ("social.example/@ann", "https://social.example"),
        ("https://social.example/@ann/1?x#y", "https://social.example"),
        ("http://127.0.0.1:8085", "http://127.0.0.1:8085"),
        ("http://[::1]:8085/x", "http://[::1]:8085"),
    ],
)
def test_what_people_type(typed: str, url: str) -> None:
    assert sign_in.server_url(typed) == url


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "not-a-server"),
        ("@", "not-a-server"),
        ("two words", "not-a-server"),
        ("ftp://social.example", "not-a-server"),
        ("https://ann:secret@social.example", "not-a-server"),
        ("https://social.example:99999", "not-a-server"),
        ("https://[::1", "not-a-server"),
        ("http://social.example", "not-encrypted"),
    ],
)
def test_what_is_no_server(typed: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        sign_in.server_url(typed)
    assert refused.value.code == code
