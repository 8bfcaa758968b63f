"""Content: composed, from a publisher's real RSS and Atom files, from a pasted link; then offered as activities.

What a colleague suggests is left for whoever looks at the curator's screens after the walk.
"""

from typing import Any

from restu.demo.browser import Refused
from restu.demo.cast import ADVOCATES, AYU, BEN, CURATOR, DEWI, ENGINEERING, username
from restu.demo.report import Done
from restu.demo.source import ATOM, PAGE, RSS
from restu.demo.waiting import expect, require, until
from restu.demo.walk import Chapter, Step, Walk, soon

LAUNCH, NOTICE, FUNCTIONS, BALLISTA, ARTICLE = "launch", "notice", "functions", "ballista", "article"
BOOST = "boost"
LEARNING, OPEN_SOURCE = "Learning", "Open source"
LIKE, COMMENT, FOLLOW, PICTURE = "like", "comment", "follow", "picture"
COMPANY = "company"

ENTRIES = {
    FUNCTIONS: (RSS, "Comparing approaches to User Defined Functions in Apache DataFusion using Python"),
    BALLISTA: (ATOM, "Apache DataFusion Ballista 43.0.0 Released"),
}
"""The entry that is taken up from each feed, by its publisher's own title."""
NEWS = "Our learning lab is open. Thank you, volunteers!"
"""What the company says itself."""
ARTICLE_TITLE = "Sunsetting api.creativecommons.org"

MESSAGES = {
    LAUNCH: {
        "en": "We open our learning lab to every school in town. Come by on Friday, there will be robots.",
        "id": "Lab belajar kami terbuka untuk semua sekolah di kota ini. Mampir hari Jumat, ada robot.",
    },
    NOTICE: {"en": "Registration for our autumn meet-up opens on Monday at nine o'clock."},
    FUNCTIONS: {
        "en": "Which way of writing your own functions for DataFusion in Python is the fastest? A measured answer."
    },
    BALLISTA: {"en": "Ballista 43 is out: distributed queries on Arrow, with far less code to keep alive."},
    ARTICLE: {"en": "Creative Commons retires one of its oldest web services. A calm and honest farewell note."},
}
"""What the curator suggests, per item and language."""

POINTS = {LAUNCH: 10, NOTICE: 5, FUNCTIONS: 20, BALLISTA: 15, ARTICLE: 10, BOOST: 5}
REASONS = {
    LAUNCH: "Half of us soldered something for it. Your friends' children may come.",
    FUNCTIONS: "Measured by people who do this every day: a rare thing.",
    BALLISTA: "Some of the code that went away was ours.",
    BOOST: "The volunteers will see it.",
}
"""What the curator says for an activity, where something is said."""

POINTS |= {LIKE: 2, COMMENT: 6, FOLLOW: 3, PICTURE: 8}
"""What each activity promises."""


def suggested(name: str, language: str = "en") -> str:
    """A suggested message."""
    return MESSAGES[name][language]


def _messages(name: str) -> list[dict[str, str]]:
    return [{"network": "mastodon", "language": code, "text": text} for code, text in MESSAGES.get(name, {}).items()]


async def _topics(walk: Walk) -> Done:
    for name in (LEARNING, OPEN_SOURCE):
        made = await walk.people[CURATOR].post("/api/content/topics", {"name": walk.named(name)})
        walk.topics[name] = made["topic_id"]
    return Done(f"{LEARNING} and {OPEN_SOURCE}")


async def _compose(walk: Walk) -> Done:
    curator = walk.people[CURATOR]
    learning = [walk.topics[LEARNING]]
    words: dict[str, dict[str, Any]] = {
        LAUNCH: {
            "title": "Our learning lab opens for schools",
            "description": "Robots, soldering irons and patient colleagues.",
            "link": "https://example.org/learning-lab",
            "topics": learning,
        },
        NOTICE: {"title": "Autumn meet-up", "description": "An evening about data."},
        BOOST: {"title": "Thank you, volunteers", "description": "What we said on the opening night of our lab."},
        FOLLOW: {"title": "Our company on Mastodon", "description": "News from the lab and from our workshops."},
        PICTURE: {
            "title": "Behind the scenes",
            "description": "Show what you see there: bring a picture of your own.",
            "topics": learning,
        },
    }
    for name, each in words.items():
        made = await curator.post("/api/content/items", {**each, "language": "en", "messages": _messages(name)})
        walk.items[name] = made["item_id"]
    ids = {name: walk.items[name] for name in (LAUNCH, NOTICE)}
    return Done(f"{len(words)} items, one with suggested messages in two languages", ids)


