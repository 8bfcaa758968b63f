"""The Mastodon connector against the sandbox network: what is sent, what is found, what is taken down."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from chassis.clock import system_clock
from chassis.guarded import GuardedClient
from contracts.networks import Idempotency, Opening, render
from contracts.values import Kind
from services.publisher.networks.mastodon import Mastodon
from services.publisher.networks.protocol import (
    Absent,
    AuthExpired,
    Found,
    Inconclusive,
    Intent,
    Network,
    Published,
    RateLimited,
    Rejected,
    Retryable,
    Target,
    TooLate,
    UnknownOutcome,
)
from tests.publisher.networks.conftest import Person, Sandbox

TEXT = 'Proud of "this" & that <b>: @nobody@elsewhere.example #consent\nhttps://example.com/a/long/path/to/a/story?x=1'


def soon() -> datetime:
    return system_clock() + timedelta(seconds=30)


def post(mastodon: Mastodon, person: Person, text: str = TEXT, **fields: object) -> Intent:
    return mastodon.prepare(person.opening(text, **fields), Kind.POST, person.account, str(uuid4()))


async def publish(mastodon: Mastodon, person: Person, text: str = TEXT, **fields: object) -> Published:
    return await mastodon.send(post(mastodon, person, text, **fields), person.credentials, soon())


def test_it_is_a_connector(mastodon: Mastodon) -> None:
    assert isinstance(mastodon, Network)
    assert mastodon.capability(Kind.POST).idempotency is Idempotency.SERVER_KEY
    assert mastodon.capability(Kind.REPOST).idempotency is Idempotency.NATURAL


class TestPrepare:
    def test_says_everything_that_was_approved_and_nothing_more(self, mastodon: Mastodon, person: Person) -> None:
        intent = post(mastodon, person, "words", content_warning="careful", visibility="unlisted", language="id")
        assert intent.form == {
            "status": "words",
            "visibility": "unlisted",
            "language": "id",
            "spoiler_text": "careful",
            "sensitive": "false",
        }
        assert set(intent.headers) == {"Idempotency-Key"}

    def test_an_intent_survives_being_stored(self, mastodon: Mastodon, person: Person) -> None:
        intent = post(mastodon, person)
        assert Intent.model_validate_json(intent.model_dump_json()) == intent
        assert person.credentials.access_token not in intent.model_dump_json()
        assert person.credentials.access_token not in repr(person.credentials)

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"handle": "@somebody@else.example"}, "other-account"),
            ({"visibility": "direct"}, "visibility"),
            ({"media": [{"hash": "0" * 64, "alt": ""}]}, "media"),
            ({"text": " padded "}, "text-not-normal"),
            ({"text": "Cafe\u0301"}, "text-not-normal"),
            ({"text": ""}, "text-empty"),
            ({"link": "https://example.com/elsewhere"}, "link"),
            ({"target": "https://example.com/@a/1"}, "target"),
        ],
    )
    def test_refuses_what_it_cannot_send_exactly(
        self, mastodon: Mastodon, person: Person, fields: dict[str, object], code: str
    ) -> None:
        opening = Opening.model_validate(person.opening("words").model_dump() | fields)
        with pytest.raises(Rejected) as refused:
            mastodon.prepare(opening, Kind.POST, person.account, "key")
        assert refused.value.code == code

    @pytest.mark.parametrize("link", ["https://example.com/a", "http://127.0.0.1:8080/a", "http://wiki/a."])
    def test_any_link_that_the_text_ends_with_is_sent(self, mastodon: Mastodon, person: Person, link: str) -> None:
        text = render("words", link)
        assert post(mastodon, person, text, link=link).form["status"] == text

    def test_a_repost_is_of_the_approved_post_only(self, mastodon: Mastodon, person: Person) -> None:
        opening = person.opening(target="https://example.com/@a/1")
        for target in (None, Target("https://example.com/@a/2", "2")):
            with pytest.raises(Rejected, match="target"):
                mastodon.prepare(opening, Kind.REPOST, person.account, "key", target)
        intent = mastodon.prepare(
            opening, Kind.REPOST, person.account, "key", Target("https://example.com/@a/1", "../../x")
        )
        assert intent.path == "/api/v1/statuses/..%2F..%2Fx/reblog"


class TestPost:
    async def test_the_words_stand_on_the_network_as_approved(self, mastodon: Mastodon, person: Person) -> None:
        published = await publish(mastodon, person, content_warning="careful", visibility="unlisted")
        (status,) = person.statuses()
        assert (status["text"], status["spoiler_text"], status["visibility"]) == (TEXT, "careful", "unlisted")
        assert (published.remote_id, published.url) == (status["id"], status["url"])

    async def test_nothing_leaves_after_the_deadline(self, mastodon: Mastodon, person: Person) -> None:
        with pytest.raises(TooLate):
            await mastodon.send(post(mastodon, person), person.credentials, system_clock())
        assert person.statuses() == []

    async def test_a_process_that_slept_while_connecting_sends_nothing(self, person: Person) -> None:
        """The clock passes the deadline between the first check and the first byte."""
        start = system_clock()
        moments = iter([start, start + timedelta(seconds=61)])
        async with GuardedClient(allow_private=True) as client:
            late = Mastodon(client, lambda: next(moments))
            with pytest.raises(TooLate):
                await late.send(post(late, person), person.credentials, start + timedelta(seconds=60))
        assert next(moments, None) is None
        assert person.statuses() == []

    async def test_no_server_there(self, mastodon: Mastodon, person: Person) -> None:
        intent = post(mastodon, person).model_copy(update={"server": "http://127.0.0.1:9"})
        with pytest.raises(Retryable):
            await mastodon.send(intent, person.credentials, soon())
        assert await mastodon.lookup(intent, person.credentials, soon()) == Inconclusive("connect-failed")

    async def test_too_long_for_the_server(self, mastodon: Mastodon, person: Person) -> None:
        with pytest.raises(Rejected, match="unprocessable"):
            await publish(mastodon, person, "x" * 501)

    async def test_a_scope_that_was_not_granted(self, mastodon: Mastodon, person: Person, sandbox: Sandbox) -> None:
        token = sandbox.control("POST", f"/accounts/{person.name}/tokens", scopes="read")["access_token"]
        with pytest.raises(Rejected, match="forbidden"):
            await mastodon.send(post(mastodon, person), type(person.credentials)(token), soon())


class TestFaults:
    """After every fault: is the error true about what happened, and does the look-up find it out?"""

    @pytest.mark.parametrize("kind", ["cut-after", "error-after"])
    async def test_accepted_but_not_answered(self, mastodon: Mastodon, person: Person, kind: str) -> None:
        person.fault(kind)
        intent, began = post(mastodon, person), system_clock()
        with pytest.raises(UnknownOutcome):
            await mastodon.send(intent, person.credentials, soon())
        (status,) = person.statuses()
        found = await mastodon.lookup(intent, person.credentials, began)
        assert isinstance(found, Found)
        assert (found.published.remote_id, found.published.url) == (status["id"], status["url"])

    @pytest.mark.parametrize("kind", ["error-before", "maintenance"])
    async def test_failed_without_being_accepted(self, mastodon: Mastodon, person: Person, kind: str) -> None:
        person.fault(kind, operations=["post"])
        intent, began = post(mastodon, person), system_clock()
        with pytest.raises(UnknownOutcome):
            await mastodon.send(intent, person.credentials, soon())
        assert person.statuses() == []
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()

    async def test_accepted_only_after_the_first_look(self, mastodon: Mastodon, person: Person) -> None:
        person.fault("accept-late", seconds=0.5)
        intent, began = post(mastodon, person), system_clock()
        with pytest.raises(UnknownOutcome):
            await mastodon.send(intent, person.credentials, soon())
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()
        person.wait_for_a_status()
        assert isinstance(await mastodon.lookup(intent, person.credentials, began), Found)

    async def test_slower_than_we_wait(self, mastodon: Mastodon, person: Person) -> None:
        person.fault("slow", seconds=1.5, operations=["post"])
        mastodon.send_seconds = 0.5
        intent, began = post(mastodon, person), system_clock()
        with pytest.raises(UnknownOutcome):
            await mastodon.send(intent, person.credentials, soon())
        assert isinstance(await mastodon.lookup(intent, person.credentials, began), Found)

    async def test_over_the_limit(self, mastodon: Mastodon, person: Person) -> None:
        person.fault("rate-limit", seconds=90)
        with pytest.raises(RateLimited) as limited:
            await publish(mastodon, person)
        assert limited.value.until is not None
        assert timedelta(seconds=60) < limited.value.until - system_clock() < timedelta(seconds=91)
        assert person.statuses() == []

    async def test_the_token_was_revoked(self, mastodon: Mastodon, person: Person) -> None:
        person.fault("token-revoked", operations=["post"])
        intent = post(mastodon, person)
        with pytest.raises(AuthExpired):
            await mastodon.send(intent, person.credentials, soon())
        assert person.statuses() == []
        assert await mastodon.lookup(intent, person.credentials, system_clock()) == Inconclusive("auth-expired")

    @pytest.mark.parametrize("kind", ["rate-limit", "maintenance"])
    async def test_a_failed_listing_is_no_answer(self, mastodon: Mastodon, person: Person, kind: str) -> None:
        intent = post(mastodon, person)
        person.fault(kind, operations=["list"])
        assert isinstance(await mastodon.lookup(intent, person.credentials, system_clock()), Inconclusive)


class TestLookup:
    async def test_the_same_words_of_another_time_or_approval_are_not_it(
        self, mastodon: Mastodon, person: Person
    ) -> None:
        published = await publish(mastodon, person)
        intent = post(mastodon, person)
        later = system_clock() + timedelta(minutes=3)
        assert await mastodon.lookup(intent, person.credentials, later) == Absent()
        now = system_clock()
        assert await mastodon.lookup(intent, person.credentials, now, {published.remote_id}) == Absent()
        assert await mastodon.lookup(intent, person.credentials, now) == Found(published)

    async def test_other_words_are_not_it(self, mastodon: Mastodon, person: Person) -> None:
        began = system_clock()
        await publish(mastodon, person, "Proud of this, really")
        await publish(mastodon, person, "Proud of this.")
        assert await mastodon.lookup(post(mastodon, person, "Humbled."), person.credentials, began) == Absent()
        doubtful = await mastodon.lookup(post(mastodon, person, "Proud of this!"), person.credentials, began)
        assert not isinstance(doubtful, Found)

    async def test_the_same_words_for_other_eyes_are_in_doubt(self, mastodon: Mastodon, person: Person) -> None:
        began = system_clock()
        await publish(mastodon, person, visibility="unlisted")
        assert await mastodon.lookup(post(mastodon, person), person.credentials, began) == Inconclusive("similar-post")

    async def test_it_is_found_behind_a_page_of_later_posts(self, mastodon: Mastodon, person: Person) -> None:
        began = system_clock()
        published = await publish(mastodon, person)
        for n in range(45):
            await publish(mastodon, person, f"another {n}")
        assert await mastodon.lookup(post(mastodon, person), person.credentials, began) == Found(published)
        assert await mastodon.lookup(post(mastodon, person, "never"), person.credentials, began) == Absent()


class TestRepost:
    @pytest.fixture
    async def original(self, mastodon: Mastodon, sandbox: Sandbox) -> str:
        published = await publish(mastodon, sandbox.person(), "worth it")
        assert published.url
        return published.url

    async def intent(self, mastodon: Mastodon, person: Person, url: str) -> Intent:
        target = await mastodon.resolve(url, Kind.REPOST, person.account, person.credentials)
        return mastodon.prepare(person.opening(target=url), Kind.REPOST, person.account, "key", target)

    async def test_reposted_found_and_taken_down(self, mastodon: Mastodon, person: Person, original: str) -> None:
        intent, began = await self.intent(mastodon, person, original), system_clock()
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()
        published = await mastodon.send(intent, person.credentials, soon())
        (status,) = person.statuses()
        assert (status["id"], status["reblog_of_id"]) == (published.remote_id, published.target_id)
        assert await mastodon.lookup(intent, person.credentials, began) == Found(published)
        for _ in range(2):
            await mastodon.retract(published, Kind.REPOST, person.account, person.credentials)
        assert person.statuses() == []

    async def test_twice_is_once(self, mastodon: Mastodon, person: Person, original: str) -> None:
        intent = await self.intent(mastodon, person, original)
        person.fault("cut-after")
        with pytest.raises(UnknownOutcome):
            await mastodon.send(intent, person.credentials, soon())
        again = await mastodon.send(intent, person.credentials, soon())
        assert [status["id"] for status in person.statuses()] == [again.remote_id]

    async def test_a_repost_made_long_before_is_not_ours(
        self, mastodon: Mastodon, person: Person, original: str
    ) -> None:
        intent = await self.intent(mastodon, person, original)
        await mastodon.send(intent, person.credentials, soon())
        with pytest.raises(Rejected, match="already-reposted"):
            await mastodon.resolve(original, Kind.REPOST, person.account, person.credentials)
        later = system_clock() + timedelta(minutes=3)
        assert isinstance(await mastodon.lookup(intent, person.credentials, later), Inconclusive)

    async def test_the_original_is_gone(self, mastodon: Mastodon, person: Person, sandbox: Sandbox) -> None:
        author = sandbox.person()
        published = await publish(mastodon, author, "soon gone")
        assert published.url
        intent = await self.intent(mastodon, person, published.url)
        await mastodon.retract(published, Kind.POST, author.account, author.credentials)
        with pytest.raises(Rejected, match="not-found"):
            await mastodon.send(intent, person.credentials, soon())
        assert await mastodon.lookup(intent, person.credentials, system_clock()) == Absent()
        with pytest.raises(Rejected, match="not-found"):
            await mastodon.resolve(published.url, Kind.REPOST, person.account, person.credentials)

    async def test_what_is_not_public_cannot_be_reposted(
        self, mastodon: Mastodon, person: Person, sandbox: Sandbox
    ) -> None:
        published = await publish(mastodon, sandbox.person(), "for few", visibility="private")
        assert published.url
        with pytest.raises(Rejected, match=r"not-public|not-found"):
            await mastodon.resolve(published.url, Kind.REPOST, person.account, person.credentials)

    @pytest.mark.parametrize("url", ["https://elsewhere.example/@a/1", "not an address", ""])
    async def test_an_address_nobody_knows(self, mastodon: Mastodon, person: Person, url: str) -> None:
        with pytest.raises(Rejected):
            await mastodon.resolve(url, Kind.REPOST, person.account, person.credentials)


class TestRetract:
    async def test_taken_down_and_taken_down_again(self, mastodon: Mastodon, person: Person) -> None:
        published = await publish(mastodon, person)
        for _ in range(2):
            await mastodon.retract(published, Kind.POST, person.account, person.credentials)
        assert person.statuses() == []

    async def test_a_cut_connection_may_be_repeated(self, mastodon: Mastodon, person: Person) -> None:
        published = await publish(mastodon, person)
        person.fault("cut-after", operations=["delete"])
        with pytest.raises(Retryable):
            await mastodon.retract(published, Kind.POST, person.account, person.credentials)
        await mastodon.retract(published, Kind.POST, person.account, person.credentials)
        assert person.statuses() == []
