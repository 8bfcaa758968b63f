"""The same connector against another implementation of Mastodon's interface: snac (Debian package snac2).

Opt-in: RESTU_TEST_SNAC is the path of a `snac` program (docs of the package: `dpkg -x snac2_*.deb DIR` is enough).
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from chassis.clock import system_clock
from contracts.networks import Opening
from contracts.values import Kind
from services.publisher.networks.mastodon import Mastodon, sign_in
from services.publisher.networks.protocol import (
    Absent,
    Account,
    Credentials,
    Found,
    Inconclusive,
    NeedsHuman,
)

PROGRAM = os.environ.get("RESTU_TEST_SNAC", "")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="RESTU_TEST_SNAC does not name a snac program")

TEXT = 'Proud of "this", truly: @nobody@elsewhere.example #consent\n\nhttps://example.com/a/long/path/to/a/story?x=1'
VERIFIER = "v" * 43
CLOSE = {"Connection": "close"}


@dataclass(frozen=True)
class Snac:
    """A running server with one person on it."""

    url: str
    password: str


@pytest.fixture(scope="module")
def snac(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snac]:
    data = tmp_path_factory.mktemp("snac") / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _run("init", data, f"127.0.0.1\n{port}\n127.0.0.1:{port}\n\nadmin@example.com\n")
    settings = data / "server.json"
    settings.write_text(settings.read_text().replace('"protocol": "https"', '"protocol": "http"'))
    password = re.search(r"password is (\S+)", _run("adduser", data, "ann\n", "ann"))
    assert password
    _run("adduser", data, "bob\n", "bob")
    process = subprocess.Popen([PROGRAM, "httpd", data], stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/v1/instance")
        yield Snac(f"http://127.0.0.1:{port}", password[1])
    finally:
        process.terminate()
        process.wait(10)


def _run(command: str, data: Path, words: str, *more: str) -> str:
    done = subprocess.run([PROGRAM, command, data, *more], input=words, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            httpx.get(url, headers=CLOSE, timeout=1)
        except httpx.TransportError:
            assert time.monotonic() < deadline, "snac did not become ready"
            time.sleep(0.05)
        else:
            return


def agree(snac: Snac, url: str) -> dict[str, list[str]]:
    """Ann signs in on the server's own page."""
    page = httpx.get(url, headers=CLOSE).text
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    action = re.search(r'action="([^"]*)"', page)
    assert action
    answer = httpx.post(action[1], data=form | {"login": "ann", "passwd": snac.password}, headers=CLOSE)
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def connect(mastodon: Mastodon, snac: Snac) -> tuple[Account, Credentials]:
    described = await sign_in.describe(mastodon.wire, mastodon.rules, snac.url)
    app = await sign_in.register(
        mastodon.wire, mastodon.rules, snac.url, redirect_uri=f"{snac.url}/back", name="Restu", website=snac.url
    )
    wanted = sign_in.scopes(mastodon.rules, mastodon.rules.performed)
    back = agree(snac, sign_in.authorize_url(app, wanted, "state", VERIFIER))
    assert back["state"] == ["state"]
    credentials = await sign_in.exchange(mastodon.wire, app, back["code"][0], VERIFIER)
    return await sign_in.who_is(mastodon.wire, snac.url, described.domain, credentials), credentials


def opening(account: Account, text: str, target: str | None = None) -> Opening:
    return Opening(
        salt="s", handle=account.handle, text=text, visibility="public", language="en", content_warning="",
        sensitive=False, media=(), link=None, target=target,
    )  # fmt: skip