async def _too_long(walk: Walk) -> Done:
    message = {"network": "mastodon", "language": "en", "text": "very " * 120}
    body = {"title": "Too much", "link": "https://example.org/" + "long/" * 60, "messages": [message]}
    refusal = await walk.people[CURATOR].is_refused("message-too-long", "POST", "/api/content/items", body)
    require(refusal.problem["limit"] == 500, f"counted against {refusal.problem['limit']}")
    # A link counts 23 characters on Mastodon, however long it is.
    require(refusal.problem["used"] == len(("very " * 120).strip()) + 2 + 23, f"counted {refusal.problem['used']}")
    return Done(f"{refusal.problem['used']} of {refusal.problem['limit']} characters, as the network counts: refused")


async def _feed(walk: Walk, name: str) -> Done:
    curator = walk.people[CURATOR]
    path, title = ENTRIES[name]
    taken = await curator.post("/api/content/feeds", {"url": walk.source.url(path)})
    walk.feeds.append(taken["feed_id"])
    items = [await _item(walk, item_id) for item_id in taken["items"]]
    named = {item["words"]["title"]: item["item_id"] for item in items}
    require(title in named, f"the feed gave {', '.join(named) or 'nothing'}")
    walk.items[name] = named[title]
    again = await curator.post(f"/api/content/feeds/{taken['feed_id']}/poll")
    require(again["items"] == [], "a second look brought the same entries in again")
    require(walk.source.answers(path)[-1] == 304, f"the feed's server answered {walk.source.answers(path)}")
    many = "1 item" if len(items) == 1 else f"{len(items)} items"
    return Done(f"{many}; asked again: unchanged", {"item": named[title]}, walk.source.url(path))


async def _rss(walk: Walk) -> Done:
    return await _feed(walk, FUNCTIONS)


async def _atom(walk: Walk) -> Done:
    return await _feed(walk, BALLISTA)


async def _link(walk: Walk) -> Done:
    made = await walk.people[CURATOR].post("/api/content/items/from-link", {"url": walk.source.url(PAGE)})
    item = await _item(walk, made["item_id"])
    require(item["words"]["title"] == ARTICLE_TITLE, f"the page's title was read as {item['words']['title']!r}")
    require(item["words"]["link"] == walk.source.url(PAGE), f"the page's address was read as {item['words']['link']}")
    require(item["words"]["image_url"] and item["words"]["description"], "the page's description or image was not read")
    walk.items[ARTICLE] = made["item_id"]
    return Done(f"title, description, image and address of {ARTICLE_TITLE!r}", {"item": made["item_id"]})


async def _bad_link(walk: Walk) -> Done:
    refusal = await walk.people[CURATOR].is_refused(
        "not-a-feed", "POST", "/api/content/feeds", {"url": walk.source.url(PAGE)}
    )
    return Done(f"refused in words: {refusal.detail}")


async def _suggest(walk: Walk) -> Done:
    for name in (FUNCTIONS, BALLISTA, ARTICLE):
        words = (await _item(walk, walk.items[name]))["words"]
        kept = {field: words[field] for field in ("title", "description", "link", "image_url", "language")}
        topics = [] if name == ARTICLE else [walk.topics[OPEN_SOURCE]]
        body = {**kept, "topics": topics, "messages": _messages(name)}
        revised = await walk.people[CURATOR].post(f"/api/content/items/{walk.items[name]}/revise", body)
        require(revised["changed"], f"the suggestion for {name} changed nothing")
    return Done("a suggested message for each item from a feed or a link")


async def _target(walk: Walk) -> Done:
    company = await walk.network.sign_up(username("The Company", walk.mark), "The Company")
    walk.targets[COMPANY] = company.url
    walk.targets[BOOST] = await walk.network.post_as(company, NEWS)
    return Done("a post of the company itself, to be reposted", link=walk.targets[BOOST])


async def _offer(walk: Walk) -> Done:
    everyone: dict[str, Any] = {"everyone": True}
    engineers = {"everyone": False, "groups": [walk.groups[ENGINEERING]]}
    for name, own_words, audience in (
        (LAUNCH, 0, everyone),
        (NOTICE, 0, everyone),
        (FUNCTIONS, 30, everyone),
        (BALLISTA, 0, engineers),
        (ARTICLE, 0, everyone),
    ):
        terms = {"kind": "post", "own_words": own_words, "audience": audience}
        await offer(walk, name, walk.items[name], terms)
    terms = {"kind": "repost", "own_words": 0, "audience": everyone, "target": walk.targets[BOOST]}
    await offer(walk, BOOST, walk.items[BOOST], terms)
    for name, activity_id in walk.activities.items():
        walk.tell(f"{name}: {POINTS[name]} points, activity {activity_id}")
    return Done("five posts and a repost, open for a week; one for engineers, one in own words")


