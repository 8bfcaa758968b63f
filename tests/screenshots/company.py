"""A made-up company's week, lived through on a real stack: what the pictures of the screens show.

The people are those of the demo's walk and colleagues of theirs; nobody real is meant. Everything is done through the
gateway, as people would do it, so that what the screens show is so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from restu.demo.browser import Person
from restu.demo.steps.people import OFFICE_HOURS
from restu.demo.waiting import expect, until
from restu.demo.walk import soon
from tests.integration.town import Advocate, RunningStack, Town, town_in

ADMINISTRATOR, CURATOR, ADVOCATE = "Sari Wijaya", "Budi Hartono", "Ayu Lestari"
TEAM = (ADVOCATE, "Ben Okafor", "Citra Halim", "Dewi Pratama", "Eko Santoso")
COLLEAGUES = (
    *("Adi Kusuma", "Bunga Rahman", "Clara Novak", "Dimas Siregar", "Farah Tan", "Gita Utami"),
    *("Hendra Wibowo", "Intan Zahra", "Jonas Schmidt", "Kenji Yamada", "Lina Adams", "Maya Putri"),
)
OFFICE = {**OFFICE_HOURS, "language": "en", "daily_cap": 5, "spacing_minutes": 45}
"""A pause between posts, when colleagues are at work: the week is spread out."""


@dataclass(frozen=True)
class Story:
    """Something worth sharing, and what is asked of people: by default a post on Mastodon within the week."""

    title: str
    link: str
    words: str
    message: str
    points: int = 10
    own_words: int = 0
    days: float = 7
    network: str = "mastodon"


ROOFS = Story(
    "What a year of solar roofs has taught us",
    "https://news.example.org/solar-roofs",
    "Eleven depots, one winter, and a lesson about pigeons.",
    "A year ago we put solar panels on all our depots. Three things surprised us, and one of them was the pigeons.",
    points=20,
    own_words=30,
    days=1.9,
)
LAB = Story(
    "Our learning lab opens for schools",
    "https://news.example.org/learning-lab",
    "Robots, soldering irons and patient colleagues.",
    "We open our learning lab to every school in town. Come by on Friday, there will be robots.",
    points=15,
)
JOBS = Story(
    "Five open roles in our Bandung workshop",
    "https://jobs.example.org/bandung",
    "Mechanics, a planner and two engineers.",
    "We are looking for five people who like to mend things. Ask me what a day in the workshop is like.",
    days=5,
    network="linkedin",
)
ROUTES = Story(
    "How we plan a city's deliveries without a rush hour",
    "https://news.example.org/quiet-routes",
    "What changes when vans leave at ten.",
    "Our vans leave at ten now, not at eight. Fewer jams, fewer kilometres, and mornings with the children.",
)
BIKE = Story(
    "Apprentices rebuild a delivery bike from 1962",
    "https://news.example.org/delivery-bike",
    "Eight months, four apprentices, no instructions.",
    "Four apprentices, eight months, no instructions: our delivery bike from 1962 is on the road again.",
    points=15,
)
KITCHEN = Story(
    "The canteen now buys within 40 kilometres",
    "https://news.example.org/canteen",
    "Seventeen farms and one exception: coffee.",
    "Our canteen buys from seventeen farms nearby now. The one exception is coffee.",
)
MENTORS = Story(
    "Two hundred hours of mentoring, and what came back",
    "https://news.example.org/mentoring",
    "Colleagues on what they learned by explaining.",
    "Thirty of us mentored for a year. We asked what they got out of it themselves.",
    points=20,
)
STORIES = (MENTORS, KITCHEN, BIKE, ROUTES, JOBS, LAB, ROOFS)
"""As they were offered: the last is the newest."""

NEWS = "Our apprentices have won this year's repair prize. We could not be prouder."
"""What the company says itself, to be reposted."""

WENT_OUT = {
    MENTORS: "I went there to explain, and came back with better questions. Twelve afternoons, one very patient "
    "teenager, and I would do it again.",
    BIKE: "I still have oil on my hands from the first ride. Four apprentices brought this bike back, and they asked "
    "better questions than I do.",
}
PLANNED = {
    ROUTES: "I see my daughter at breakfast again, because our vans leave at ten. The maths behind it is lovely, too.",
    KITCHEN: "Lunch today: rice from Subang, tempeh from next door. I walked over and met the people who make it.",
    LAB: "Friday I show thirty children how to solder. Bring yours, there is a spare iron.",
}
TYPED = (
    "I helped to carry the first panel up. A year later the meters prove us right, and the pigeons have moved in. "
    "Here is what we would do differently:"
)
"""Being written in the picture of approving."""

REWARDS = (
    ("A tree planted in your name", 20, 25),
    ("Breakfast for your whole team", 60, 4),
    ("A day with the apprentices in the workshop", 120, 2),
    ("Lunch with whom you like, on the house", 150, 1),
)


@dataclass(frozen=True)
class Company:
    """The town once the week has been lived through."""

    town: Town
    ayu: Advocate
    items: dict[Story, str]
    """The content item of each story."""


@asynccontextmanager
async def company_in(stack: RunningStack) -> AsyncIterator[Town]:
    """The company on its first day: its people, and what there is to share. Nobody has approved anything."""
    async with town_in(stack, administrator_named=ADMINISTRATOR, curator_named=CURATOR) as town:
        yield town


async def hired(town: Town, names: tuple[str, ...]) -> list[Advocate]:
    """Everybody joins with an account on the network."""
    return list(await asyncio.gather(*(_hired(town, name) for name in names)))


async def _hired(town: Town, name: str) -> Advocate:
    username = name.lower().replace(" ", "_")
    return await town.advocate(name, f"{username.replace('_', '.')}@example.org", username)


async def week_of(town: Town, team: list[Advocate]) -> Company:
    """The week until Thursday: what was offered, what colleagues shared, what Ayu has out and has planned."""
    ayu, others = team[0], [*team[1:], *await hired(town, COLLEAGUES)]
    activities: dict[Story, str] = {}
    items: dict[Story, str] = {}
    for story in STORIES:
        items[story], activities[story] = await _offered(town.curator, story)
    await _to_repost(town)
    await asyncio.gather(*(_shares(town, each, activities, number) for number, each in enumerate(others)))
    for story, text in WENT_OUT.items():
        approval = await town.approve(ayu, activities[story], text)
        await town.post_is(ayu, approval, "published")
    await ayu.person.put("/api/consent/me/preferences", OFFICE)
    for story, text in PLANNED.items():
        approval = await town.approve(ayu, activities[story], text, choice="drip")
        await town.post_is(ayu, approval, "scheduled")
    await _game(town.administrator)
    await _has_points(ayu)
    return Company(town, ayu, items)


async def _offered(curator: Person, story: Story) -> tuple[str, str]:
    """The ids of the item and of its activity."""
    networks = dict.fromkeys((story.network, "mastodon", "linkedin"))
    messages = [{"network": each, "language": "en", "text": story.message} for each in networks]
    item = {"title": story.title, "description": story.words, "link": story.link, "language": "en"}
    item_id = (await curator.post("/api/content/items", {**item, "messages": messages}))["item_id"]
    terms = {"kind": "post", "network": story.network, "points": story.points, "own_words": story.own_words}
    activity = await _opened(curator, item_id, {**terms, "closes_at": soon(days=story.days)})
    return item_id, activity


async def _opened(curator: Person, item_id: str, terms: dict[str, Any]) -> str:
    window = {"opens_at": soon(minutes=-1), "closes_at": soon(days=7)}
    body = {**window, "own_words": 0, "audience": {"everyone": True, "groups": []}, **terms}
    return str((await curator.post(f"/api/content/items/{item_id}/activities", body))["activity_id"])


async def _to_repost(town: Town) -> None:
    """The company's own post on the network."""
    own = await town.network.sign_up("the_company", "The company")
    target = await town.network.post_as(own, NEWS)
    item = {"title": "Our apprentices have won the repair prize", "description": NEWS, "language": "en"}
    item_id = (await town.curator.post("/api/content/items", {**item, "link": None, "messages": []}))["item_id"]
    terms = {"kind": "repost", "network": "mastodon", "points": 5, "target": target, "closes_at": soon(days=3)}
    await _opened(town.curator, item_id, terms)


