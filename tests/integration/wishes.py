"""A good request for each operation: what the document shows as its example, or what only a running stack can tell."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any
from uuid import uuid4

from restu.demo.browser import Refused
from restu.demo.waiting import NotYet, until
from restu.demo.walk import soon
from tests.content.web import Shown, Web
from tests.contracts.access import Operation
from tests.integration.stage import Stage, Wish
from tests.pictures import png

FEED = b"""<rss version="2.0"><channel><title>News</title><link>https://example.org/</link><item><title>Open</title>
<guid>1</guid><link>https://example.org/open</link></item></channel></rss>"""
PAGE = b"<html><head><title>Our learning lab opens</title></head></html>"
STEP = "own-words"
WORDS = {"title": "Our learning lab opens", "link": "https://example.org/lab"}


class Wishes:
    """Requests that are good, about the owner's things where they are about somebody's; new ones at each call."""

    def __init__(self, stage: Stage, web: Web) -> None:
        self._stage = stage
        self._web = web
        self._earned = False
        self._years = count(2100)
        self._filled: dict[str, Callable[[], Awaitable[Wish]]] = {
            "get_consent_approvals_approval_id": self._approval,
            "get_consent_approvals_approval_id_receipt": self._approval,
            "post_consent_images": self._picture,
            "get_consent_images_digest": self._image,
            "post_auth_persona": self._persona,
            "post_consent_people": self._newcomer,
            "post_consent_groups": self._group,
            "put_consent_people_person_id_groups": self._regrouped,
            "put_consent_disclosures_country": self._disclosure,
            "post_consent_previews": self._preview,
            "post_consent_respond": self._withdrawal,
            "post_content_activities_activity_id_close": self._activity,
            "get_content_activities_activity_id_image": self._activity,
            "post_content_feeds": self._feed_address,
            "delete_content_feeds_feed_id": self._feed,
            "post_content_feeds_feed_id_poll": self._feed,
            "post_content_feeds_feed_id_pause": self._feed,
            "post_content_feeds_feed_id_resume": self._feed,
            "post_content_items_from_link": self._page,
            "get_content_items_item_id": self._shown,
            "get_content_items_item_id_image": self._item,
            "post_content_items_item_id_activities": self._offer,
            "post_content_items_item_id_retire": self._item,
            "post_content_items_item_id_revise": self._revision,
            "post_content_topics": self._new_topic,
            "put_content_topics_topic_id": self._topic,
            "post_content_suggestions_suggestion_id_accept": self._acceptance,
            "post_content_suggestions_suggestion_id_decline": self._decline,
            "post_publisher_accounts_connect": self._connection,
            "post_publisher_accounts_complete": self._completion,
            "delete_publisher_accounts_account_id": self._account,
            "get_publisher_audit_posts_post_id": self._post,
            "get_publisher_posts_post_id": self._post,
            "get_publisher_posts_post_id_composer": self._by_hand,
            "post_publisher_posts_post_id_handed_over": self._by_hand,
            "post_publisher_posts_post_id_take_down": self._post,
            "post_publisher_posts_post_id_resolve": self._resolution,
            "get_publisher_posts_post_id_engagement": self._post,
            "get_publisher_slots": self._slot,
            "get_publisher_results_items_item_id": self._item,
            "post_publisher_pilots": self._leaders,
            "get_publisher_pilots_pilot_id": self._pilot,
            "post_publisher_pilots_pilot_id_end": self._pilot,
            "post_gamification_me_training_step_start": self._step,
            "post_gamification_me_training_step_complete": self._begun_step,
            "post_gamification_contests": self._contest,
            "post_gamification_contests_contest_id_call_off": self._called_off,
            "get_gamification_contests_contest_id_standings": self._ranked,
            "post_gamification_rewards_reward_id_stock": self._stock,
            "post_gamification_rewards_reward_id_retire": self._reward,
            "post_gamification_rewards_reward_id_redeem": self._reward,
            "post_gamification_me_redemptions_redemption_id_give_back": self._redemption,
            "post_gamification_redemptions_redemption_id_fulfil": self._redemption,
            "post_gamification_redemptions_redemption_id_refund": self._redemption,
        }

    async def of(self, operation: Operation) -> Wish:
        """A good request of this operation."""
        if (fill := self._filled.get(operation.said["operationId"])) is not None:
            return await fill()
        path = {"person_id": await self._stage.newcomer()} if "{person_id}" in operation.path else {}
        return Wish(path, body=operation.example)

    async def _approval(self) -> Wish:
        return Wish({"approval_id": self._stage.approval_id})

    async def _post(self) -> Wish:
        return Wish({"post_id": self._stage.post_id})

    async def _by_hand(self) -> Wish:
        """One of the owner's that is theirs to publish."""
        town, owner = self._stage.town, self._stage.owner
        activity = await town.offer(WORDS["title"], WORDS["link"], "Our lab is open.", network="linkedin")
        approval = await town.approve(owner, activity, "Mine, by hand.", account_id=None, visibility="")
        return Wish({"post_id": (await town.post_is(owner, approval, "to-hand-over"))["post_id"]})

    async def _resolution(self) -> Wish:
        return Wish({"post_id": self._stage.post_id}, body={"outcome": "not-posted"})

    async def _leaders(self) -> Wish:
        await self._pilot()  # with which the publisher knows them
        return Wish(body=self._board())

    async def _pilot(self) -> Wish:
        async def open_one() -> Any:
            try:
                return await self._stage.town.administrator.post("/api/publisher/pilots", self._board())
            except Refused as refusal:
                raise NotYet(str(refusal)) from refusal

        made = await until(open_one, "a pilot of people whom the publisher knows")
        return Wish({"pilot_id": made["pilot_id"]})

    def _board(self) -> dict[str, Any]:
        """A pilot of the same people in another year: nobody is in two at once."""
        people = [person.id for person in self._stage.people.values()]
        return {"name": "The board", "people": people, "first_week": f"{next(self._years)}-W10", "weeks": 4}

    async def _persona(self) -> Wish:
        return Wish(body={"person_id": self._stage.owner.person.id})

    async def _newcomer(self) -> Wish:
        return Wish(body={"name": "Ayu Lestari", "email": f"{uuid4().hex}@example.org"})

    async def _group(self) -> Wish:
        return Wish(body={"name": f"Group {uuid4().hex}"})

    async def _regrouped(self) -> Wish:
        return Wish({"person_id": await self._stage.newcomer()}, body={"groups": []})

    async def _disclosure(self) -> Wish:
        return Wish({"country": "FR"}, body={"required": True, "texts": []})

    async def _preview(self) -> Wish:
        activity_id = await self._stage.town.offer(WORDS["title"], WORDS["link"], "Our learning lab is open.")
        account_id, owner = self._stage.owner.account_id, self._stage.owner.person
        body = {"activity_id": activity_id, "account_id": account_id, "text": "Mine.", "choice": "now"}
        await _heard(lambda: owner.post("/api/consent/previews", body), "the owner sees a preview")
        return Wish(body=body)

    async def _withdrawal(self) -> Wish:
        return Wish(body={"verb": "withdraw", "approval_id": self._stage.approval_id})

    async def _item(self) -> Wish:
        return Wish({"item_id": (await self._stage.town.curator.post("/api/content/items", WORDS))["item_id"]})

    async def _shown(self) -> Wish:
        wish, curator = await self._item(), self._stage.town.curator
        await _heard(lambda: curator.get(f"/api/content/items/{wish.path['item_id']}"), "the item is shown")
        return wish

    async def _new_topic(self) -> Wish:
        return Wish(body={"name": f"Topic {uuid4().hex}"})

    async def _topic(self) -> Wish:
        made = await self._stage.town.curator.post("/api/content/topics", (await self._new_topic()).body)
        return Wish({"topic_id": made["topic_id"]}, body={"name": f"Topic {uuid4().hex}", "archived": True})

    async def _revision(self) -> Wish:
        return Wish((await self._item()).path, body={**WORDS, "title": "Our learning lab is open"})

    async def _offer(self) -> Wish:
        terms = {"kind": "post", "network": "mastodon", "points": 10, "own_words": 0, "audience": {"everyone": True}}
        return Wish((await self._item()).path, body={**terms, "opens_at": soon(minutes=-1), "closes_at": soon(days=7)})

    async def _activity(self) -> Wish:
        activity_id = await self._stage.town.offer(WORDS["title"], WORDS["link"], "Our learning lab is open.")
        return Wish({"activity_id": activity_id})

    async def _page(self) -> Wish:
        return Wish(body={"url": self._served(PAGE, "text/html")})

    async def _feed_address(self) -> Wish:
        return Wish(body={"url": self._served(FEED, "application/rss+xml")})

    async def _feed(self) -> Wish:
        taken = await self._stage.town.curator.post("/api/content/feeds", (await self._feed_address()).body)
        return Wish({"feed_id": taken["feed_id"]})

    async def _acceptance(self) -> Wish:
        return Wish(await self._suggestion(), body={"words": None})

    async def _decline(self) -> Wish:
        return Wish(await self._suggestion(), body={"reason": "We shared this in spring."})

    async def _suggestion(self) -> dict[str, str]:
        """One that waits, of somebody who has made none before: a day's are counted."""
        words = {"text": "Our learning lab is open.", "reason": "Customers ask about it."}
        made = await (await self._stage.somebody()).post("/api/content/suggestions", words)
        return {"suggestion_id": made["suggestion_id"]}

    async def _connection(self) -> Wish:
        return Wish(body={"network": "mastodon", "instance": self._stage.town.network.address})

    async def _completion(self) -> Wish:
        network = self._stage.town.network
        begun = await self._stage.owner.person.post("/api/publisher/accounts/connect", (await self._connection()).body)
        account = await network.sign_up(f"olu{uuid4().hex[:8]}", "Olu Owner")
        handed = await network.authorize(begun["authorize_url"], account)
        return Wish(body={"state": handed["state"], "code": handed["code"]})

    async def _account(self) -> Wish:
        done = await self._stage.owner.person.post("/api/publisher/accounts/complete", (await self._completion()).body)
        return Wish({"account_id": done["account_id"]})

    async def _slot(self) -> Wish:
        window = {"opens_at": soon(minutes=-1), "closes_at": soon(days=7), "choice": "now"}
        return Wish(query={**window, "account_id": self._stage.owner.account_id})

    async def _picture(self) -> Wish:
        return Wish(body=png())

    async def _image(self) -> Wish:
        """An image that nobody else has uploaded: the same one would be theirs, too."""
        made = await self._stage.owner.person.upload("/api/consent/images", png(colour=1))
        return Wish({"digest": made["hash"]})

    async def _step(self) -> Wish:
        return Wish({"step": STEP})

    async def _begun_step(self) -> Wish:
        begin = f"/api/gamification/me/training/{STEP}/start"
        await asyncio.gather(*(person.post(begin) for person in self._stage.people.values()))
        return await self._step()

    async def _contest(self) -> Wish:
        return Wish(body={"title": "This week", "opens_at": soon(minutes=-1), "closes_at": soon(days=7)})

    async def _ranked(self) -> Wish:
        """A contest that begins after it was opened."""
        contest = {"title": "Next week", "opens_at": soon(minutes=1), "closes_at": soon(days=7)}
        opened = await self._stage.town.administrator.post("/api/gamification/contests", contest)
        path, someone = {"contest_id": opened["contest_id"]}, self._stage.owner.person
        await _heard(lambda: someone.get(f"/api/gamification/contests/{path['contest_id']}/standings"), "it is shown")
        return Wish(path)

    async def _called_off(self) -> Wish:
        return Wish((await self._ranked()).path, body={"reason": "The charity has closed."})

    async def _reward(self, points: int = 500) -> Wish:
        reward = {"title": "A day for your own project", "points": points, "stock": 5}
        made = await self._stage.town.administrator.post("/api/gamification/rewards", reward)
        return Wish({"reward_id": made["reward_id"]})

    async def _stock(self) -> Wish:
        return Wish((await self._reward()).path, body={"change": 3})

    async def _redemption(self) -> Wish:
        """One of the owner's that is open."""
        if not self._earned:
            await self._earn()
        reward, owner = (await self._reward(points=1)).path["reward_id"], self._stage.owner.person
        redeem = f"/api/gamification/rewards/{reward}/redeem"
        redeemed = await _heard(lambda: owner.post(redeem), "the owner redeems")
        return Wish({"redemption_id": redeemed["redemption_id"]})

    async def _earn(self) -> None:
        """The owner earns enough for all redemptions with a post of its own: the stage's is taken down some time."""
        town, owner = self._stage.town, self._stage.owner
        activity = await town.offer("Our garden opens", "https://example.org/garden", "Our garden is open.", points=100)
        approval = await town.approve(owner, activity, "Our garden is open, and I helped to plant it.")
        await town.post_is(owner, approval, "published")
        self._earned = True

    def _served(self, document: bytes, kind: str) -> str:
        """The address of a document that nobody has asked for yet."""
        path = f"/{uuid4().hex}"
        self._web.documents[path] = Shown(document, kind)
        return self._web.url(path)


async def _heard(ask: Callable[[], Awaitable[Any]], what: str) -> Any:
    """The answer, once what it is about is known where it is asked: a moment after it was done elsewhere."""

    async def look() -> Any:
        try:
            return await ask()
        except Refused as refusal:
            raise NotYet(str(refusal)) from refusal

    return await until(look, what)
