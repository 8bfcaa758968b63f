"""What people want while things fail: approvals of every kind, withdrawals, replacements, preferences; suggestions, and
rewards for what they earned.

What was wanted is in the journal before it is sent, what was acknowledged after. The same seed gives the same wishes in
the same order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from random import Random
from typing import Any
from uuid import uuid4

from restu.demo.browser import Refused
from restu.demo.steps.people import BRISK
from restu.demo.waiting import Unmet
from restu.demo.walk import soon
from tests.faults.load import Activity, Crowd, Someone
from tests.faults.standing import ON_PROFILE, WITH_WORDS, Approved
from tests.pictures import png


async def act(crowd: Crowd, commands: int, random: Random, at_once: int) -> None:
    """Gives that many commands, `at_once` side by side. Raises Unmet when one is not answered in `PATIENCE`."""
    upto = crowd.done + commands
    per_person = max(1, -(-commands // len(crowd.people)))
    await crowd.contest()
    await crowd.reward(random)
    activities = [await crowd.offer(kind) for kind in (*["post"] * per_person, *KINDS)]
    pairs = [(someone, activity) for activity in activities for someone in crowd.people]
    random.shuffle(pairs)
    chosen = [(random.choice(KINDS.get(activity.kind, WISHES)), someone, activity) for someone, activity in pairs]
    wishes = iter([(*each, random.randrange(10**9)) for each in chosen])

    async def one_after_another() -> None:
        for wish, someone, activity, number in wishes:
            if crowd.done >= upto:
                return
            try:
                await wish(crowd, someone, activity, Random(number))  # noqa: S311 - to be repeated, not to be secret
            except (Refused, Unmet):
                if not someone.unsure:
                    raise

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_another())


async def _approve(
    crowd: Crowd,
    someone: Someone,
    activity: Activity,
    *,
    replaces: str = "",
    media: tuple[tuple[str, str], ...] = (),
    **more: str,
) -> str:
    text = f"my own words, {uuid4()}" if activity.kind in WITH_WORDS else ""
    visibility = "public" if activity.kind in ON_PROFILE else ""
    images = [{"hash": digest, "alt": alt} for digest, alt in media]
    shown = await someone.preview(activity.id, text, visibility=visibility, media=images, **more)
    approved = Approved(
        someone.journal.username,
        shown["preview"]["text"],
        visibility=visibility,
        language="en" if activity.kind in WITH_WORDS else "",
        activity=activity.id,
        kind=activity.kind,
        target=activity.target,
        media=media,
    )
    someone.journal.wanted[approved.mark] = approved
    body = {"verb": "replace" if replaces else "approve", "token": shown["token"], "text": approved.text}
    told = await someone.advocate.person.post(
        "/api/consent/respond", body | ({"approval_id": replaces} if replaces else {})
    )
    approval = str(told["approval_id"])
    someone.journal.ids[approval] = approved
    crowd.acknowledged()
    return approval


async def _withdraw(crowd: Crowd, someone: Someone, approval: str) -> str:
    told = await someone.advocate.person.post("/api/consent/respond", {"verb": "withdraw", "approval_id": approval})
    crowd.acknowledged()
    return str(told["state"])


async def now(crowd: Crowd, someone: Someone, activity: Activity, _: Random) -> None:
    """Approves, to be published at once."""
    someone.journal.now.add(await _approve(crowd, someone, activity))


async def later(crowd: Crowd, someone: Someone, activity: Activity, random: Random) -> None:
    """Approves for an hour to come."""
    await _approve(crowd, someone, activity, choice="pick", picked_at=soon(minutes=random.randrange(180, 900)))


async def take_back(crowd: Crowd, someone: Someone, activity: Activity, random: Random) -> None:
    """Approves for an hour to come, and takes it back."""
    picked = soon(minutes=random.randrange(180, 900))
    approval = await _approve(crowd, someone, activity, choice="pick", picked_at=picked)
    someone.journal.noted.add(approval)
    await _withdraw(crowd, someone, approval)
    someone.journal.noted.discard(approval)
    someone.journal.withdrawn.add(approval)
    someone.journal.ids[approval].withdrawn = True


async def regret(crowd: Crowd, someone: Someone, activity: Activity, _: Random) -> None:
    """Approves, to be published at once, and takes it back at once: who comes first, wins."""
    approval = await _approve(crowd, someone, activity)
    try:
        state = await _withdraw(crowd, someone, approval)
    except Refused:
        someone.journal.now.add(approval)
        return
    if state == "withdrawn":
        someone.journal.withdrawn.add(approval)
        someone.journal.ids[approval].withdrawn = True
    else:
        someone.journal.noted.add(approval)


async def change_words(crowd: Crowd, someone: Someone, activity: Activity, random: Random) -> None:
    """Approves for an hour to come, and replaces it by other words."""
    picked = soon(minutes=random.randrange(180, 900))
    old = await _approve(crowd, someone, activity, choice="pick", picked_at=picked)
    someone.journal.noted.add(old)  # until it is answered, either may stand
    someone.journal.replaced[old] = await _approve(
        crowd, someone, activity, replaces=old, choice="pick", picked_at=picked
    )
    someone.journal.noted.discard(old)
    someone.journal.ids[old].withdrawn = True


async def prefer(crowd: Crowd, someone: Someone, _: Activity, random: Random) -> None:
    """Other preferences, of which one is seen to change."""
    chosen = {**BRISK, "daily_cap": random.randrange(40, 51)}
    someone.journal.preferences.pop("daily_cap", None)  # until it is answered, either may stand
    await someone.advocate.person.put("/api/consent/me/preferences", chosen)
    someone.journal.preferences["daily_cap"] = chosen["daily_cap"]
    crowd.acknowledged()


async def picture(crowd: Crowd, someone: Someone, activity: Activity, random: Random) -> None:
    """Approves with an image and its description, to be published at once."""
    image = png(width=random.randrange(1, 64), height=random.randrange(1, 64), colour=random.randrange(256))
    seen = f"what can be seen, {uuid4()}"
    someone.journal.private.add(seen)
    await someone.advocate.person.upload("/api/consent/images", image)
    media = ((sha256(image).hexdigest(), seen),)
    someone.journal.now.add(await _approve(crowd, someone, activity, media=media))


async def suggest(crowd: Crowd, someone: Someone, _: Activity, random: Random) -> None:
    """Suggests something to share, which a curator may take up or not."""
    words, journal = {"text": f"worth sharing, {uuid4()}", "reason": f"because, {uuid4()}"}, someone.journal
    journal.private |= {*words.values()}
    try:
        suggestion = (await someone.advocate.person.post("/api/content/suggestions", words))["suggestion_id"]
    except Refused as refusal:
        if refusal.code != "too-many-suggestions":
            raise
        return
    journal.suggested[suggestion] = "waiting"
    crowd.acknowledged()
    verb, state, body = random.choice(REVIEWS)
    if verb:
        journal.suggested[suggestion] = ""
        if state == "accepted":
            journal.private.discard(words["text"])  # they are the company's from now on
        await crowd.town.curator.post(f"/api/content/suggestions/{suggestion}/{verb}", body)
        journal.suggested[suggestion] = state
        crowd.acknowledged()


async def redeem(crowd: Crowd, someone: Someone, _: Activity, random: Random) -> None:
    """Exchanges points for one of the latest rewards, which is handed over, comes to nothing, or waits."""
    reward, journal = random.choice([*crowd.rewards][-LATEST:]), someone.journal
    try:
        told = await someone.advocate.person.post(f"/api/gamification/rewards/{reward}/redeem")
    except Refused as refusal:
        if refusal.code not in TOO_LATE:
            raise
        return
    redemption = told["redemption_id"]
    journal.redeemed[redemption] = "open"
    crowd.acknowledged()
    verb, state = random.choice(ENDS)
    if verb:
        journal.redeemed[redemption] = ""
        await crowd.town.administrator.post(f"/api/gamification/redemptions/{redemption}/{verb}")
        journal.redeemed[redemption] = state
        crowd.acknowledged()


LATEST = 3
"""How many of the newest rewards people want."""
TOO_LATE = frozenset({"out-of-stock", "not-enough-points"})
REVIEWS: tuple[tuple[str, str, Any], ...] = (
    ("", "waiting", None),
    ("accept", "accepted", {"words": None}),
    ("decline", "declined", {"reason": "We shared this in spring."}),
)
ENDS = (("", "open"), ("fulfil", "fulfilled"), ("refund", "refunded"))
"""What is asked of whoever decides, and what it leads to."""

Wish = Callable[[Crowd, Someone, Activity, Random], Awaitable[None]]
WISHES: tuple[Wish, ...] = (
    *(now, now, now, picture, picture, later, take_back, regret, change_words),
    *(prefer, suggest, redeem, redeem, redeem),
)
KINDS: dict[str, tuple[Wish, ...]] = {
    **dict.fromkeys(("like", "follow"), (now, now, now, regret)),
    **dict.fromkeys(("comment", "repost"), (now, now, now, later, take_back, regret)),
}
"""What is done to something of the company's. A like and a follow cannot wait."""
