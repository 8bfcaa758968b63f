"""Finding out whether an earlier attempt took effect, by reading the account's own list of posts.

Nothing is sent. FOUND needs the same text, visibility, content warning and images, made no earlier than the attempt
(less an allowance for the two clocks). ABSENT needs the whole list since then, read to its end. Everything else is
INCONCLUSIVE: a failed or endless listing, a post that is only similar. Doubt never becomes an answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta

from contracts.values import Kind
from services.publisher.networks.mastodon.acts import is_done, named
from services.publisher.networks.mastodon.entities import SourceEntity, StatusEntity
from services.publisher.networks.mastodon.matching import Likeness, compare
from services.publisher.networks.mastodon.wire import Wire, path_of
from services.publisher.networks.protocol import (
    Absent,
    AuthExpired,
    Credentials,
    Finding,
    Found,
    Inconclusive,
    Intent,
    Published,
    Rejected,
    Retryable,
)

CLOCK_ALLOWANCE = timedelta(minutes=2)
PAGE = 40
MOST_PAGES = 12


class _Endless(Exception):
    """The listing has no end within reach, or repeats itself."""


async def find(
    wire: Wire, intent: Intent, credentials: Credentials, since: datetime, known: Collection[str]
) -> Finding:
    """Look for what an intent would have made. Raises nothing of its own."""
    if intent.kind.has_words:
        return await find_words(wire, intent, credentials, since, known)
    if intent.kind is Kind.REPOST:
        return await find_repost(wire, intent, credentials, since, known)
    return await find_act(wire, intent, credentials, known)


async def find_words(
    wire: Wire, intent: Intent, credentials: Credentials, since: datetime, known: Collection[str]
) -> Finding:
    """Look for a post, or a comment: a post that answers the target.

    Once the target is deleted a comment no longer tells what it answered. What answers something else is neither.
    """
    similar = False
    try:
        async for status in _own_since(wire, intent, credentials, since, reposts=False):
            if status.id in known or status.reblog is not None:
                continue
            if status.in_reply_to_id not in (intent.target_id, None):
                continue
            likeness = await likeness_of(status, intent, wire, credentials)
            if likeness is Likeness.EXACT and status.in_reply_to_id == intent.target_id:
                return Found(published(intent, status))
            similar = similar or likeness is not Likeness.NONE
    except _Endless:
        return Inconclusive("listing-too-long")
    except (Retryable, AuthExpired, Rejected) as error:
        return Inconclusive(error.code)
    return Inconclusive("similar-post") if similar else Absent()


async def find_repost(
    wire: Wire, intent: Intent, credentials: Credentials, since: datetime, known: Collection[str]
) -> Finding:
    """Look for a repost: the reposted post itself says whether it is reposted by us, the list says which one it is."""
    target = intent.target_id or ""
    try:
        done = await is_done(wire, intent.server, intent.kind, target, credentials)
        if not done:
            return Absent() if done is False else Inconclusive("not-told")
        async for own in _own_since(wire, intent, credentials, since, reposts=True):
            if own.reblog is not None and own.reblog.id == target and own.id not in known:
                return Found(published(intent, own))
    except _Endless:
        return Inconclusive("listing-too-long")
    except Rejected as error:
        # The post is gone, and every repost of it with it.
        return Absent() if error.code == "not-found" else Inconclusive(error.code)
    except (Retryable, AuthExpired) as error:
        return Inconclusive(error.code)
    return Inconclusive("reposted-at-another-time")


async def find_act(wire: Wire, intent: Intent, credentials: Credentials, known: Collection[str]) -> Finding:
    """Ask the target whether a like or a follow is done. It was not right before the attempt, and it is one's own.

    When it was done nobody tells; one that another approval has made is not taken for this one.
    """
    made = named(intent.kind, intent.target_id or "", intent.target_url)
    if made.remote_id in known:
        return Inconclusive("another-approval")
    try:
        done = await is_done(wire, intent.server, intent.kind, intent.target_id or "", credentials)
    except Rejected as error:
        # The target is gone, and what was done to it with it.
        return Absent() if error.code == "not-found" else Inconclusive(error.code)
    except (Retryable, AuthExpired) as error:
        return Inconclusive(error.code)
    if done is None:
        return Inconclusive("not-told")
    return Found(made) if done else Absent()


def published(intent: Intent, status: StatusEntity) -> Published:
    """What a status of our own is to the publisher."""
    target = status.reblog.id if status.reblog else intent.target_id
    return Published(status.id, status.url or status.uri, target, status.created_at)


async def _own_since(
    wire: Wire, intent: Intent, credentials: Credentials, since: datetime, *, reposts: bool
) -> AsyncIterator[StatusEntity]:
    """The account's own posts since then, newest first. Raises `_Endless` instead of stopping half way."""
    url = intent.server + path_of("api", "v1", "accounts", intent.account_id, "statuses")
    query = {"limit": str(PAGE)} | ({} if reposts else {"exclude_reblogs": "true"})
    seen: set[str] = set()
    for _ in range(MOST_PAGES):
        page, behind = await wire.read_with_date(url, list[StatusEntity], token=credentials.access_token, query=query)
        oldest = since - CLOCK_ALLOWANCE - max(behind, timedelta(0))
        unseen = [status for status in page if status.id not in seen]
        fresh = [status for status in unseen if status.created_at >= oldest]
        for status in fresh:
            yield status
        # A server that knows no pages repeats its first one: that is all it has, or nobody can tell.
        if page and not unseen and len(page) >= PAGE:
            raise _Endless
        if not fresh:
            return
        seen.update(status.id for status in page)
        query["max_id"] = page[-1].id
    raise _Endless


async def likeness_of(status: StatusEntity, intent: Intent, wire: Wire, credentials: Credentials) -> Likeness:
    """How much a post is like the intended one; where its HTML leaves a doubt its source is asked. Raises nothing."""
    wanted, warning = intent.form["status"], intent.form.get("spoiler_text", "")
    likeness = compare(status.content, wanted)
    if likeness is Likeness.SIMILAR:
        likeness = await _by_source(wire, intent, credentials, status, wanted)
    if likeness is Likeness.NONE:
        return likeness
    same = (
        status.visibility == intent.form["visibility"]
        and (status.spoiler_text or "").strip() == warning
        and _has_its_images(intent, status)
    )
    return likeness if same else Likeness.SIMILAR


def _has_its_images(intent: Intent, status: StatusEntity) -> bool:
    """Whether a status has as many images as intended, in their order: each with the description it was given."""
    return [(image.description or "").strip() for image in status.media_attachments] == [
        image.alt for image in intent.media
    ]


async def _by_source(
    wire: Wire, intent: Intent, credentials: Credentials, status: StatusEntity, wanted: str
) -> Likeness:
    url = intent.server + path_of("api", "v1", "statuses", status.id, "source")
    try:
        source = await wire.read(url, SourceEntity, token=credentials.access_token)
    except (Retryable, AuthExpired, Rejected):
        return Likeness.SIMILAR
    return Likeness.EXACT if source.text.replace("\r\n", "\n").strip() == wanted else Likeness.NONE
