"""A client library that others wrote walks through the network."""

from __future__ import annotations

import httpx
import mastodon
import pytest
from mastodon import Mastodon

from tests.sandbox.driving import Account, FormReader, Sandbox, consent

SCOPES = [
    "profile",
    "read:accounts",
    "read:statuses",
    "read:follows",
    "write:statuses",
    "write:favourites",
    "write:follows",
]


@pytest.fixture
def client(sandbox: Sandbox, anna: Account) -> Mastodon:
    """Signed in with the authorization code that a person copied from the page."""
    client_id, secret = Mastodon.create_app("Foreign", scopes=SCOPES, api_base_url=sandbox.url)
    foreign = Mastodon(client_id, secret, api_base_url=sandbox.url, ratelimit_method="throw")
    address = foreign.auth_request_url(scopes=SCOPES, allow_http=True, state="s")
    answer = consent(sandbox.http, address, anna.username, anna.password)
    code = FormReader(sandbox.http.get(answer.headers["location"]).text).code
    foreign.log_in(code=code, scopes=SCOPES, allow_http=True)
    return foreign


def test_it_knows_whose_token_it_has(client: Mastodon, anna: Account) -> None:
    me = client.account_verify_credentials()
    assert (str(me.id), me.acct) == (anna.id, "anna")
    assert client.account_lookup("anna").id == me.id
    assert client.app_verify_credentials().name == "Foreign"


def test_it_reads_the_instance(client: Mastodon) -> None:
    assert client.instance_v2().configuration.statuses.max_characters == 500
    assert client.instance_v1().configuration.statuses.characters_reserved_per_url == 23
    assert client.retrieve_mastodon_version() == "4.3.0"


def test_it_posts_reads_and_deletes(sandbox: Sandbox, client: Mastodon, anna: Account) -> None:
    status = client.status_post(
        "Hello from https://example.com", visibility="unlisted", language="en", spoiler_text="careful"
    )
    assert status.application.name == "Foreign"
    assert status.created_at.tzinfo is not None
    assert client.status(status.id).content == status.content
    assert [each.id for each in client.account_statuses(anna.id)] == [status.id]
    edited = client.status_update(status.id, "Better words")
    assert edited.edited_at is not None
    client.status_delete(status.id)
    with pytest.raises(mastodon.MastodonNotFoundError):
        client.status(status.id)
    assert sandbox.texts() == []


def test_it_posts_once_under_a_key(client: Mastodon, sandbox: Sandbox) -> None:
    ids = {client.status_post("once", idempotency_key="key").id for _ in range(2)}
    assert len(ids) == 1
    assert sandbox.texts() == ["once"]


def test_it_reblogs_and_favourites(client: Mastodon, bert: Account) -> None:
    original = bert.posted("worth it")
    reblog = client.status_reblog(original["id"])
    assert str(reblog.reblog.id) == original["id"]
    assert client.status_reblog(original["id"]).id == reblog.id
    assert client.status(original["id"]).reblogged
    assert not client.status_unreblog(original["id"]).reblogged
    assert client.status_favourite(original["id"]).favourited
    assert not client.status_unfavourite(original["id"]).favourited


def test_it_follows(client: Mastodon, bert: Account) -> None:
    assert client.account_follow(bert.id).following
    assert client.account_relationships(bert.id)[0].following
    assert not client.account_unfollow(bert.id).following


def test_it_walks_through_pages_and_threads(client: Mastodon, anna: Account) -> None:
    first = client.status_post("number 0")
    for number in range(1, 5):
        client.status_post(f"number {number}", in_reply_to_id=first.id)
    page = client.account_statuses(anna.id, limit=2)
    everything = client.fetch_remaining(page)
    assert [status.content for status in everything] == [f"<p>number {number}</p>" for number in (4, 3, 2, 1, 0)]
    assert client.fetch_previous(page) in (None, [])
    assert len(client.status_context(first.id).descendants) == 4
    assert len(client.timeline_home()) == 5
    assert len(client.timeline_public()) == 5


def test_it_is_told_what_went_wrong(sandbox: Sandbox, client: Mastodon) -> None:
    with pytest.raises(mastodon.MastodonAPIError, match="character limit of 500"):
        client.status_post("a" * 501)
    with pytest.raises(mastodon.MastodonUnauthorizedError):
        Mastodon(access_token="wrong", api_base_url=sandbox.url).status_post("x")
    sandbox.fault("rate-limit", seconds=60)
    with pytest.raises(mastodon.MastodonRatelimitError):
        client.status_post("limited")
    sandbox.fault("maintenance")
    with pytest.raises(mastodon.MastodonServiceUnavailableError):
        client.status_post("closed")
    sandbox.fault("cut-after")
    with pytest.raises(mastodon.MastodonNetworkError):
        client.status_post("cut")
    assert sandbox.texts() == ["cut"]


def test_it_signs_out(client: Mastodon, sandbox: Sandbox) -> None:
    token = client.access_token
    client.revoke_access_token(allow_http=True)
    answer = httpx.get(
        f"{sandbox.url}/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 401
