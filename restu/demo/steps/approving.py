"""Approving in all its ways. What is published is exactly what was approved, and nothing else ever is."""

from datetime import UTC, datetime

from restu.demo.cast import AYU, BEN, CITRA, CURATOR, DEWI, EKO
from restu.demo.report import Done
from restu.demo.steps.acts import (
    approval_is,
    approve,
    nothing_stands,
    post_is,
    preview,
    published,
    receipt_proves,
    replace,
    when,
    withdraw,
)
from restu.demo.steps.content import ARTICLE, BOOST, FUNCTIONS, LAUNCH, NOTICE, POINTS, feed, suggested
from restu.demo.waiting import require
from restu.demo.walk import Chapter, Step, Walk, soon

NOW, DRIP, OWN, BEFORE, AFTER, BACK, REVISED, REPOST = (
    *("now", "drip", "own", "before", "after", "back", "revised", "repost"),
)
OWN_WORDS = (
    "I used to think that custom logic had to leave the query engine. Then I tried this with our sensor data, and a "
    "job of an hour became a job of a minute. Measure before you rewrite!"
)


async def _now(walk: Walk) -> Done:
    given = await approve(walk, NOW, AYU, LAUNCH, suggested(LAUNCH))
    ear = walk.ears[AYU]
    for state in ("approved", "released", "published"):
        await ear.hears("approval", approval_id=given.approval_id, state=state)
        walk.tell(f"live: {state}")
    post = await published(walk, given)
    await receipt_proves(walk, given)
    ids = {"approval": given.approval_id, "post": post["post_id"]}
    return Done("published word for word, seen live; her receipt proves it", ids, post["link"])


async def _points_live(walk: Walk) -> Done:
    heard = await walk.ears[AYU].hears("points-awarded")
    mine = (await walk.people[AYU].get("/api/gamification/me"))["points"]
    require(heard.data["points"] == POINTS[LAUNCH] and mine == POINTS[LAUNCH], f"{mine} points")
    return Done(f"{mine} points, seen live", {"entry": str(heard.data["entry_id"])})


async def _drip(walk: Walk) -> Done:
    text = f"Lima menit membaca yang sepadan. {suggested(ARTICLE)}"
    given = await approve(walk, DRIP, BEN, ARTICLE, text, choice="drip", language="id")
    post = await post_is(walk, given, "scheduled")
    require(datetime.fromisoformat(post["slot_at"]) > datetime.now(UTC), "the slot is in the past")
    require({"spread", "sensible-hours"} <= set(post["because"]), f"the slot is because {post['because']}")
    await approval_is(walk, given, "standing")
    return Done(f"{when(post)}; stands until then", {"approval": given.approval_id, "post": post["post_id"]})


async def _own_words(walk: Walk) -> Done:
    as_suggested = await preview(walk, BEN, FUNCTIONS, suggested(FUNCTIONS))
    body = {"verb": "approve", "token": as_suggested["token"], "text": as_suggested["preview"]["text"]}
    refusal = await walk.people[BEN].is_refused("own-words", "POST", "/api/consent/respond", body)
    walk.tell(f"the suggestion as it is: {refusal.detail}")
    other = {**body, "text": f"{OWN_WORDS} Never shown."}
    await walk.people[BEN].is_refused("not-what-was-shown", "POST", "/api/consent/respond", other)
    given = await approve(walk, OWN, BEN, FUNCTIONS, OWN_WORDS)
    percent = given.shown["own_words"]
    require(percent >= 30, f"{percent} percent of own words")
    post = await published(walk, given)
    ids = {"approval": given.approval_id, "post": post["post_id"]}
    return Done(f"{percent} % own words (30 needed), published", ids, post["link"])


async def _replace(walk: Walk) -> Done:
    before = await approve(
        walk, BEFORE, CITRA, ARTICLE, f"Hmm. {suggested(ARTICLE)}", choice="pick", picked_at=soon(hours=3)
    )
    after = await replace(walk, AFTER, before, ARTICLE, f"Well said, and well ended. {suggested(ARTICLE)}")
    ended = await approval_is(walk, before, "withdrawn")
    require(ended["replaced_by"] == after.approval_id, "the first approval does not say what replaced it")
    post = await published(walk, after)
    await post_is(walk, before, "ended")
    await nothing_stands(walk, before)
    ids = {"replaced": before.approval_id, "approval": after.approval_id, "post": post["post_id"]}
    return Done("the first words are withdrawn, the second ones published", ids, post["link"])


async def _decline(walk: Walk) -> Done:
    eko = walk.people[EKO]
    body = {"verb": "decline", "activity_id": walk.activities[LAUNCH]}
    await eko.post("/api/consent/respond", body)
    require(walk.activities[LAUNCH] not in await _shown_to(walk, EKO), "what was declined is still in the feed")
    await eko.post("/api/consent/respond", {**body, "verb": "undo-decline"})
    require(walk.activities[LAUNCH] in await _shown_to(walk, EKO), "what was declined no more is not in the feed")
    await eko.post("/api/consent/respond", body)
    seen = await walk.people[CURATOR].get(f"/api/content/items/{walk.items[LAUNCH]}")
    require("declin" not in str(seen).lower(), "the curator sees something of a decline")
    return Done("gone from his feed; the curator sees nothing of it, the stream knows nothing of it")


