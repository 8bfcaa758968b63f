"""Counting what a post's readers do: a few looks in the month after its publication, each one read of the network.

A look that fails is left out, and the next one comes at its time: nothing is asked twice for the sake of a number. What
the network does not tell is None, never 0. A post that is gone from its network is not asked for again. In between the
timer comes when numbers have to go that the network does not let anybody keep longer.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.timers import Due
from contracts.values import timestamp
from services.publisher import kinds
from services.publisher.domain.post import Post, State
from services.publisher.duties.desk import Desk
from services.publisher.networks.protocol import AuthExpired, ConnectorError, Published, Retryable

log = logging.getLogger(__name__)


class Measuring:
    """The duty of a look at a published post's engagement."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def measure(self, due: Due) -> None:
        """Counts when it is time to, and sets the next time."""
        desk = self._desk
        post, counted = await desk.find(due.id), await desk.open(due.id, kinds.ENGAGEMENT)
        if post is None or post.state is not State.PUBLISHED or counted is None:
            await desk.run(desk.posts.forget_engagement, due.id)
            return
        new: list[dict[str, Any]] = []
        over = counted["over"]
        since, looked = datetime.fromisoformat(counted["since"]), datetime.fromisoformat(counted["looked"])
        if not over and desk.pace.is_time_to_measure(since, looked, desk.clock()):
            try:
                new = [await self._look(post)]
            except Retryable as error:
                log.info("engagement was not told", extra={"post_id": str(post.id), "code": error.code})
            except ConnectorError as error:
                log.info("engagement is not told any more", extra={"post_id": str(post.id), "code": error.code})
                over = True
        await desk.run(desk.posts.note_engagement, due.id, counted, new, over=over, at=desk.clock())

    async def _look(self, post: Post) -> dict[str, Any]:
        """What the network counts now. Raises ConnectorError."""
        desk = self._desk
        link, means = await desk.open(post.id, kinds.LINK), await desk.means(post.account_id)
        if link is None or means is None:
            raise AuthExpired
        published = Published(link["remote_id"], link["url"], link["target_id"])
        with desk.span("measure", post.approval.network):
            told = await desk.connector(post.approval.network).measure(published, means.account, means.credentials)
        return {"at": timestamp(desk.clock()), **asdict(told)}
