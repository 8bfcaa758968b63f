"""What came of it: points, ranks, the proof. The walk leaves nothing behind that asks for what is gone."""

import json
from typing import Any

from restu.demo.browser import Person
from restu.demo.cast import AUDITOR, AYU, BEN, CITRA, CURATOR, DEWI, EKO, called, email
from restu.demo.report import Done
from restu.demo.steps.content import (
    ARTICLE,
    BALLISTA,
    COMMENT,
    FOLLOW,
    FUNCTIONS,
    LAUNCH,
    LIKE,
    PICTURE,
    POINTS,
)
from restu.demo.steps.kinds import SEEN
from restu.demo.stream import lines, verified
from restu.demo.waiting import expect, require, until
from restu.demo.walk import Chapter, Step, Walk
from restu.verifier.proof import Keys, hash_of

CONSENT, PUBLISHER = "consent", "publisher"

EARNED = {
    AYU: POINTS[ARTICLE] + POINTS[COMMENT],
    # Half again for a text that is more than half one's own.
    BEN: POINTS[FUNCTIONS] * 150 // 100 + POINTS[BALLISTA] + POINTS[FOLLOW],
    DEWI: POINTS[ARTICLE] + POINTS[LIKE] + POINTS[PICTURE] * 150 // 100,
}
"""Points of those who are still here, at the end."""


async def _points(walk: Walk) -> Done:
    for part, wanted in EARNED.items():

        async def look(part: str = part, wanted: int = wanted) -> None:
            points = int((await walk.people[part].get("/api/gamification/me"))["points"])
            expect(points == wanted, f"{called(part)} has {points} points")

        await until(look, f"{called(part)} has {wanted} points")
    return Done(", ".join(f"{called(part)} {points}" for part, points in EARNED.items()))


async def _leaderboard(walk: Walk) -> Done:
    ranks = []
    for part, wanted in EARNED.items():
        row = await _own_row(walk, part, wanted)
        ranks.append((row["rank"], f"{row['rank']}. {row['name']} {row['points']}"))
    listed = [row["name"] for row in await _rows(walk)]
    require(walk.people[CITRA].name not in listed, f"{called(CITRA)} is still listed")
    told = ", ".join(line for _, line in sorted(ranks))
    return Done(f"{told}; who is erased is not listed")


async def _standings(walk: Walk) -> Done:
    page = await walk.people[AYU].get(f"/api/gamification/contests/{walk.contests[0]}/standings")
    names = {walk.people[part].name: wanted for part, wanted in EARNED.items()}
    standing = {row["name"]: row["points"] for row in page["rows"]}
    require(standing == names, f"who stands there: {standing}")
    return Done("whoever is here stands there with what they earned since it began")


async def _own_row(walk: Walk, part: str, wanted: int) -> dict[str, Any]:
    """A person's own line, among those around them."""

    async def look() -> dict[str, Any]:
        page = await walk.people[part].get("/api/gamification/leaderboard", around="me")
        own = [row for row in page["rows"] if row["me"]]
        expect(len(own) == 1 and own[0]["points"] == wanted, f"their line is {own or 'missing'}")
        require(own[0]["name"] == walk.people[part].name, f"they stand there as {own[0]['name']}")
        require(own[0]["rank"] == page["me"]["rank"], f"the line says rank {own[0]['rank']}, they {page['me']['rank']}")
        found: dict[str, Any] = own[0]
        return found

    return await until(look, f"{called(part)} is on this month's leaderboard")


async def _rows(walk: Walk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = await walk.people[AYU].get("/api/gamification/leaderboard", **after)
        rows += page["rows"]
        if not page["next"]:
            return rows
        after = {"after": page["next"]}


async def _private(walk: Walk) -> Done:
    told = await lines(walk.sources)
    whole = "\n".join(told).casefold()
    secrets = [person.name for person in walk.people.values()]
    secrets += [account.username for account in walk.handles.values()]
    secrets += [email("", walk.mark), SEEN, *walk.targets.values()]
    secrets += [given.text.splitlines()[0] for given in walk.given.values() if given.text]
    found = [secret for secret in secrets if secret.casefold() in whole]
    require(not found, f"the stream holds {len(found)} of them, the first is {found[:1]}")
    declined = [line for line in told if walk.people[EKO].id in line and walk.activities[LAUNCH] in line]
    require(not declined, "the stream tells of Eko and what he declined")
    return Done(f"{len(told)} events, none of {len(secrets)} names, handles, links and texts, no decline")


async def _verify(walk: Walk) -> Done:
    report = await verified(walk.sources, posts=len(walk.published))
    for line in report.as_text().splitlines():
        walk.tell(line)
    require(report.clean, f"{len(report.violations)} violations")
    return Done(f"{report.posts} posts, {len(report.unapproved)} unapproved posts")


async def _audit(walk: Walk) -> Done:
    auditor = walk.people[AUDITOR]
    keys = Keys((await auditor.get("/api/keys"))["keys"])
    found = await _went_out(auditor)
    for post in found:
        approval, grant, use = (json.loads(post[name]["event"]) for name in ("approval", "grant", "use"))
        for data, name, signer in ((approval, "approval", CONSENT), (grant, "grant", CONSENT), (use, "use", PUBLISHER)):
            keys.prove(data, post[name]["type"], signer)
        require(grant["approval_hash"] == hash_of(approval), "a grant cites another approval")
        require(use["grant_hash"] == hash_of(grant), "a publication cites another grant")
    await walk.people[AYU].is_refused("forbidden", "GET", "/api/publisher/audit/posts")
    erased = [post for post in found if post["erased"]]
    require(all(post["name"] is None for post in erased), "somebody who is erased is still named")
    return Done(f"{len(found)} with approval, grant and publication, {len(erased)} of people who are erased")


async def _went_out(auditor: Person) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = []
    before: dict[str, str] = {}
    while True:
        page = await auditor.get("/api/publisher/audit/posts", **before)
        posts += page["posts"]
        if not page["next"]:
            return posts
        before = {"before": page["next"]}


async def _feeds(walk: Walk) -> Done:
    for feed_id in walk.feeds:
        await walk.people[CURATOR].post(f"/api/content/feeds/{feed_id}/pause")
    told = {each["feed_id"]: each for each in (await walk.people[CURATOR].get("/api/content/feeds"))["feeds"]}
    require(all(told[feed_id]["paused"] for feed_id in walk.feeds), "a feed is still read")
    return Done("paused: where the demo's files are read ends with the demo")


_TROUBLE = ("own-words", "end-cut", "end-late", "again", "reversed")
_KINDS = ("like", "comment", "follow", "picture")

CHAPTER = Chapter(
    "What came of it",
    (
        Step("earned", "Everybody", "has points", _points, (*_TROUBLE, *_KINDS)),
        Step("leaderboard", "Ayu", "looks at the leaderboard", _leaderboard, ("earned", "leaves", "erased")),
        Step("standings", "Ayu", "looks how the contest stands", _standings, ("leaderboard", "contest")),
        Step("private", "Tom", "looks for people in the stream", _private, ("offer", "decline")),
        Step("verify", "Tom", "checks every post from the stream alone", _verify),
        Step("audit", "Tom", "goes through every post with its proof", _audit, ("verify",)),
        Step("feeds", "Budi", "lets the feeds rest", _feeds, ("colleagues",)),
    ),
)
