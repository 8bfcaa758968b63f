"""Comments, likes, follows, images against the sandbox network: what is resolved, sent, found, and taken back."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import httpx
import pytest

from chassis.clock import system_clock
from contracts.values import Kind
from services.publisher.networks.mastodon import Mastodon
from services.publisher.networks.protocol import (
    Absent,
    Credentials,
    Engagement,
    Found,
    Inconclusive,
    Intent,
    Picture,
    Published,
    Rejected,
    Retryable,
    Target,
    UnknownOutcome,
    Uploaded,
)
from tests.pictures import jpeg, png
from tests.publisher.networks.conftest import Person, Sandbox
from tests.publisher.networks.test_mastodon import publish, soon

ACTS = pytest.mark.parametrize("kind", [Kind.LIKE, Kind.FOLLOW])
WORDS = "Well done, all of you!"


@pytest.fixture
def author(sandbox: Sandbox) -> Person:
    return sandbox.person()


@pytest.fixture
async def original(mastodon: Mastodon, author: Person) -> Published:
    return await publish(mastodon, author, "worth <it> & more", content_warning="long")


def address(kind: Kind, author: Person, original: Published) -> str:
    assert original.url
    return f"{author.account.server}/@{author.name}" if kind is Kind.FOLLOW else original.url


async def prepared(mastodon: Mastodon, person: Person, kind: Kind, url: str) -> Intent:
    target = await mastodon.resolve(url, kind, person.account, person.credentials)
    fields = {"text": WORDS} if kind.has_words else {"visibility": "", "language": ""}
    return mastodon.prepare(person.opening(target=url, **fields), kind, person.account, "key", target)


def read(person: Person, path: str, **query: str) -> dict[str, object]:
    answer = httpx.get(
        f"{person.account.server}/api/v1{path}",
        params=query,
        headers={"Authorization": f"Bearer {person.credentials.access_token}"},
    )
    told: dict[str, object] = answer.raise_for_status().json()
    return told


def stands(kind: Kind, person: Person, author: Person, original: Published) -> object:
    """What the network itself counts."""
    if kind is Kind.FOLLOW:
        return read(person, "/accounts/lookup", acct=author.name)["followers_count"]
    return read(person, f"/statuses/{original.remote_id}")["favourites_count"]


async def test_a_post_is_shown_as_its_readers_see_it(mastodon: Mastodon, person: Person, original: Published) -> None:
    assert original.url
    target = await mastodon.resolve(original.url, Kind.COMMENT, person.account, person.credentials)
    assert (target.remote_id, target.text, target.content_warning) == (original.remote_id, "worth <it> & more", "long")
    assert target.handle
    assert target.handle.endswith(f"@{person.sandbox.url.removeprefix('http://')}")
    assert target.created_at == original.created_at


class TestActs:
    @ACTS
    async def test_done_found_and_taken_back(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published, kind: Kind
    ) -> None:
        intent, began = await prepared(mastodon, person, kind, address(kind, author, original)), system_clock()
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()
        published = await mastodon.send(intent, person.credentials, soon())
        assert stands(kind, person, author, original) == 1
        assert published.target_id == intent.target_id
        assert published.remote_id != intent.target_id
        assert await mastodon.lookup(intent, person.credentials, began) == Found(published)
        for _ in range(2):
            await mastodon.retract(published, kind, person.account, person.credentials)
        assert stands(kind, person, author, original) == 0
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()
        assert person.statuses() == []

    @ACTS
    async def test_twice_is_once_and_a_lost_answer_is_found(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published, kind: Kind
    ) -> None:
        intent, began = await prepared(mastodon, person, kind, address(kind, author, original)), system_clock()
        person.fault("cut-after")
        with pytest.raises(UnknownOutcome):
            await mastodon.send(intent, person.credentials, soon())
        found = await mastodon.lookup(intent, person.credentials, began)
        assert found == Found(await mastodon.send(intent, person.credentials, soon()))
        assert stands(kind, person, author, original) == 1

    @ACTS
    async def test_what_another_approval_did_is_not_taken_for_this_one(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published, kind: Kind
    ) -> None:
        intent = await prepared(mastodon, person, kind, address(kind, author, original))
        published = await mastodon.send(intent, person.credentials, soon())
        found = await mastodon.lookup(intent, person.credentials, system_clock(), {published.remote_id})
        assert found == Inconclusive("another-approval")

    @ACTS
    async def test_what_is_done_already_is_not_approved_again(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published, kind: Kind
    ) -> None:
        url = address(kind, author, original)
        await mastodon.send(await prepared(mastodon, person, kind, url), person.credentials, soon())
        with pytest.raises(Rejected, match="already-"):
            await mastodon.resolve(url, kind, person.account, person.credentials)

    @ACTS
    async def test_a_look_up_that_fails_is_no_answer(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published, kind: Kind
    ) -> None:
        intent = await prepared(mastodon, person, kind, address(kind, author, original))
        person.fault("maintenance", operations=["read"])
        found = await mastodon.lookup(intent, person.credentials, system_clock())
        assert isinstance(found, Inconclusive)

    async def test_a_liked_post_that_is_gone_takes_the_like_with_it(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published
    ) -> None:
        intent = await prepared(mastodon, person, Kind.LIKE, address(Kind.LIKE, author, original))
        published = await mastodon.send(intent, person.credentials, soon())
        await mastodon.retract(original, Kind.POST, author.account, author.credentials)
        assert await mastodon.lookup(intent, person.credentials, system_clock()) == Absent()
        await mastodon.retract(published, Kind.LIKE, person.account, person.credentials)

    @ACTS
    async def test_a_cut_connection_while_taking_back_may_be_repeated(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published, kind: Kind
    ) -> None:
        intent = await prepared(mastodon, person, kind, address(kind, author, original))
        published = await mastodon.send(intent, person.credentials, soon())
        person.fault("cut-after")
        with pytest.raises(Retryable):
            await mastodon.retract(published, kind, person.account, person.credentials)
        await mastodon.retract(published, kind, person.account, person.credentials)

    @pytest.mark.parametrize("url", ["https://elsewhere.example/@a", "{server}/@nobody_at_all", "{server}/about", ""])
    async def test_an_account_nobody_knows(self, mastodon: Mastodon, person: Person, url: str) -> None:
        unknown = url.format(server=person.account.server)
        with pytest.raises(Rejected):
            await mastodon.resolve(unknown, Kind.FOLLOW, person.account, person.credentials)

    async def test_nobody_follows_themselves(self, mastodon: Mastodon, person: Person) -> None:
        own = f"{person.account.server}/@{person.name}"
        with pytest.raises(Rejected, match="own-account"):
            await mastodon.resolve(own, Kind.FOLLOW, person.account, person.credentials)

    @ACTS
    def test_nothing_but_the_target_is_sent(self, mastodon: Mastodon, person: Person, kind: Kind) -> None:
        url = "https://social.example/@bob/77"
        opening = person.opening(target=url, visibility="", language="")
        intent = mastodon.prepare(opening, kind, person.account, "key", Target(url, "77"))
        assert (intent.form, intent.headers, intent.target_id, intent.target_url) == ({}, {}, "77", url)
        for wrong, code in (({"text": "Nice"}, "text-without-words"), ({"visibility": "public"}, "visibility")):
            changed = opening.model_copy(update=wrong)
            with pytest.raises(Rejected, match=code):
                mastodon.prepare(changed, kind, person.account, "key", Target(url, "77"))


class TestComment:
    async def test_the_words_answer_the_post_and_nothing_else(
        self, mastodon: Mastodon, person: Person, original: Published
    ) -> None:
        assert original.url
        intent, began = await prepared(mastodon, person, Kind.COMMENT, original.url), system_clock()
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()
        published = await mastodon.send(intent, person.credentials, soon())
        (status,) = person.statuses()
        assert (status["text"], status["in_reply_to_id"]) == (WORDS, original.remote_id)
        assert await mastodon.lookup(intent, person.credentials, began) == Found(published)
        await mastodon.retract(published, Kind.COMMENT, person.account, person.credentials)
        assert person.statuses() == []

    async def test_the_same_words_elsewhere_are_not_it(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published
    ) -> None:
        assert original.url
        intent, began = await prepared(mastodon, person, Kind.COMMENT, original.url), system_clock()
        other = await publish(mastodon, author, "another one")
        assert other.url
        answer = await prepared(mastodon, person, Kind.COMMENT, other.url)
        await mastodon.send(answer, person.credentials, soon())
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()

    async def test_the_same_words_that_answer_nothing_are_in_doubt(
        self, mastodon: Mastodon, person: Person, original: Published
    ) -> None:
        assert original.url
        intent, began = await prepared(mastodon, person, Kind.COMMENT, original.url), system_clock()
        await publish(mastodon, person, WORDS)
        assert await mastodon.lookup(intent, person.credentials, began) == Inconclusive("similar-post")

    async def test_a_comment_that_outlives_the_post_it_answers_is_in_doubt(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published
    ) -> None:
        """The server forgets what it answered; it stands there all the same."""
        assert original.url
        intent, began = await prepared(mastodon, person, Kind.COMMENT, original.url), system_clock()
        published = await mastodon.send(intent, person.credentials, soon())
        await mastodon.retract(original, Kind.POST, author.account, author.credentials)
        assert read(person, f"/statuses/{published.remote_id}")["in_reply_to_id"] is None
        assert await mastodon.lookup(intent, person.credentials, began) == Inconclusive("similar-post")

    async def test_a_lost_answer_is_found_within_the_time_of_the_attempt(
        self, mastodon: Mastodon, person: Person, original: Published
    ) -> None:
        assert original.url
        intent, began = await prepared(mastodon, person, Kind.COMMENT, original.url), system_clock()
        person.fault("cut-after")
        with pytest.raises(UnknownOutcome):
            await mastodon.send(intent, person.credentials, soon())
        assert isinstance(await mastodon.lookup(intent, person.credentials, began), Found)
        later = system_clock() + timedelta(minutes=3)
        assert await mastodon.lookup(intent, person.credentials, later) == Absent()

    async def test_without_its_target_it_is_not_prepared(self, mastodon: Mastodon, person: Person) -> None:
        url = "https://social.example/@bob/77"
        for opening, target in (
            (person.opening(WORDS, target=url), None),
            (person.opening(WORDS), Target(url, "77")),
            (person.opening(WORDS), None),
            (person.opening(WORDS, target=url), Target("https://social.example/@bob/78", "78")),
        ):
            with pytest.raises(Rejected, match="target"):
                mastodon.prepare(opening, Kind.COMMENT, person.account, "key", target)

    async def test_the_post_is_gone(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published
    ) -> None:
        assert original.url
        intent = await prepared(mastodon, person, Kind.COMMENT, original.url)
        await mastodon.retract(original, Kind.POST, author.account, author.credentials)
        with pytest.raises(Rejected, match="not-found"):
            await mastodon.send(intent, person.credentials, soon())
        assert person.statuses() == []


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ((), set(Kind)),
        (("read", "write", "follow"), set(Kind)),
        (("read:accounts", "read:statuses", "read:search", "write:statuses"), {Kind.POST, Kind.REPOST, Kind.COMMENT}),
        (("read:statuses", "read:search", "write:favourites"), {Kind.LIKE}),
        (("read:search", "follow"), {Kind.FOLLOW}),
    ],
)
def test_what_a_token_permits(mastodon: Mastodon, told: tuple[str, ...], kinds: set[Kind]) -> None:
    assert {kind for kind in Kind if mastodon.permitted(kind, Credentials("token", told))} == kinds


def test_images_are_permitted_apart(mastodon: Mastodon) -> None:
    scopes = ("write:statuses", "read:statuses")
    assert not mastodon.permitted(Kind.POST, Credentials("token", scopes), images=True)
    assert mastodon.permitted(Kind.POST, Credentials("token", (*scopes, "write:media")), images=True)


class TestMeasure:
    async def test_what_readers_did_is_counted_as_the_network_does(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published
    ) -> None:
        told = await mastodon.measure(original, author.account, author.credentials)
        assert told == Engagement(likes=0, reposts=0, replies=0)
        assert original.url
        for kind in (Kind.LIKE, Kind.COMMENT):
            intent = await prepared(mastodon, person, kind, original.url)
            await mastodon.send(intent, person.credentials, soon())
        told = await mastodon.measure(original, author.account, author.credentials)
        assert told == Engagement(likes=1, reposts=0, replies=1)

    async def test_of_what_is_gone_nothing_is_told(
        self, mastodon: Mastodon, author: Person, original: Published
    ) -> None:
        await mastodon.retract(original, Kind.POST, author.account, author.credentials)
        with pytest.raises(Rejected, match="not-found"):
            await mastodon.measure(original, author.account, author.credentials)


class TestImages:
    PICTURES = (Picture("image/png", png()), Picture("image/jpeg", jpeg()))
    ALTS = ("A grey dot", "Nothing much, really")

    async def intent(self, mastodon: Mastodon, person: Person, *alts: str) -> Intent:
        uploaded = []
        for picture, alt in zip(self.PICTURES, alts or self.ALTS, strict=True):
            remote_id = await mastodon.upload(picture, alt, person.account, person.credentials)
            digest = hashlib.sha256(picture.data).hexdigest()
            uploaded.append(Uploaded(hash=digest, alt=alt, remote_id=remote_id))
        media = [{"hash": each.hash, "alt": each.alt} for each in uploaded]
        opening = person.opening(WORDS, media=media)
        return mastodon.prepare(opening, Kind.POST, person.account, "key", uploaded=tuple(uploaded))

    async def test_the_very_bytes_stand_there_with_their_words(self, mastodon: Mastodon, person: Person) -> None:
        intent, began = await self.intent(mastodon, person), system_clock()
        assert await mastodon.lookup(intent, person.credentials, began) == Absent()
        published = await mastodon.send(intent, person.credentials, soon())
        images = read(person, f"/statuses/{published.remote_id}")["media_attachments"]
        assert isinstance(images, list)
        assert [image["description"] for image in images] == list(self.ALTS)
        async with httpx.AsyncClient() as browser:
            seen = [(await browser.get(image["url"])).content for image in images]
        assert seen == [each.data for each in self.PICTURES]
        assert await mastodon.lookup(intent, person.credentials, began) == Found(published)

    async def test_the_same_words_with_other_images_are_in_doubt(self, mastodon: Mastodon, person: Person) -> None:
        intent, began = await self.intent(mastodon, person), system_clock()
        await publish(mastodon, person, WORDS)
        assert await mastodon.lookup(intent, person.credentials, began) == Inconclusive("similar-post")
        other = await self.intent(mastodon, person, "Something", "Else")
        await mastodon.send(other, person.credentials, soon())
        assert await mastodon.lookup(intent, person.credentials, began) == Inconclusive("similar-post")

    async def test_a_post_without_its_images_is_not_the_approved_one(self, mastodon: Mastodon, person: Person) -> None:
        """The server says that it has posted, and shows that it has left the images out."""
        person.fault("drop-media")
        intent, began = await self.intent(mastodon, person), system_clock()
        with pytest.raises(UnknownOutcome, match="not-as-approved"):
            await mastodon.send(intent, person.credentials, soon())
        (status,) = person.statuses()
        assert status["text"] == WORDS
        assert await mastodon.lookup(intent, person.credentials, began) == Inconclusive("similar-post")

    @pytest.mark.parametrize("kind", ["cut-after", "error-before", "rate-limit"])
    async def test_an_upload_that_fails_is_nothing(self, mastodon: Mastodon, person: Person, kind: str) -> None:
        person.fault(kind, operations=["media"])
        with pytest.raises(Retryable):
            await self.intent(mastodon, person)
        assert person.statuses() == []

    async def test_the_server_tells_whether_it_still_has_an_image(
        self, mastodon: Mastodon, person: Person, author: Person
    ) -> None:
        remote_id = (await self.intent(mastodon, person)).media[0].remote_id
        assert await mastodon.has_image(remote_id, person.account, person.credentials)
        assert not await mastodon.has_image(remote_id, author.account, author.credentials)
        person.fault("maintenance", operations=["read"])
        with pytest.raises(Retryable):
            await mastodon.has_image(remote_id, person.account, person.credentials)

    async def test_what_is_no_image_to_the_server_is_rejected(self, mastodon: Mastodon, person: Person) -> None:
        with pytest.raises(Rejected, match="unprocessable"):
            await mastodon.upload(Picture("image/png", b"no"), "alt", person.account, person.credentials)

    async def test_followers_are_counted_as_the_network_does(
        self, mastodon: Mastodon, person: Person, author: Person, original: Published
    ) -> None:
        assert await mastodon.followers(author.account, author.credentials) == 0
        intent = await prepared(mastodon, person, Kind.FOLLOW, address(Kind.FOLLOW, author, original))
        await mastodon.send(intent, person.credentials, soon())
        assert await mastodon.followers(author.account, author.credentials) == 1
