"""The images of a post, brought to the network right before the attempt, and no byte of them before the grant.

Each is fetched from consent by its digest, digested again, and uploaded with the description that was approved. What
was uploaded is on record at once: when that took so long that the grant is over, the release is given back and the
next one finds it there, if the network still has it. An upload that no post refers to is seen by nobody and forgotten
by the network.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta
from typing import Any

from chassis.errors import Unavailable
from contracts.networks import Media
from contracts.values import timestamp
from services.publisher import kinds
from services.publisher.domain.post import Post
from services.publisher.duties.desk import Desk, Erased, Means
from services.publisher.networks.protocol import Picture, Rejected, Retryable, Uploaded

GOOD_FOR = timedelta(hours=12)
"""Mastodon keeps what no post refers to for a day."""


async def upload(desk: Desk, post: Post, media: tuple[Media, ...], means: Means) -> tuple[Uploaded, ...]:
    """The images on the network, in their order. Raises ConnectorError: certainly nothing was published."""
    stored = await desk.open(post.id, kinds.UPLOADED) if media else None
    known: dict[str, Any] = stored if stored is not None else {}
    for image in media:
        if await _is_there(desk, post, known.get(image.hash), image, means):
            continue
        picture = await _fetch(desk, post, image)
        connector = desk.connector(post.approval.network)
        remote_id = await connector.upload(picture, image.alt, means.account, means.credentials)
        known[image.hash] = {"remote_id": remote_id, "alt": image.alt, "at": timestamp(desk.clock())}
        await desk.run(desk.posts.note_uploads, post.id, known)
    return tuple(Uploaded(hash=each.hash, alt=each.alt, remote_id=known[each.hash]["remote_id"]) for each in media)


async def _fetch(desk: Desk, post: Post, image: Media) -> Picture:
    try:
        picture = await asyncio.to_thread(desk.pictures, post.approval.id, image.hash)
    except Erased as error:
        raise Rejected("erased") from error
    except Unavailable as error:
        raise Retryable("image-unavailable") from error
    if hashlib.sha256(picture.data).hexdigest() != image.hash:
        raise Rejected("wrong-digest")
    return picture


async def _is_there(desk: Desk, post: Post, told: dict[str, str] | None, image: Media, means: Means) -> bool:
    """Whether the image was uploaded as it was approved, not too long ago, and the network still has it."""
    if told is None or told["alt"] != image.alt or desk.clock() - datetime.fromisoformat(told["at"]) >= GOOD_FOR:
        return False
    connector = desk.connector(post.approval.network)
    return await connector.has_image(told["remote_id"], means.account, means.credentials)