SHARED = (
    *(
        (BIKE, KITCHEN),
        (LAB,),
        (MENTORS, ROUTES),
        (KITCHEN, ROUTES, LAB),
        (BIKE, ROOFS, LAB),
        (ROUTES,),
        (MENTORS, BIKE),
    ),
    *(
        (KITCHEN, LAB),
        (ROOFS,),
        (BIKE,),
        (ROOFS, MENTORS),
        (KITCHEN,),
        (LAB, ROUTES),
        (MENTORS,),
        (KITCHEN, BIKE, ROUTES),
    ),
    (LAB, KITCHEN),
)
"""What each colleague has shared, in the order of their names."""


async def _shares(town: Town, colleague: Advocate, activities: dict[Story, str], number: int) -> None:
    for place, story in enumerate(SHARED[number]):
        text = f"{OPENERS[(number + place) % len(OPENERS)]} {story.message}"
        approval = await town.approve(colleague, activities[story], text)
        await town.post_is(colleague, approval, "published")


OPENERS = (
    "I did not expect to be moved by this, and then I stood in front of it and forgot the time completely.",
    "Whoever has ever worked a Monday shift with us knows how much work stands behind a sentence like this one.",
    "My grandfather would have laughed about it; I think that he would have been secretly proud of all of us.",
    "Three of us argued about it over coffee, and it turned out that each one was right about something else.",
    "It took longer than planned, it cost a few nerves, and I would do every single day of it again.",
)


async def _game(administrator: Person) -> None:
    for title, points, stock in REWARDS:
        reward = {"title": title, "points": points, "stock": stock}
        await administrator.post("/api/gamification/rewards", reward)
    words = {"title": "Autumn in our own words", "words": "The first three choose a charity.", "places": 3}
    dates = {"opens_at": soon(minutes=-1), "closes_at": soon(days=12)}
    await administrator.post("/api/gamification/contests", {**words, **dates})


async def _has_points(ayu: Advocate) -> None:
    async def look() -> None:
        expect((await ayu.person.get("/api/gamification/me"))["points"] > 0, "no points yet")

    await until(look, "her points are booked")