async def _shown_to(walk: Walk, part: str) -> set[str]:
    return {card["activity_id"] for card in await feed(walk, part)}


async def _in_time(walk: Walk) -> Done:
    given = await approve(
        walk, BACK, EKO, ARTICLE, f"Why not. {suggested(ARTICLE)}", choice="pick", picked_at=soon(hours=2)
    )
    post = await post_is(walk, given, "scheduled")
    walk.tell(f"scheduled: {when(post)}")
    told = await withdraw(walk, given)
    require(told["state"] == "withdrawn", f"the approval is {told['state']}")
    await post_is(walk, given, "ended")
    await nothing_stands(walk, given)
    return Done("withdrawn; the post ended, nothing was sent", {"approval": given.approval_id})


async def _too_late(walk: Walk) -> Done:
    given = walk.given[NOW]
    ayu = walk.people[AYU]
    body = {"verb": "withdraw", "approval_id": given.approval_id}
    refusal = await ayu.is_refused("already-published", "POST", "/api/consent/respond", body)
    walk.tell(f"withdraw: {refusal.detail}")
    post = await post_is(walk, given, "published")
    await ayu.post(f"/api/publisher/posts/{post['post_id']}/take-down")
    await post_is(walk, given, "removed")
    standing = await walk.network.standing(walk.handles[AYU])
    require(all(status.url != post["link"] for status in standing), "it still stands on the network")
    walk.published.discard(given.approval_id)
    return Done("too late to withdraw; taken down from the network instead", {"post": post["post_id"]}, post["link"])


async def _reversed(walk: Walk) -> Done:
    await walk.ears[AYU].hears("points-reversed")
    entries = (await walk.people[AYU].get("/api/gamification/ledger"))["entries"]
    taken_back = [entry for entry in entries if entry["reverses"]]
    earned = [entry for entry in entries if entry["entry_id"] in {each["reverses"] for each in taken_back}]
    require([entry["points"] for entry in taken_back + earned] == [-POINTS[LAUNCH], POINTS[LAUNCH]], f"{entries}")
    return Done(f"{POINTS[LAUNCH]} points earned, {POINTS[LAUNCH]} taken back, both in her ledger, seen live")


async def _revised(walk: Walk) -> Done:
    first = await approve(
        walk, REVISED, DEWI, NOTICE, f"See you there! {suggested(NOTICE)}", choice="pick", picked_at=soon(hours=2)
    )
    stale = await preview(walk, EKO, NOTICE, suggested(NOTICE))
    words = {
        "title": "Autumn meet-up (new date)",
        "description": "An evening about data, a week later.",
        "language": "en",
        "messages": [{"network": "mastodon", "language": "en", "text": "Our autumn meet-up moves to the week after."}],
    }
    await walk.people[CURATOR].post(f"/api/content/items/{walk.items[NOTICE]}/revise", words)
    lapsed = await approval_is(walk, first, "lapsed")
    require(lapsed["reason"] == "content-revised", f"lapsed because {lapsed['reason']}")
    await walk.ears[DEWI].hears("approval", approval_id=first.approval_id, state="lapsed")
    await post_is(walk, first, "ended")
    await nothing_stands(walk, first)
    body = {"verb": "approve", "token": stale["token"], "text": stale["preview"]["text"]}
    await walk.people[EKO].is_refused("content-revised", "POST", "/api/consent/respond", body)
    return Done("Dewi's approval lapses, Eko's old preview is refused", {"approval": first.approval_id})


async def _repost(walk: Walk) -> Done:
    given = await approve(walk, REPOST, CITRA, BOOST, "")
    post = await post_is(walk, given, "published")
    await approval_is(walk, given, "published")
    reposts = [status for status in await walk.network.standing(walk.handles[CITRA]) if status.reblog_of]
    require(len(reposts) == 1, f"{len(reposts)} reposts stand on her profile")
    require(walk.targets[BOOST].endswith(f"/{reposts[0].reblog_of}"), "something else was reposted")
    walk.published.add(given.approval_id)
    return Done("the company's post is on her profile, once", {"post": post["post_id"]}, walk.targets[BOOST])


_READY = ("audience", "live")

CHAPTER = Chapter(
    "Approving",
    (
        Step("now", "Ayu", "approves now", _now, _READY),
        Step("points", "Ayu", "gets her points", _points_live, ("now",)),
        Step("own-words", "Ben", "finds his own words", _own_words, _READY),
        Step("drip", "Ben", "approves with drip", _drip, _READY),
        Step("replace", "Citra", "replaces what she approved", _replace, _READY),
        Step("repost", "Citra", "reposts", _repost, _READY),
        Step("decline", "Eko", "declines", _decline, _READY),
        Step("in-time", "Eko", "withdraws in time", _in_time, _READY),
        Step("revised", "Budi", "revises what Dewi approved", _revised, _READY),
        Step("too-late", "Ayu", "withdraws too late", _too_late, ("now",)),
        Step("reversed", "Ayu", "has her points taken back", _reversed, ("points", "too-late")),
    ),
)
