"""The game: training, the way up, rewards, a contest; and a pilot, which is for whoever pays for all this.

The contest begins before anybody earns, so that it has standings. Rewards with stock left, one of them waiting to be
handed over, and the pilot are left for whoever looks at the screens after the walk.
"""

from datetime import UTC, datetime, timedelta

from restu.demo.cast import ADMINISTRATOR, AYU, BEN, DEWI, FAJAR, GITA, SPONSOR, called
from restu.demo.report import Done
from restu.demo.waiting import expect, require, until
from restu.demo.walk import Chapter, Step, Walk, soon

PRICE = 2
"""Less than what everybody has by then."""
BOOK, AFTERNOON = (
    {"title": "A paperback of your choice", "words": "Ask Sari for the voucher.", "points": 10, "stock": 12},
    {"title": "An afternoon for a good cause", "words": "In working hours, paid.", "points": 40, "stock": 8},
)
PILOT = (AYU, BEN, DEWI, FAJAR, GITA)
"""The fewest of whom anything is reported."""
EARLIEST = timedelta(days=7, hours=14)
"""From now into a week that has begun in no time zone."""


async def _training(walk: Walk) -> Done:
    ayu = walk.people[AYU]
    step = (await ayu.get("/api/gamification/me/training"))["steps"][0]
    await ayu.post(f"/api/gamification/me/training/{step['code']}/start")
    told = await ayu.post(f"/api/gamification/me/training/{step['code']}/complete")
    (now,) = (
        each for each in (await ayu.get("/api/gamification/me/training"))["steps"] if each["code"] == step["code"]
    )
    require(now["completed_at"] and now["seconds"] == told["seconds"], "her training does not show the step as done")
    return Done(f"{step['title']['en']!r}: {told['seconds']} s measured; it is meant to take {step['minutes']} min")


async def _ladder(walk: Walk) -> Done:
    async def look() -> Done:
        way = await walk.people[BEN].get("/api/gamification/me/ladder")
        badges = [badge["title"]["en"] for badge in way["badges"] if badge["reached_at"]]
        expect(badges, "no badge yet")
        ahead = way["levels"][way["level"]]
        return Done(
            f"level {way['level']}, {ahead['counted']} of {ahead['posts']} on the way to {ahead['title']['en']!r}; "
            f"badges: {', '.join(badges)}"
        )

    return await until(look, f"{called(BEN)} has a badge")


async def _redeem(walk: Walk) -> Done:
    sari, ben = walk.people[ADMINISTRATOR], walk.people[BEN]
    reward = {"title": "A cup from our pottery evening", "points": PRICE, "stock": 1}
    reward_id = (await sari.post("/api/gamification/rewards", reward))["reward_id"]
    redeem = f"/api/gamification/rewards/{reward_id}/redeem"
    for part in (BEN, DEWI):

        async def has_points(part: str = part) -> None:
            mine = await walk.people[part].get("/api/gamification/me")
            expect(mine["balance"] >= PRICE, f"{called(part)} has {mine['balance']} points to spend")

        await until(has_points, f"{called(part)} can pay for it")
    before = await ben.get("/api/gamification/me")
    told = await ben.post(redeem)
    await walk.people[DEWI].is_refused("out-of-stock", "POST", redeem)
    await sari.post(f"/api/gamification/redemptions/{told['redemption_id']}/fulfil")
    after = await ben.get("/api/gamification/me")
    require(after["balance"] == told["balance"], f"{after['balance']} points are left, {told['balance']} were told")
    require(after["points"] >= before["points"], "what he treats himself to costs him his place")

    async def look() -> None:
        (mine,) = (await ben.get("/api/gamification/me/redemptions"))["redemptions"]
        expect(mine["state"] == "fulfilled", f"his redemption is {mine['state']}")

    await until(look, "he sees that it was handed over")
    return Done(
        f"{PRICE} points for a cup, handed over; {called(DEWI)} is too late: it was the only one",
        {"redemption": told["redemption_id"]},
    )


async def _shelf(walk: Walk) -> Done:
    sari, dewi = walk.people[ADMINISTRATOR], walk.people[DEWI]
    made = [(await sari.post("/api/gamification/rewards", reward))["reward_id"] for reward in (BOOK, AFTERNOON)]

    async def has_points() -> None:
        mine = await dewi.get("/api/gamification/me")
        expect(mine["balance"] >= BOOK["points"], f"{called(DEWI)} has {mine['balance']} points to spend")

    await until(has_points, f"{called(DEWI)} can pay for a book")
    told = await dewi.post(f"/api/gamification/rewards/{made[0]}/redeem")

    async def look() -> None:
        waiting = await sari.pages("/api/gamification/redemptions", "redemptions", "after")
        found = [each["title"] for each in waiting if each["redemption_id"] == told["redemption_id"]]
        expect(found == [BOOK["title"]], f"{called(ADMINISTRATOR)} sees {found or 'nothing'}")

    await until(look, "it waits to be handed over")
    return Done(f"a book for {called(DEWI)}, to be handed over; others are left", {"redemption": told["redemption_id"]})


async def _pilot(walk: Walk) -> Done:
    year, week, _ = (datetime.now(UTC) + EARLIEST).isocalendar()
    body = {
        "name": walk.named("Five go first"),
        "people": [walk.people[part].id for part in PILOT],
        "first_week": f"{year}-W{week:02}",
        "weeks": 8,
        "goals": {"participation": 60, "posts": 10},
    }
    made = await walk.people[ADMINISTRATOR].post("/api/publisher/pilots", body)

    async def look() -> None:
        pilots = (await walk.people[SPONSOR].get("/api/publisher/pilots"))["pilots"]
        found = [each["state"] for each in pilots if each["pilot_id"] == made["pilot_id"]]
        expect(found == ["upcoming"], f"{called(SPONSOR)} sees {found or 'no pilot'}")

    await until(look, f"{called(SPONSOR)} sees it")
    return Done(f"from week {body['first_week']}; {called(SPONSOR)} reads its report", {"pilot": made["pilot_id"]})


async def _contest(walk: Walk) -> Done:
    words = {"title": walk.named("This week"), "words": "The first three choose a charity.", "places": 3}
    dates = {"opens_at": soon(seconds=2), "closes_at": soon(days=7)}
    made = await walk.people[ADMINISTRATOR].post("/api/gamification/contests", {**words, **dates})
    await walk.people[AYU].is_refused("forbidden", "POST", "/api/gamification/contests", {**words, **dates})

    async def look() -> None:
        contests = (await walk.people[AYU].get("/api/gamification/contests"))["contests"]
        found = [each for each in contests if each["contest_id"] == made["contest_id"]]
        expect(found and found[0]["state"] == "running", f"she sees {found or 'no contest'}")
        require(found[0]["winners"] == [], "somebody has won before it is over")

    await until(look, "the contest is seen")
    walk.contests.append(made["contest_id"])
    return Done("everybody sees it run; it closes by itself in a week", {"contest": made["contest_id"]})


OPENING = Chapter("A contest", (Step("contest", "Sari", "opens a contest", _contest, ("colleagues",)),))

CHAPTER = Chapter(
    "The game",
    (
        Step("training", "Ayu", "takes a step of training", _training, ("colleagues",)),
        Step("ladder", "Ben", "looks at his way up", _ladder, ("own-words",)),
        Step("redeem", "Ben", "redeems a reward", _redeem, ("own-words", "like")),
        Step("shelf", "Dewi", "redeems what is not gone", _shelf, ("like", "picture")),
        Step("pilot", "Sari", "opens a pilot", _pilot, ("colleagues",)),
    ),
)
