"""Trouble on the network: no answer, an error, a limit. Nothing is sent twice; doubt goes to the person.

After an unknown outcome the publisher waits until nothing can be under way any more (about 40 s), then looks. What
begins here is looked at again when that time is nearly over.
"""

from restu.demo.cast import AYU, BEN, CITRA, DEWI, called
from restu.demo.network import Account
from restu.demo.report import Done
from restu.demo.steps.acts import STATES, approval_is, approve, nothing_stands, post_is, published
from restu.demo.steps.content import ARTICLE, BALLISTA, LAUNCH, suggested
from restu.demo.waiting import Unmet, expect, require, until
from restu.demo.walk import Chapter, Given, Step, Walk

LOOK_UP_SECONDS = 75.0
"""An attempt's hard end, its grace, and a busy machine."""
LATE_SECONDS = 60.0
"""Longer than until the look-up: the network accepts only after we have looked."""
LIMIT_SECONDS = 6.0

LATE, ERROR, CUT, LIMIT, AGAIN = "late", "error", "cut", "limit", "again"


async def _meets(walk: Walk, fault: str, part: str, given_as: str, activity: str, *, seconds: float = 5.0) -> Given:
    """Approves now, into a fault that was ordered for exactly this post, and waits until the network has met it."""
    ordered = await walk.network.order(fault, walk.handles[part], "post", seconds=seconds)
    given = await approve(walk, given_as, part, activity, f"{_OPENERS[given_as]} {suggested(activity)}")
    try:
        await walk.network.fault_met(ordered)
    except Unmet:
        await walk.network.take_back(ordered)
        raise Unmet(await _instead(walk, given)) from None
    return given


async def _instead(walk: Walk, given: Given) -> str:
    """What became of a post that never reached the network."""
    post = await post_is(walk, given, *STATES)
    return f"the post never reached the network: it is {post['state']} ({post['reason'] or 'no reason given'})"


_OPENERS = {
    LATE: "I still have an old link to it in my notes.",
    ERROR: "This one deserves a toast.",
    CUT: "Tried it this morning.",
    LIMIT: "My daughter already asked for a seat.",
}


async def _begin_late(walk: Walk) -> Done:
    given = await _meets(walk, "accept-late", AYU, LATE, ARTICLE, seconds=LATE_SECONDS)
    return Done("the connection is cut; the network will accept it late", {"approval": given.approval_id})


async def _begin_error(walk: Walk) -> Done:
    given = await _meets(walk, "error-before", DEWI, ERROR, ARTICLE)
    return Done("the network answers 500 and does nothing, which nobody can know", {"approval": given.approval_id})


async def _begin_cut(walk: Walk) -> Done:
    given = await _meets(walk, "cut-after", BEN, CUT, BALLISTA)
    return Done("the connection is cut after the network accepted it", {"approval": given.approval_id})


async def _limit(walk: Walk) -> Done:
    given = await _meets(walk, "rate-limit", CITRA, LIMIT, LAUNCH, seconds=LIMIT_SECONDS)
    await walk.ears[CITRA].hears("approval", approval_id=given.approval_id, state="returned")
    waiting = await post_is(walk, given, "scheduled", "published")
    if waiting["state"] == "scheduled":
        walk.tell(f"429: the release is given back, the approval stands again; next try {waiting['slot_at']}")
    post = await published(walk, given, seconds=30.0)
    return Done("429, given back, asked again, published", {"post": post["post_id"]}, post["link"])


async def _end_cut(walk: Walk) -> Done:
    post = await published(walk, walk.given[CUT], seconds=LOOK_UP_SECONDS)
    return Done("looked up and found: published once, nothing sent again", {"post": post["post_id"]}, post["link"])


async def _end_late(walk: Walk) -> Done:
    given = walk.given[LATE]
    post = await post_is(walk, given, "uncertain", seconds=LOOK_UP_SECONDS)
    await approval_is(walk, given, "uncertain")
    walk.tell(f"nobody can tell whether it was posted; {called(AYU)} is asked and looks at her profile")
    link = await _seen_on(walk, walk.handles[AYU], given.text)
    body = {"outcome": "posted", "link": link}
    told = await walk.people[AYU].post(f"/api/publisher/posts/{post['post_id']}/resolve", body)
    require(told["state"] == "published", f"after her link the post is {told['state']}")
    post = await published(walk, given)
    return Done("uncertain; she gives the link, it is looked up: published", {"post": post["post_id"]}, post["link"])


async def _seen_on(walk: Walk, account: Account, text: str) -> str:
    """The address at which a person finds their own words on their profile."""

    async def look() -> str:
        found = [status.url for status in await walk.network.standing(account) if status.text == text]
        expect(found, "it is not on the profile yet")
        return found[0]

    return await until(look, "the network accepts it late", seconds=LATE_SECONDS)


async def _end_error(walk: Walk) -> Done:
    given = walk.given[ERROR]
    post = await post_is(walk, given, "uncertain", seconds=LOOK_UP_SECONDS)
    await approval_is(walk, given, "uncertain")
    body = {"outcome": "not-posted"}
    told = await walk.people[DEWI].post(f"/api/publisher/posts/{post['post_id']}/resolve", body)
    require(told["resolution"] == "not-posted", f"her word was taken as {told.get('resolution')}")
    await approval_is(walk, given, "not-posted")
    await nothing_stands(walk, given)
    return Done("uncertain; she says it is not there: nothing is sent again", {"post": post["post_id"]})


async def _again(walk: Walk) -> Done:
    given = await approve(walk, AGAIN, DEWI, ARTICLE, f"{_OPENERS[ERROR]} {suggested(ARTICLE)}")
    post = await published(walk, given)
    await walk.people[DEWI].is_refused(
        "already-published",
        "POST",
        "/api/consent/respond",
        {"verb": "withdraw", "approval_id": given.approval_id},
    )
    return Done("approved anew, looked for once more, published once", {"post": post["post_id"]}, post["link"])


_READY = ("audience", "live")

BEGINNING = Chapter(
    "Trouble (the network is told to misbehave)",
    (
        Step("begin-late", "Ayu", "posts, the answer is lost", _begin_late, _READY),
        Step("begin-error", "Dewi", "posts, the network fails", _begin_error, _READY),
        Step("begin-cut", "Ben", "posts, the answer is lost", _begin_cut, _READY),
        Step("limit", "Citra", "posts, the network is at its limit", _limit, _READY),
    ),
)

ENDING = Chapter(
    "What became of the trouble",
    (
        Step("end-cut", "Ben", "waits for the lost answer", _end_cut, ("begin-cut",)),
        Step("end-error", "Dewi", "says what she sees", _end_error, ("begin-error",)),
        Step("again", "Dewi", "approves once more", _again, ("end-error",)),
        Step("end-late", "Ayu", "says what she sees", _end_late, ("begin-late",)),
    ),
)
