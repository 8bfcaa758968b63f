"""More than posts: a like, a comment, a follow, an image. Each is previewed, approved, and done exactly so, once."""

from hashlib import sha256
from typing import Any

from restu.demo.cast import AYU, BEN, DEWI, called
from restu.demo.report import Done
from restu.demo.steps.acts import approval_is, approve, post_is, published
from restu.demo.steps.content import BOOST, COMMENT, COMPANY, FOLLOW, LIKE, NEWS, PICTURE, feed, offer
from restu.demo.waiting import expect, require, until
from restu.demo.walk import Chapter, Given, Step, Walk
from restu.home import PROJECT

IMAGE = PROJECT / "demo" / "lab.png"
SEEN = "Our learning lab at dusk: a low brick house, light in all three windows."


async def _offer(walk: Walk) -> Done:
    terms: dict[str, Any] = {"own_words": 0, "audience": {"everyone": True}}
    for name, item, target in ((LIKE, BOOST, BOOST), (COMMENT, BOOST, BOOST), (FOLLOW, FOLLOW, COMPANY)):
        await offer(walk, name, walk.items[item], {**terms, "kind": name, "target": walk.targets[target]})
    await offer(walk, PICTURE, walk.items[PICTURE], {**terms, "kind": "post"})
    wanted = {walk.activities[name] for name in (LIKE, COMMENT, FOLLOW, PICTURE)}
    for part in (AYU, BEN, DEWI):

        async def look(part: str = part) -> None:
            shown = {card["activity_id"] for card in await feed(walk, part)}
            expect(wanted <= shown, f"{part}'s feed shows {len(wanted & shown)} of {len(wanted)}")

        await until(look, f"{called(part)}'s feed")
    return Done("a like, a comment and a follow of the company, and a post for which one brings an image")


async def _like(walk: Walk) -> Done:
    given = await approve(walk, LIKE, DEWI, LIKE, "", visibility="")
    require(given.shown["target"]["text"] == NEWS, "the preview does not show what she is about to like")
    post_id = await _done(walk, given)
    likes = await walk.network.likes(walk.handles[DEWI])
    require(likes == [walk.targets[BOOST]], f"she likes {len(likes)} posts")
    return Done("the preview shows whose words she likes; liked, once", {"post": post_id}, walk.targets[BOOST])


async def _comment(walk: Walk) -> Done:
    given = await approve(walk, COMMENT, AYU, COMMENT, "I carried the last table in. See you there on Friday!")
    post = await published(walk, given)
    standing = await walk.network.standing(walk.handles[AYU])
    (comment,) = (status for status in standing if status.url == post["link"])
    require(walk.targets[BOOST].endswith(f"/{comment.reply_to}"), "it does not stand under the company's post")
    return Done("her words, word for word, under the company's post", {"post": post["post_id"]}, post["link"])


async def _follow(walk: Walk) -> Done:
    given = await approve(walk, FOLLOW, BEN, FOLLOW, "", visibility="")
    post_id = await _done(walk, given)
    follows = await walk.network.follows(walk.handles[BEN])
    require(follows == [walk.targets[COMPANY]], f"he follows {len(follows)} accounts")
    return Done("he follows the company, and nobody else", {"post": post_id}, walk.targets[COMPANY])


async def _picture(walk: Walk) -> Done:
    dewi, image = walk.people[DEWI], IMAGE.read_bytes()
    digest = (await dewi.upload("/api/consent/images", image))["hash"]
    require(digest == sha256(image).hexdigest(), "there was nothing to clean, and yet other bytes are kept")
    media = [{"hash": digest, "alt": SEEN}]
    given = await approve(walk, PICTURE, DEWI, PICTURE, "This is what an evening in our lab looks like.", media=media)
    post = await published(walk, given)
    standing = await walk.network.standing(walk.handles[DEWI])
    (status,) = (each for each in standing if each.url == post["link"])
    require(status.images == ((digest, SEEN),), "other images or descriptions stand there than were approved")
    return Done("words, image and description as approved, byte for byte", {"post": post["post_id"]}, post["link"])


async def _engagement(walk: Walk) -> Done:
    post = await post_is(walk, walk.given[PICTURE], "published")
    told = await walk.people[DEWI].get(f"/api/publisher/posts/{post['post_id']}/engagement")
    require(told["counted"] == [], f"{len(told['counted'])} counts of a post of this minute")
    return Done("no count yet: the network is asked ten times in a month, first after ten minutes")


async def _done(walk: Walk, given: Given) -> str:
    """Waits until what has no post of its own is done; what the publisher calls it."""
    post = await post_is(walk, given, "published")
    await approval_is(walk, given, "published")
    walk.published.add(given.approval_id)
    return str(post["post_id"])


_READY = ("offer-kinds",)

CHAPTER = Chapter(
    "More than posts",
    (
        Step("offer-kinds", "Budi", "offers what is less than a post, and more", _offer, ("audience", "live")),
        Step("like", "Dewi", "likes", _like, _READY),
        Step("comment", "Ayu", "comments", _comment, _READY),
        Step("follow", "Ben", "follows", _follow, _READY),
        Step("picture", "Dewi", "posts an image with its description", _picture, _READY),
        Step("engagement", "Dewi", "looks what readers do with it", _engagement, ("picture",)),
    ),
)