async def test_a_post_is_published_found_and_cannot_always_be_taken_down(mastodon: Mastodon, snac: Snac) -> None:
    account, credentials = await connect(mastodon, snac)
    assert account.handle == f"@ann@{snac.url.removeprefix('http://')}"
    intent, began = mastodon.prepare(opening(account, TEXT), Kind.POST, account, str(uuid4())), system_clock()
    assert await mastodon.lookup(intent, credentials, began) == Absent()
    published = await mastodon.send(intent, credentials, began + timedelta(seconds=30))
    found = await mastodon.lookup(intent, credentials, began)
    assert isinstance(found, Found)
    assert found.published.remote_id == published.remote_id
    assert await mastodon.lookup(intent, credentials, began, {published.remote_id}) == Absent()
    try:
        await mastodon.retract(published, Kind.POST, account, credentials)
    except NeedsHuman:  # snac before 2.96 has no DELETE
        assert isinstance(await mastodon.lookup(intent, credentials, began), Found)
    else:
        assert await mastodon.lookup(intent, credentials, began) == Absent()


async def test_words_that_snac_reads_as_formatting_are_in_doubt(mastodon: Mastodon, snac: Snac) -> None:
    account, credentials = await connect(mastodon, snac)
    text = "This is *really* good & <b>bold</b>"
    intent, began = mastodon.prepare(opening(account, text), Kind.POST, account, str(uuid4())), system_clock()
    await mastodon.send(intent, credentials, began + timedelta(seconds=30))
    assert isinstance(await mastodon.lookup(intent, credentials, began), Found | Inconclusive)


async def original(mastodon: Mastodon, account: Account, credentials: Credentials) -> str:
    post = mastodon.prepare(opening(account, "worth it"), Kind.POST, account, str(uuid4()))
    published = await mastodon.send(post, credentials, system_clock() + timedelta(seconds=30))
    assert published.url
    return published.url


@pytest.mark.parametrize("kind", [Kind.REPOST, Kind.LIKE])
async def test_what_is_done_twice_is_done_once(mastodon: Mastodon, snac: Snac, kind: Kind) -> None:
    account, credentials = await connect(mastodon, snac)
    url = await original(mastodon, account, credentials)
    target = await mastodon.resolve(url, kind, account, credentials)
    wordless = opening(account, "", url)
    if not kind.has_visibility:
        wordless = wordless.model_copy(update={"visibility": ""})
    intent, began = mastodon.prepare(wordless, kind, account, "key", target), system_clock()
    assert await mastodon.lookup(intent, credentials, began) == Absent()
    await mastodon.send(intent, credentials, began + timedelta(seconds=30))
    published = await mastodon.send(intent, credentials, began + timedelta(seconds=30))
    assert isinstance(await mastodon.lookup(intent, credentials, began), Found)
    await mastodon.retract(published, kind, account, credentials)
    assert await mastodon.lookup(intent, credentials, began) == Absent()


async def test_a_comment_is_found_as_the_answer_that_it_is(mastodon: Mastodon, snac: Snac) -> None:
    account, credentials = await connect(mastodon, snac)
    url = await original(mastodon, account, credentials)
    target = await mastodon.resolve(url, Kind.COMMENT, account, credentials)
    comment = opening(account, "Well done, all of you!", url)
    intent, began = mastodon.prepare(comment, Kind.COMMENT, account, str(uuid4()), target), system_clock()
    assert await mastodon.lookup(intent, credentials, began) == Absent()
    published = await mastodon.send(intent, credentials, began + timedelta(seconds=30))
    found = await mastodon.lookup(intent, credentials, began)
    assert isinstance(found, Found)
    assert found.published.remote_id == published.remote_id


async def test_a_follow(mastodon: Mastodon, snac: Snac) -> None:
    account, credentials = await connect(mastodon, snac)
    url = f"{snac.url}/bob"
    target = await mastodon.resolve(url, Kind.FOLLOW, account, credentials)
    wordless = opening(account, "", url).model_copy(update={"visibility": ""})
    intent, began = mastodon.prepare(wordless, Kind.FOLLOW, account, "key", target), system_clock()
    assert await mastodon.lookup(intent, credentials, began) == Absent()
    published = await mastodon.send(intent, credentials, began + timedelta(seconds=30))
    assert isinstance(await mastodon.lookup(intent, credentials, began), Found)
    await mastodon.retract(published, Kind.FOLLOW, account, credentials)
    assert await mastodon.lookup(intent, credentials, began) == Absent()
