"""Every kind through the whole of a running stack: offered, previewed, approved, done, earned, proven, taken back."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

import pytest

from contracts.values import Aim, Kind
from restu.commands.verify import examine_live
from restu.demo.browser import Refused
from restu.demo.waiting import expect, until
from tests.integration.town import Advocate, Town
from tests.pictures import SECRET, exif, jpeg

WORDS = "Well done, all of you, this was hard work."


async def points(advocate: Advocate) -> int:
    return int((await advocate.person.get("/api/gamification/me"))["points"])


async def counted(town: Town, author: Advocate, post_id: str) -> dict[Kind, Any]:
    """What the network itself counts of an author and their post."""
    client = town.network.client
    status = (await client.get(f"/api/v1/statuses/{post_id}")).raise_for_status().json()
    account = (await client.get(f"/api/v1/accounts/lookup?acct={author.account.username}")).raise_for_status().json()
    return {
        Kind.REPOST: status["reblogs_count"],
        Kind.LIKE: status["favourites_count"],
        Kind.COMMENT: status["replies_count"],
        Kind.FOLLOW: account["followers_count"],
    }


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.aim])
async def test_a_kind_is_done_as_it_was_approved_and_taken_back(town: Town, kind: Kind) -> None:
    mark = uuid4().hex[:8]
    author = await town.advocate("Ada Author", f"ada.{mark}@example.org", f"ada_{mark}")
    advocate = await town.advocate("Fay Fan", f"fay.{mark}@example.org", f"fay_{mark}")
    first = await town.approve(author, await town.offer("News", "https://example.org/news", "news"), "It works.")
    link = (await town.post_is(author, first, "published"))["link"]
    target = f"{town.network.address}/@{author.account.username}" if kind.aim is Aim.ACCOUNT else link

    activity = await town.offer(f"A {kind}", points=7, kind=kind, target=target)
    wish = {"visibility": "public" if kind.has_visibility else ""}
    approval = await town.approve(advocate, activity, WORDS if kind.has_words else "", **wish)
    post = await town.post_is(advocate, approval, "published")

    assert post["kind"] == kind.value
    done = await counted(town, author, link.rpartition("/")[2])
    assert done == {each: int(each is kind) for each in done}
    await until(lambda: earned(advocate, 7), "the points")
    receipt = await advocate.person.get(f"/api/consent/approvals/{approval}/receipt")
    assert receipt["opening"]["target"] == target
    await until(lambda: proven(town), "the stream is whole and every post approved")

    if not kind.has_words:
        again = await town.offer(f"Another {kind}", points=7, kind=kind, target=target)
        assert await refusal_of(advocate, again, wish) == "target-unusable"
    await advocate.person.post(f"/api/publisher/posts/{post['post_id']}/take-down", {})
    await town.post_is(advocate, approval, "removed")
    undone = await counted(town, author, link.rpartition("/")[2])
    assert undone == dict.fromkeys(undone, 0)
    await until(lambda: earned(advocate, 0), "the points are taken back")


async def test_an_image_is_posted_byte_for_byte_and_nothing_of_its_camera(town: Town) -> None:
    mark = uuid4().hex[:8]
    advocate = await town.advocate("Pia Picture", f"pia.{mark}@example.org", f"pia_{mark}")
    activity = await town.offer("Pictures", "https://example.org/pictures", "pictures")
    person = advocate.person
    photograph = jpeg(exif(orientation=6))
    digest = (await person.upload("/api/consent/images", photograph))["hash"]
    media = [{"hash": digest, "alt": "Our new lab from outside"}]
    approval = await town.approve(advocate, activity, "We have moved in.", media=media)
    post = await town.post_is(advocate, approval, "published")

    status_id = post["link"].rpartition("/")[2]
    (image,) = (await town.network.client.get(f"/api/v1/statuses/{status_id}")).json()["media_attachments"]
    assert image["description"] == "Our new lab from outside"
    stands = (await town.network.client.get(image["url"])).content
    assert hashlib.sha256(stands).hexdigest() == digest
    assert SECRET in photograph
    assert SECRET not in stands
    receipt = await person.get(f"/api/consent/approvals/{approval}/receipt")
    assert receipt["opening"]["media"] == media
    await until(lambda: proven(town), "the stream is whole and every post approved")


async def refusal_of(advocate: Advocate, activity: str, wish: dict[str, str]) -> str | None:
    """Why there is no preview of an activity that consent has heard of, as a code."""
    asked = {"activity_id": activity, "account_id": advocate.account_id, "choice": "now", **wish}

    async def look() -> str | None:
        try:
            await advocate.person.post("/api/consent/previews", asked)
        except Refused as refusal:
            expect(refusal.code != "activity-closed", "consent has not heard of it")
            return refusal.code
        return None

    return await until(look, "an answer")


async def earned(advocate: Advocate, wanted: int) -> None:
    expect(await points(advocate) == wanted, "not yet")


async def proven(town: Town) -> None:
    report = await examine_live(town.stack.sources)
    assert not report.violations, report.as_text()
    expect(not report.gaps, f"{len(report.gaps)} gaps")
