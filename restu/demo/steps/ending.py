"""What came of it: points, the leaderboard, the proof. The walk leaves nothing behind that asks for what is gone."""

from restu.demo.cast import AYU, BEN, CITRA, CURATOR, DEWI, EKO, called
from restu.demo.report import Done
from restu.demo.steps.content import LAUNCH
from restu.demo.stream import lines, verified
from restu.demo.waiting import expect, require, until
from restu.demo.walk import Chapter, Step, Walk

EARNED = {AYU: 10, BEN: 35, DEWI: 10}
"""Points of those who are still here: Ayu's article, Ben's functions and Ballista, Dewi's article."""


async def _points(walk: Walk) -> Done:
    for part, wanted in EARNED.items():

        async def look(part: str = part, wanted: int = wanted) -> None:
            points = int((await walk.people[part].get("/api/gamification/me"))["points"])
            expect(points == wanted, f"{called(part)} has {points} points")

        await until(look, f"{called(part)} has {wanted} points")
    return Done(", ".join(f"{called(part)} {points}" for part, points in EARNED.items()))


async def _leaderboard(walk: Walk) -> Done:
    async def look() -> list[dict[str, object]]:
        rows = await _rows(walk)
        shown = {str(row["advocate_id"]): row for row in rows}
        for part, wanted in EARNED.items():
            row = shown.get(walk.people[part].id, {})
            expect(row.get("points") == wanted, f"{called(part)}'s row is {row or 'missing'}")
            expect(row.get("name") == walk.people[part].name, f"{called(part)} stands there as {row.get('name')}")
        for part in (CITRA, EKO):
            expect(walk.people[part].name not in [row.get("name") for row in rows], f"{called(part)} is still listed")
        return rows

    await until(look, "the leaderboard of this month")
    return Done("everybody who is here, by points; who left is not listed")


async def _rows(walk: Walk) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
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
    secrets += [f".{walk.mark}@example.org", *walk.targets.values()]
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


async def _feeds(walk: Walk) -> Done:
    for feed_id in walk.feeds:
        await walk.people[CURATOR].delete(f"/api/content/feeds/{feed_id}")
    left = {each["feed_id"] for each in (await walk.people[CURATOR].get("/api/content/feeds"))["feeds"]}
    require(left.isdisjoint(walk.feeds), "a feed is still followed")
    return Done("the demo's feeds end with the demo; their items stay")


CHAPTER = Chapter(
    "What came of it",
    (
        Step("earned", "Everybody", "has points", _points, ("own-words", "end-cut", "end-late", "again", "reversed")),
        Step("leaderboard", "Ayu", "looks at the leaderboard", _leaderboard, ("earned", "leaves", "erased")),
        Step("private", "Tom", "looks for people in the stream", _private, ("offer", "decline")),
        Step("verify", "Tom", "checks every post from the stream alone", _verify),
        Step("unfollow", "Budi", "follows the feeds no more", _feeds, ("colleagues",)),
    ),
)