async def offer(walk: Walk, name: str, item_id: str, terms: dict[str, Any]) -> None:
    """Offers an activity of an item for a week; `name` is how later steps find it."""
    window = {"opens_at": soon(minutes=-1), "closes_at": soon(days=7)}
    body = {"network": "mastodon", "points": POINTS[name], "reason": REASONS.get(name), **window, **terms}
    offered = await walk.people[CURATOR].post(f"/api/content/items/{item_id}/activities", body)
    walk.activities[name] = offered["activity_id"]


async def _audience(walk: Walk) -> Done:
    everybody_sees = {walk.activities[name] for name in (LAUNCH, NOTICE, FUNCTIONS, ARTICLE, BOOST)}
    for part, wanted in ((AYU, everybody_sees), (BEN, everybody_sees | {walk.activities[BALLISTA]})):

        async def look(part: str = part, wanted: set[str] = wanted) -> None:
            cards = {card["activity_id"]: card for card in await feed(walk, part)}
            shown = cards.keys() & set(walk.activities.values())
            expect(shown == wanted, f"{part}'s feed shows {len(shown)} of {len(wanted)} activities")
            offered = cards[walk.activities[LAUNCH]]["content"] or {"messages": []}
            texts = {message["language"]: message["text"] for message in offered["messages"]}
            expect(texts == MESSAGES[LAUNCH], f"{part}'s feed suggests texts in {', '.join(texts) or 'no language'}")
            asker = cards[walk.activities[LAUNCH]]["asked_by"]
            expect(asker is not None and asker["reason"] == REASONS[LAUNCH], f"{part}'s feed does not say who asks")

        await until(look, f"{part}'s feed")
    for part in ADVOCATES:
        await _can_preview(walk, part)
    # Only who is meant may even look.
    body = preview_of(walk, AYU, BALLISTA, suggested(BALLISTA))
    await walk.people[AYU].is_refused("not-in-audience", "POST", "/api/consent/previews", body)
    return Done("Ben (Engineering) sees six, Ayu (Sales) five; what is not hers she cannot preview")


async def _can_preview(walk: Walk, part: str) -> None:
    """Waits until consent has heard of the account."""

    async def look() -> None:
        try:
            await walk.people[part].post("/api/consent/previews", preview_of(walk, part, LAUNCH, suggested(LAUNCH)))
        except Refused as refusal:
            expect(refusal.code != "not-found", refusal.detail)
            raise

    await until(look, f"{part} can preview")


async def _colleague_suggests(walk: Walk) -> Done:
    wish = {"text": "Our apprentices have built a weather station, and it works.", "reason": "Schools ask us for it."}
    made = await walk.people[DEWI].post("/api/content/suggestions", wish)
    waiting = await walk.people[CURATOR].pages("/api/content/suggestions", "suggestions", "after")
    found = [each for each in waiting if each["suggestion_id"] == made["suggestion_id"]]
    require(found, "the curator does not see it")
    return Done("it waits for Budi, with her reason", {"suggestion": made["suggestion_id"]})


async def _item(walk: Walk, item_id: str) -> Any:
    return await walk.people[CURATOR].get(f"/api/content/items/{item_id}")


async def feed(walk: Walk, part: str) -> list[Any]:
    """A person's whole feed."""
    return await walk.people[part].pages("/api/consent/feed", "activities", "after", limit=50)


def preview_of(walk: Walk, part: str, activity: str, text: str, **more: Any) -> dict[str, Any]:
    """The request for a preview: now, unless told otherwise."""
    return {
        "activity_id": walk.activities[activity],
        "account_id": walk.accounts[part],
        "text": text,
        "language": "en",
        "visibility": "public",
        "choice": "now",
        **more,
    }


_CURATOR = ("colleagues",)

CHAPTER = Chapter(
    "Content",
    (
        Step("topics", "Budi", "lists what content is about", _topics, _CURATOR),
        Step("compose", "Budi", "composes items", _compose, ("topics",)),
        Step("too-long", "Budi", "suggests too long a message", _too_long, _CURATOR),
        Step("rss", "Budi", "follows a publisher's RSS feed", _rss, _CURATOR),
        Step("atom", "Budi", "follows a publisher's Atom feed", _atom, _CURATOR),
        Step("link", "Budi", "pastes the link of a page", _link, _CURATOR),
        Step("bad-link", "Budi", "takes a page for a feed", _bad_link, _CURATOR),
        Step("suggest", "Budi", "suggests messages", _suggest, ("topics", "rss", "atom", "link")),
        Step("target", "The company", "posts on the network", _target),
        Step("offer", "Budi", "offers activities", _offer, ("compose", "suggest", "target")),
        Step("suggestion", "Dewi", "suggests something herself", _colleague_suggests, _CURATOR),
        Step("audience", "Ayu and Ben", "look at their feeds", _audience, ("offer", "rhythm")),
    ),
)
