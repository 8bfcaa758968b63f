"""What a person publishes themselves, through a running stack: offered, approved, handed over, reported, proven."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from restu.commands.verify import examine_live
from restu.demo.browser import Refused
from restu.demo.waiting import expect, until
from restu.demo.walk import soon
from tests.integration.town import Advocate, Town

DISCLOSED = "I work for the company this is about.\n\n"
"""What a preview puts in front, of somebody who has not said where they live."""
TARGET = "https://x.com/acme/status/1234567890"


async def offered(town: Town, kind: str, network: str, *, target: str | None = None, points: int = 0) -> str:
    """An activity of this kind there; its id."""
    words = {"title": "Our lab", "description": "It opens", "link": "https://example.org/lab", "language": "en"}
    item_id = (await town.curator.post("/api/content/items", {**words, "messages": []}))["item_id"]
    terms = {
        "kind": kind,
        "network": network,
        "target": target,
        "points": points,
        "own_words": 0,
        "audience": {"everyone": True, "groups": []},
        "opens_at": soon(minutes=-1),
        "closes_at": soon(days=7),
    }
    return str((await town.curator.post(f"/api/content/items/{item_id}/activities", terms))["activity_id"])


async def advocate_of(town: Town) -> Advocate:
    mark = uuid4().hex[:8]
    return await town.advocate("Hana Hand", f"hana.{mark}@example.org", f"hana_{mark}")


async def clean(town: Town) -> int:
    """How many reports the witness has found, all of them approved."""
    report = await examine_live(town.stack.sources)
    expect(report.clean, report.as_text())
    return report.handed_over


@pytest.mark.parametrize(("network", "points", "earns"), [("linkedin", 10, 5), ("x", 0, 0)])
async def test_from_the_offer_to_the_report(town: Town, network: str, points: int, earns: int) -> None:
    advocate = await advocate_of(town)
    person = advocate.person
    activity = await offered(town, "post", network, points=points)
    approval = await town.approve(advocate, activity, "I helped to build it.", account_id=None, visibility="")
    post = await town.post_is(advocate, approval, "to-hand-over")

    composer = await person.get(f"/api/publisher/posts/{post['post_id']}/composer")
    brought = parse_qs(urlsplit(composer["address"]).query)
    assert composer["text"] == f"{DISCLOSED}I helped to build it.\n\nhttps://example.org/lab"
    assert brought == ({"url": ["https://example.org/lab"]} if composer["paste"] else {"text": [composer["text"]]})
    before = await until(lambda: clean(town), "nothing is wrong before")

    await person.post(f"/api/publisher/posts/{post['post_id']}/handed-over", {})
    done = await town.post_is(advocate, approval, "handed-over")
    assert (done["published_at"], done["link"], done["by_hand"]) == (None, None, True)
    given = await person.get(f"/api/consent/approvals/{approval}")
    assert given["state"] in ("released", "handed-over")

    async def reported() -> Any:
        found = await clean(town)
        expect(found == before + 1, f"{found} reports")
        me = await person.get("/api/gamification/me")
        expect(me["points"] == earns, f"{me['points']} points")
        ladder = await person.get("/api/gamification/me/ladder")
        assert not [badge for badge in ladder["badges"] if badge["reached_at"]]

    await until(reported, "the report is proven, and earns what it may")


async def test_what_was_withdrawn_is_neither_handed_over_nor_reported(town: Town) -> None:
    advocate = await advocate_of(town)
    activity = await offered(town, "comment", "x", target=TARGET)
    approval = await town.approve(advocate, activity, "Well done.", account_id=None, visibility="")
    post = await town.post_is(advocate, approval, "to-hand-over")
    path = f"/api/publisher/posts/{post['post_id']}"
    composer = await advocate.person.get(f"{path}/composer")
    assert parse_qs(urlsplit(composer["address"]).query) == {
        "in_reply_to": ["1234567890"],
        "text": [f"{DISCLOSED}Well done."],
    }

    await advocate.person.post("/api/consent/respond", {"verb": "withdraw", "approval_id": approval})
    # At once, whether or not the publisher has heard of it: consent is asked.
    with pytest.raises(Refused) as refused:
        await advocate.person.get(f"{path}/composer")
    assert refused.value.code == "not-to-hand-over"
    await town.post_is(advocate, approval, "ended")
    with pytest.raises(Refused):
        await advocate.person.post(f"{path}/handed-over", {})
