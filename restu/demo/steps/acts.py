"""What several steps do: preview and approve as a person would, and look what became of it."""

import json
from hashlib import sha256
from typing import Any

from restu.demo.cast import called
from restu.demo.network import Status
from restu.demo.steps.content import preview_of
from restu.demo.waiting import SECONDS, Unmet, expect, require, until
from restu.demo.walk import Given, Walk

OVER = frozenset({"published", "removed", "failed", "ended"})
STATES = OVER | {"accepted", "scheduled", "requested", "granted", "attempting", "uncertain", "removing"}
"""Where a post can be."""


async def preview(walk: Walk, part: str, activity: str, text: str, **more: Any) -> dict[str, Any]:
    """A preview. Raises Refused."""
    body = preview_of(walk, part, activity, text, **more)
    shown: dict[str, Any] = await walk.people[part].post("/api/consent/previews", body)
    return shown


async def approve(walk: Walk, name: str, part: str, activity: str, text: str, **more: Any) -> Given:
    """Looks at a preview and approves exactly that; `name` is how later steps find the approval."""
    shown = await preview(walk, part, activity, text, **more)
    body = {"verb": "approve", "token": shown["token"], "text": shown["preview"]["text"]}
    answer = await walk.people[part].post("/api/consent/respond", body)
    return _given(walk, name, part, shown, answer)


async def replace(walk: Walk, name: str, before: Given, activity: str, text: str, **more: str) -> Given:
    """Approves another preview in the place of an approval."""
    shown = await preview(walk, before.part, activity, text, **more)
    body = {
        "verb": "replace",
        "approval_id": before.approval_id,
        "token": shown["token"],
        "text": shown["preview"]["text"],
    }
    answer = await walk.people[before.part].post("/api/consent/respond", body)
    return _given(walk, name, before.part, shown, answer)


async def withdraw(walk: Walk, given: Given) -> Any:
    """Takes an approval back. Raises Refused."""
    body = {"verb": "withdraw", "approval_id": given.approval_id}
    return await walk.people[given.part].post("/api/consent/respond", body)


def _given(walk: Walk, name: str, part: str, shown: dict[str, Any], answer: dict[str, Any]) -> Given:
    require(answer["approval_id"] == shown["approval_id"], "another approval was recorded than the one shown")
    require(answer["state"] == "standing", f"the approval is {answer['state']}")
    given = Given(part, answer["approval_id"], shown)
    walk.given[name] = given
    return given


async def approval_is(walk: Walk, given: Given, *states: str, seconds: float = SECONDS) -> dict[str, Any]:
    """The approval once it is in one of these states. Raises Unmet."""

    async def look() -> dict[str, Any]:
        found: dict[str, Any] = await walk.people[given.part].get(f"/api/consent/approvals/{given.approval_id}")
        reason = f" ({found['reason']})" if found.get("reason") else ""
        expect(found["state"] in states, f"the approval is {found['state']}{reason}")
        return found

    return await until(look, f"{called(given.part)}'s approval is {' or '.join(states)}", seconds=seconds)


async def post_is(walk: Walk, given: Given, *states: str, seconds: float = SECONDS) -> dict[str, Any]:
    """The approval's post once it is in one of these states. Raises Unmet."""

    async def look() -> dict[str, Any]:
        posts = (await walk.people[given.part].get("/api/publisher/posts"))["posts"]
        found: dict[str, Any] | None = next((p for p in posts if p["approval_id"] == given.approval_id), None)
        expect(found is not None, "the publisher has no post of it yet")
        assert found is not None
        if found["state"] in OVER and found["state"] not in states:
            raise Unmet(f"the post is {found['state']} ({found['reason'] or 'no reason'})")
        expect(found["state"] in states, f"the post is {found['state']}")
        return found

    return await until(look, f"{called(given.part)}'s post is {' or '.join(states)}", seconds=seconds)


async def published(walk: Walk, given: Given, *, seconds: float = SECONDS) -> dict[str, Any]:
    """The post once it is published; it stands on the network, once, in exactly the approved words. Raises Unmet."""
    post = await post_is(walk, given, "published", seconds=seconds)
    await approval_is(walk, given, "published")
    standing = await walk.network.standing(walk.handles[given.part])
    same = [status for status in standing if status.url == post["link"]]
    require(len(same) == 1, f"{post['link']} is not on the network")
    if given.text:
        require(same[0].text == given.text, "the network shows other words than were approved")
        twins = [status for status in standing if status.text == given.text]
        require(len(twins) == 1, f"the network shows the approved words {len(twins)} times")
    walk.published.add(given.approval_id)
    return post


async def nothing_stands(walk: Walk, given: Given) -> None:
    """The words of an approval are not on the network. Raises Unmet."""
    statuses: list[Status] = await walk.network.statuses(walk.handles[given.part])
    require(all(status.text != given.text for status in statuses), "the words are on the network all the same")


async def receipt_proves(walk: Walk, given: Given) -> dict[str, Any]:
    """The receipt: the signed approval, and an opening whose digest it holds. Raises Unmet."""
    receipt = await walk.people[given.part].get(f"/api/consent/approvals/{given.approval_id}/receipt")
    event: dict[str, Any] = json.loads(receipt["event"])
    require(event["approval_id"] == given.approval_id and event["signature"], "the receipt is for something else")
    require(receipt["opening"]["text"] == given.text, "the receipt holds other words than were approved")
    require(digest_of(receipt["opening"]) == event["preview_digest"], "the receipt's digest is not of its opening")
    return event


def digest_of(opening: dict[str, Any]) -> str:
    """SHA-256 over canonical JSON; for texts, truth values and null that is sorted keys without spaces."""
    canonical = json.dumps(opening, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def when(slot: dict[str, Any]) -> str:
    """A slot, or a post with its slot, in words with its reasons."""
    explained: dict[str, str] = slot["explained"]
    return explained["en"]
