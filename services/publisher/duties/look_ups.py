"""Finding out what became of attempts whose outcome is unknown. Reads; sends only what cannot be doubled."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from chassis.timers import Due
from contracts.networks import Idempotency
from services.publisher import kinds
from services.publisher.domain.post import Post, State
from services.publisher.duties.attempts import publish, send
from services.publisher.duties.desk import Desk, attempts
from services.publisher.networks.protocol import Absent, ConnectorError, Finding, Found, Inconclusive, Intent

log = logging.getLogger(__name__)

CLOCKS = timedelta(minutes=2)
"""How far a network's clock may be from ours."""
REPEATABLE = frozenset({Idempotency.CLIENT_ID, Idempotency.NATURAL})


class LookingUp:
    """The duties after an unknown outcome."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look_up(self, due: Due) -> None:
        """Nothing of an attempt is under way any more: was it performed?"""
        desk = self._desk
        post = await desk.find(due.id)
        if post is None or post.state is not State.ATTEMPTING or post.attempt is None:
            await desk.clear(kinds.LOOK_UP, due.id)
            return
        if desk.clock() < post.attempt.look_up_at:
            await desk.run(desk.posts.look_again, post.id, kinds.LOOK_UP, post.attempt.look_up_at)
            return
        with desk.span("look-up", post.approval.network, parent=await desk.trace(post.id)):
            if await desk.is_erased(post.advocate_id):
                await desk.run(desk.posts.doubt, post.id, at=desk.clock())
                return
            finding = await self.look(post)
            if isinstance(finding, Found):
                await self.found(post, finding)
            elif isinstance(finding, Absent) and self._may_repeat(post):
                await self._repeat(post)
            elif isinstance(finding, Inconclusive) and desk.clock() < post.attempt.look_up_at + desk.pace.look_for:
                again = desk.clock() + desk.pace.look_again
                await desk.run(desk.posts.look_again, post.id, kinds.LOOK_UP, again)
            else:
                await desk.run(desk.posts.doubt, post.id, at=desk.clock())
                attempts.labels(post.approval.network.value, "uncertain").inc()

    async def watch(self, due: Due) -> None:
        """An uncertain post is looked for again, for a day."""
        desk = self._desk
        post = await desk.find(due.id)
        if post is None or post.state is not State.UNCERTAIN or post.uncertain_at is None:
            await desk.clear(kinds.WATCH, due.id)
            return
        if await desk.is_erased(post.advocate_id):
            await desk.clear(kinds.WATCH, due.id)
            return
        with desk.span("watch", post.approval.network, parent=await desk.trace(post.id)):
            finding = await self.look(post)
            if isinstance(finding, Found):
                await self.found(post, finding)
                return
        next_at = desk.pace.next_watch(post.uncertain_at, desk.clock())
        if next_at is None:
            await desk.clear(kinds.WATCH, due.id)
        else:
            await desk.run(desk.posts.look_again, post.id, kinds.WATCH, next_at)

    async def once_more(self, post_id: UUID) -> None:
        """Looks for an uncertain post right now, because its author says that it is there."""
        post = await self._desk.find(post_id)
        if post is not None and post.state is State.UNCERTAIN:
            finding = await self.look(post)
            if isinstance(finding, Found):
                await self.found(post, finding)

    async def look(self, post: Post) -> Finding:
        """Looks for an attempted post on its network. Raises nothing of its own.

        What belongs to another post is never taken for this one; where another attempt with the same words is open,
        too, nobody can tell whose it is.
        """
        desk = self._desk
        stored = await desk.open(post.id, kinds.INTENT)
        means = await desk.means(post.account_id)
        if stored is None or means is None or post.attempt is None:
            return Inconclusive("no-means")
        calendar = await desk.calendar(post.account_id)
        others = calendar.neighbours(post.id) if calendar is not None else []
        known = [link["remote_id"] for link in (await desk.links(others)).values()]
        connector = desk.connector(post.approval.network)
        intent = Intent.model_validate_json(stored)
        finding = await connector.lookup(intent, means.credentials, post.attempt.started_at, known)
        if isinstance(finding, Found):
            rivals = await self._rivals(intent, others, calendar.doubts if calendar is not None else {})
            if any(_may_be_of(finding, rival) for rival in rivals):
                return Inconclusive("another-attempt")
        return finding

    async def _rivals(self, intent: Intent, others: list[UUID], doubts: Mapping[UUID, UUID]) -> list[datetime]:
        """When other attempts at the very same were started, of which nobody knows yet what became."""
        desk = self._desk
        started = []
        for other in others:
            post = await desk.find(other)
            in_doubt = post is not None and (post.state is State.ATTEMPTING or other in doubts)
            if post is None or post.attempt is None or not in_doubt:
                continue
            stored = await desk.open(other, kinds.INTENT)
            if stored is not None and _same(Intent.model_validate_json(stored), intent):
                started.append(post.attempt.started_at)
        return started

    async def found(self, post: Post, finding: Found) -> None:
        """Records a post that was found."""
        attempts.labels(post.approval.network.value, "found").inc()
        await publish(self._desk, post, finding.published, "look-up")

    def _may_repeat(self, post: Post) -> bool:
        approval = post.approval
        return self._desk.connector(approval.network).capability(approval.kind).idempotency in REPEATABLE

    async def _repeat(self, post: Post) -> None:
        """The same attempt once more. What comes of it is an answer or, again, a look-up: the timer is set."""
        desk, approval = self._desk, post.approval
        stored, means = await desk.open(post.id, kinds.INTENT), await desk.means(post.account_id)
        if stored is None or means is None:
            await desk.run(desk.posts.doubt, post.id, at=desk.clock())
            return
        at = desk.clock()
        last_byte_at = min(at + desk.pace.start_within, approval.window.closes_at)
        look_up_at = desk.pace.look_up_at(last_byte_at, desk.connector(approval.network).send_seconds)
        repeated = await desk.run(desk.posts.repeat_attempt, post.id, look_up_at=look_up_at, at=at)
        if not repeated["started"]:
            return
        attempts.labels(approval.network.value, "repeated").inc()
        try:
            published = await send(desk, post, Intent.model_validate_json(stored), means, last_byte_at)
        except ConnectorError as error:
            log.info("a repeated attempt did not succeed", extra={"post_id": str(post.id), "code": error.code})
            return
        await publish(desk, post, published, "answer")


def _same(one: Intent, other: Intent) -> bool:
    """Whether two intents look the same on the network."""
    return (one.path, one.form, one.target_id) == (other.path, other.form, other.target_id)


def _may_be_of(finding: Found, started_at: datetime) -> bool:
    """Whether what was found may be of an attempt that was started then, by clocks that differ a little."""
    created_at = finding.published.created_at
    return created_at is None or created_at >= started_at - CLOCKS
