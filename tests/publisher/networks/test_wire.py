"""Did it happen? What every answer of a server means, and listings that lie; against a server made of answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from chassis.guarded import ConnectFailed, ConnectionLost, Fetched, GuardedError, TooSlow
from contracts.networks import Opening
from contracts.values import Kind
from services.publisher.networks.mastodon import Mastodon, sign_in
from services.publisher.networks.protocol import (
    Absent,
    Account,
    AuthExpired,
    ConnectorError,
    Credentials,
    Engagement,
    Finding,
    Found,
    Inconclusive,
    Intent,
    NeedsHuman,
    Published,
    RateLimited,
    Rejected,
    Retryable,
    UnknownOutcome,
)

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ME = Account("https://social.example", "7", "@ann@social.example")
TOKEN = Credentials("token")


class Answers:
    """A server that gives prepared answers, in turn, the last one for ever; and notes what it was asked."""

    def __init__(self, *answers: tuple[int, Any] | tuple[int, Any, Mapping[str, str]] | GuardedError) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        timeout: float = 0,  # noqa: ASYNC109 (the client's name for its deadline)
        before_sending: Callable[[], None] | None = None,
    ) -> Fetched:
        assert headers
        assert headers["Connection"] == "close"
        assert timeout or method == "GET" or data
        if before_sending:
            before_sending()
        self.asked.append(f"{method} {url}")
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, GuardedError):
            raise answer
        body = answer[1] if isinstance(answer[1], bytes) else json.dumps(answer[1]).encode()
        return Fetched(url, answer[0], httpx.Headers(answer[2] if len(answer) > 2 else {}), body)


def mastodon(*answers: Any) -> tuple[Mastodon, Answers]:
    server = Answers(*answers)
    return Mastodon(server, lambda: NOW), server


def intent(connector: Mastodon, text: str = "words") -> Intent:
    opening = Opening(
        salt="s", handle=ME.handle, text=text, visibility="public", language="en", content_warning="",
        sensitive=False, media=(), link=None, target=None,
    )  # fmt: skip
    return connector.prepare(opening, Kind.POST, ME, "key")


def status(number: int, text: str = "words", minutes: float = 0, **more: Any) -> dict[str, Any]:
    created = (NOW + timedelta(minutes=minutes)).isoformat()
    return {"id": str(number), "created_at": created, "content": f"<p>{text}</p>", "visibility": "public", **more}


async def send(*answers: Any) -> Published:
    connector, server = mastodon(*answers)
    try:
        return await connector.send(intent(connector), TOKEN, NOW + timedelta(seconds=1))
    finally:
        assert len(server.asked) == 1, "a write is never repeated"


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ((400, {}), Rejected, "bad-request"),
        ((401, {}), AuthExpired, "auth-expired"),
        ((403, {}), Rejected, "forbidden"),
        ((404, {}), Rejected, "not-found"),
        ((410, {}), Rejected, "not-found"),
        ((422, {"error": "Validation failed"}), Rejected, "unprocessable"),
        ((418, {}), Rejected, "http-418"),
        ((301, {}, {"location": "https://elsewhere.example"}), Rejected, "moved"),
        ((429, {}), RateLimited, "rate-limited"),
        ((408, {}), UnknownOutcome, "http-408"),
        ((500, {}), UnknownOutcome, "http-500"),
        ((502, b"<html>"), UnknownOutcome, "http-502"),
        ((503, {}), UnknownOutcome, "http-503"),
        ((504, {}), UnknownOutcome, "http-504"),
        ((200, b"not json"), UnknownOutcome, "unreadable-answer"),
        ((200, {"scheduled": True}), UnknownOutcome, "unreadable-answer"),
        (ConnectFailed("no connection"), Retryable, "connect-failed"),
        (ConnectionLost("broke"), UnknownOutcome, "connection-lost"),
        (TooSlow("slow"), UnknownOutcome, "too-slow"),
    ],
)
async def test_what_a_write_says(answer: Any, error: type[ConnectorError], code: str) -> None:
    with pytest.raises(error) as failed:
        await send(answer)
    assert type(failed.value) is error
    assert failed.value.code == code


SENTENCE = "We open our *learning lab* today, and I am glad"


@pytest.mark.parametrize(
    "made",
    [
        status(1, SENTENCE),
        status(1, SENTENCE.replace("and I", "and<br>I")),
        status(1, SENTENCE, spoiler_text=None),
    ],
)
async def test_what_a_post_has_become_is_what_was_approved(made: Any) -> None:
    connector, server = mastodon((200, made))
    published = await connector.send(intent(connector, SENTENCE), TOKEN, NOW + timedelta(seconds=1))
    assert (published.remote_id, len(server.asked)) == ("1", 1)


@pytest.mark.parametrize(
    "made",
    [
        status(1, "We open our *learning lab* today"),
        status(1, "Something else altogether"),
        status(1, ""),
        status(1, SENTENCE, visibility="unlisted"),
        status(1, SENTENCE, spoiler_text="Work"),
        status(1, SENTENCE, media_attachments=[{"id": "5", "description": "A lab"}]),
    ],
)
async def test_what_is_not_as_approved_is_never_called_published(made: Any) -> None:
    connector, _ = mastodon((200, made), (404, {}))
    with pytest.raises(UnknownOutcome, match="not-as-approved"):
        await connector.send(intent(connector, SENTENCE), TOKEN, NOW + timedelta(seconds=1))


@pytest.mark.parametrize(("source", "published"), [(SENTENCE, True), ("We open our lab", False)])
async def test_where_a_server_reads_words_as_markup_their_source_is_asked(source: str, *, published: bool) -> None:
    made = status(1, SENTENCE.replace("*learning lab*", "<em>learning lab</em>"))
    connector, server = mastodon((200, made), (200, {"text": source}))
    sending = connector.send(intent(connector, SENTENCE), TOKEN, NOW + timedelta(seconds=1))
    if published:
        assert (await sending).remote_id == "1"
    else:
        with pytest.raises(UnknownOutcome, match="not-as-approved"):
            await sending
    assert [asked.partition(" ")[0] for asked in server.asked] == ["POST", "GET"]


@pytest.mark.parametrize("answer", [(408, {}), (500, {}), (503, {}), ConnectionLost("broke"), TooSlow("slow")])
async def test_a_failed_read_may_be_tried_again(answer: Any) -> None:
    connector, _ = mastodon(answer)
    with pytest.raises(Retryable):
        await sign_in.who_is(connector.wire, ME.server, "social.example", TOKEN)


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"X-RateLimit-Reset": "2026-11-23T10:05:00.123456Z"}, NOW + timedelta(minutes=5, microseconds=123456)),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 60)}, NOW + timedelta(minutes=1)),
        ({"Retry-After": "120"}, NOW + timedelta(minutes=2)),
        ({"Retry-After": "Mon, 23 Nov 2026 10:03:00 GMT"}, NOW + timedelta(minutes=3)),
        ({"X-RateLimit-Reset": "2026-11-23T10:01:00Z", "Retry-After": "120"}, NOW + timedelta(minutes=2)),
        ({"X-RateLimit-Reset": "2036-11-23T10:00:00Z"}, NOW + timedelta(days=1)),
        ({"X-RateLimit-Reset": "2026-11-23T09:59:00Z"}, None),
        ({"X-RateLimit-Reset": "soon"}, None),
        ({"X-RateLimit-Reset": "9" * 40, "Retry-After": "9" * 40}, None),
        ({}, None),
    ],
)
async def test_until_when_it_is_over_the_limit(headers: dict[str, str], until: datetime | None) -> None:
    with pytest.raises(RateLimited) as limited:
        await send((429, {}, headers))
    assert limited.value.until == until


async def look(*answers: Any, text: str = "words") -> tuple[Finding, list[str]]:
    connector, server = mastodon(*answers)
    finding = await connector.lookup(intent(connector, text), TOKEN, NOW)
    return finding, server.asked


class TestListings:
    async def test_nothing_there(self) -> None:
        assert (await look((200, [])))[0] == Absent()

    async def test_a_short_page_is_not_the_end(self) -> None:
        """Mastodon leaves rows out of a page after it has counted them."""
        finding, asked = await look((200, [status(9, "other")]), (200, [status(8)]))
        assert isinstance(finding, Found)
        assert "max_id=9" in asked[1]

    async def test_older_posts_end_the_search(self) -> None:
        finding, asked = await look((200, [status(9, "other", 1), status(8, "older", -10)]), (200, []))
        assert finding == Absent()
        assert len(asked) == 2

    async def test_a_pinned_old_post_does_not_end_it(self) -> None:
        finding, _ = await look((200, [status(1, "pinned", -900), status(9, "other")]), (200, [status(8)]))
        assert isinstance(finding, Found)

    async def test_a_list_without_end_is_no_answer(self) -> None:
        pages = [(200, [status(10_000 - 40 * page - n, "other") for n in range(40)]) for page in range(20)]
        assert (await look(*pages))[0] == Inconclusive("listing-too-long")

    async def test_a_server_without_pages(self) -> None:
        assert (await look((200, [status(9, "other")])))[0] == Absent()
        assert (await look((200, [status(n, "other") for n in range(40)])))[0] == Inconclusive("listing-too-long")

    @pytest.mark.parametrize("body", [b"<html>", {"error": "?"}, [{"id": "1"}], [{"id": "1", "created_at": "?"}]])
    async def test_an_unreadable_list_is_no_answer(self, body: Any) -> None:
        assert (await look((200, body)))[0] == Inconclusive("unreadable-answer")

    async def test_a_server_whose_clock_is_behind(self) -> None:
        """Its own Date header says so: our post carries a time long before we sent it."""
        date = {"Date": "Mon, 23 Nov 2026 09:00:00 GMT"}
        assert isinstance((await look((200, [status(9, minutes=-60)], date)))[0], Found)
        assert (await look((200, [status(9, minutes=-60)])))[0] == Absent()

    @pytest.mark.parametrize(
        "more",
        [
            {"visibility": "private"},
            {"spoiler_text": "careful"},
            {"media_attachments": [{"id": "1"}]},
        ],
    )
    async def test_a_post_that_differs_is_in_doubt(self, more: dict[str, Any]) -> None:
        assert (await look((200, [status(9, **more)]), (200, [])))[0] == Inconclusive("similar-post")

    @pytest.mark.parametrize("more", [{"in_reply_to_id": "3"}, {"reblog": {"id": "3", "created_at": NOW.isoformat()}}])
    async def test_replies_and_reposts_are_never_it(self, more: dict[str, Any]) -> None:
        assert (await look((200, [status(9, **more)]), (200, [])))[0] == Absent()

    async def test_the_source_ends_a_doubt(self) -> None:
        listed = (200, [status(9, "<em>words</em>!")])
        assert isinstance((await look(listed, (200, {"text": "*words*!"}), text="*words*!"))[0], Found)
        other = await look(listed, (200, {"text": "words!!"}), (200, []), text="*words*!")
        assert other[0] == Absent()
        unknown = await look(listed, (404, {}), (200, []), text="*words*!")
        assert unknown[0] == Inconclusive("similar-post")


async def test_a_post_that_the_server_cannot_take_down_is_the_persons() -> None:
    """snac 2.75 answers 404 to DELETE while the post stands."""
    connector, _ = mastodon((404, {}), (200, status(9)))
    with pytest.raises(NeedsHuman):
        await connector.retract(Published("9", None), Kind.POST, ME, TOKEN)


async def test_a_server_that_tells_no_counts_told_nothing() -> None:
    connector, _ = mastodon((200, {"id": "9", "favourites_count": 2}))
    assert await connector.measure(Published("9", None), ME, TOKEN) == Engagement(likes=2)


@pytest.mark.parametrize(
    ("told", "followers"), [({"followers_count": 5}, 5), ({"followers_count": -1}, None), ({}, None)]
)
async def test_followers_that_are_not_told_or_hidden_are_not_none_at_all(
    told: dict[str, int], followers: int | None
) -> None:
    connector, server = mastodon((200, {"id": "7", **told}))
    assert await connector.followers(ME, TOKEN) == followers
    assert [line.split()[0] for line in server.asked] == ["GET"]


async def test_a_post_that_is_gone_is_taken_down() -> None:
    connector, server = mastodon((404, {}), (404, {}))
    await connector.retract(Published("9", None), Kind.POST, ME, TOKEN)
    assert [line.split()[0] for line in server.asked] == ["DELETE", "GET"]


@pytest.mark.parametrize(
    ("answers", "domain", "limit", "url_length"),
    [
        (
            [(200, {"domain": "a.example", "configuration": {"statuses": {"max_characters": 5000}}})],
            "a.example", 5000, 23,
        ),
        (
            [(404, {}), (200, {"uri": "https://A.example", "configuration": {"statuses": {
                "max_characters": 900, "characters_reserved_per_url": 32}}})],
            "a.example", 900, 32,
        ),
        ([(404, {}), (200, {"uri": "a.example", "max_toot_chars": 4096})], "a.example", 4096, 23),
        ([(200, {"configuration": {"statuses": {"max_characters": -1}}}), (200, {})], "social.example", 500, 23),
    ],
)  # fmt: skip
async def test_what_a_server_says_of_itself(answers: list[Any], domain: str, limit: int, url_length: int) -> None:
    connector, _ = mastodon(*answers)
    described = await sign_in.describe(connector.wire, connector.rules, ME.server)
    assert (described.domain, described.rules.length.limit, described.rules.length.url_length) == (
        domain,
        limit,
        url_length,
    )
