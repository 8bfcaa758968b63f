"""One attempt: everything is checked, the attempt is put on record, and only then a byte is sent, at most once."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from chassis.errors import Unavailable
from chassis.event_store import Work
from chassis.signing import digest
from chassis.timers import Due
from contracts.networks import Opening
from contracts.values import GRANT_LIFETIME
from services.publisher import kinds
from services.publisher.application import Sighting
from services.publisher.domain.post import FoundBy, Post, Release, State
from services.publisher.duties.desk import Desk, Erased, Means, attempts
from services.publisher.duties.images import upload
from services.publisher.duties.promise import difference
from services.publisher.networks.protocol import (
    AuthExpired,
    ConnectorError,
    Intent,
    NeedsHuman,
    Published,
    RateLimited,
    Rejected,
    Retryable,
    TooLate,
    UnknownOutcome,
)

log = logging.getLogger(__name__)

SLACK_SECONDS = 1.0
"""How much longer than a connector promises we wait for it: less than the grace before a look-up."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An intent that was checked field by field, and what it is sent with."""

    intent: Intent
    means: Means


class Attempting:
    """The duty that sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def attempt(self, due: Due) -> None:
        """A grant is there: checks, records, sends, records what came of it."""
        desk = self._desk
        began = desk.monotonic()
        post = await desk.find(due.id)
        if post is None or post.state is not State.GRANTED or post.release is None:
            await desk.clear(kinds.ATTEMPT, due.id)
            return
        left = GRANT_LIFETIME - (desk.clock() - post.release.requested_at)
        with desk.span("attempt", post.approval.network, parent=await desk.trace(post.id)):
            try:
                ready = await self._ready(post)
            except ConnectorError as error:
                await self._not_performed(post, None, error)
                return
            await self._once(post, post.release, ready, until=began + left.total_seconds())

    async def _once(self, post: Post, release: Release, ready: Ready, *, until: float) -> None:
        """The one attempt of a grant; `until` is the end of its lifetime by a clock that nobody sets."""
        desk, connector = self._desk, self._desk.connector(post.approval.network)
        attempt_id, started_at = desk.new_id(), desk.clock()
        last_byte_at = desk.pace.last_byte_at(release.requested_at, started_at)
        try:
            started = await desk.run(
                desk.posts.start_attempt,
                post.id,
                release.id,
                attempt_id,
                intent=ready.intent.model_dump_json(),
                intent_digest=_salted_digest(ready.intent),
                look_up_at=desk.pace.look_up_at(last_byte_at, connector.send_seconds),
                at=started_at,
            )
        except Unavailable:
            # Perhaps it is on record, but nothing was sent: an attempt of this id did certainly not happen.
            await self._not_performed(post, attempt_id, Retryable("not-sent"))
            raise
        if not started["started"]:
            return
        if desk.monotonic() >= until:
            # The wall clock was set back, or this process stood still: either way the 60 s are over.
            await self._not_performed(post, attempt_id, TooLate())
            return
        try:
            published = await send(desk, post, ready.intent, ready.means, last_byte_at)
        except (UnknownOutcome, NeedsHuman):
            _count(post, "unknown")
        except ConnectorError as error:
            await self._not_performed(post, attempt_id, error)
        else:
            _count(post, "published")
            await publish(desk, post, published, "answer")

    async def _ready(self, post: Post) -> Ready:
        """Everything before the attempt is recorded. Raises ConnectorError: certainly nothing was performed."""
        desk, approval = self._desk, post.approval
        try:
            opening = await asyncio.to_thread(desk.openings, approval.id)
        except Erased as error:
            raise Rejected("erased") from error
        except Unavailable as error:
            raise Retryable("opening-unavailable") from error
        if _digest(opening) != approval.preview_digest:
            log.error("an opening is not what was approved", extra={"approval_id": str(approval.id)})
            raise Rejected("wrong-digest")
        means = await desk.means(post.account_id)
        if means is None:
            raise AuthExpired
        try:
            fields = Opening.model_validate(opening)
        except ValidationError as error:
            raise Rejected("unreadable-opening") from error
        connector = desk.connector(approval.network)
        if not connector.permitted(approval.kind, means.credentials, images=bool(fields.media)):
            raise Rejected("permission-missing")
        target = None
        if approval.kind.aim and fields.target is not None:
            target = await connector.resolve(fields.target, approval.kind, means.account, means.credentials)
        uploaded = await upload(desk, post, fields.media, means)
        intent = connector.prepare(fields, approval.kind, means.account, str(approval.id), target, uploaded=uploaded)
        if (what := difference(opening, intent, means.account, approval.network, approval.kind)) is not None:
            log.error("what would be sent is not what was approved", extra={"post_id": str(post.id), "what": what})
            raise Rejected("not-what-was-approved")
        return Ready(intent, means)

    async def _not_performed(self, post: Post, attempt_id: UUID | None, error: ConnectorError) -> None:
        """Certainly nothing happened: the release is given back, or the post has failed."""
        desk, at = self._desk, self._desk.clock()
        assert post.release is not None
        release = post.release.id
        if isinstance(error, Retryable):
            until = error.until if isinstance(error, RateLimited) else None
            _count(post, error.code if isinstance(error, RateLimited | TooLate) else "returned")
            reason = "out-of-time" if isinstance(error, TooLate) else error.code
            await desk.record(desk.posts.give_back, post.id, release, attempt_id, reason=reason, retry_at=until, at=at)
        elif isinstance(error, AuthExpired):
            _count(post, "reconnect")
            await desk.record(lost_account(desk, post, release, attempt_id), at)
        else:
            _count(post, "rejected")
            await desk.record(desk.posts.fail, post.id, release, attempt_id, reason=error.code, at=at)


def lost_account(desk: Desk, post: Post, release: UUID, attempt_id: UUID | None) -> Callable[[Work, datetime], None]:
    """A command: the network no longer accepts the account, so the post fails and the account is disconnected."""

    def command(work: Work, at: datetime) -> None:
        desk.posts.fail(work, post.id, release, attempt_id, reason="reconnect", at=at)
        desk.accounts.token_revoked(work, post.account_id, at=at)

    return command


async def send(desk: Desk, post: Post, intent: Intent, means: Means, last_byte_at: datetime) -> Published:
    """Sends a recorded attempt, over within the connector's own time. Raises ConnectorError."""
    connector = desk.connector(post.approval.network)
    limit = (last_byte_at - desk.clock()).total_seconds() + connector.send_seconds + SLACK_SECONDS
    try:
        async with asyncio.timeout(max(0.0, limit)):
            return await connector.send(intent, means.credentials, last_byte_at)
    except TimeoutError as error:
        raise UnknownOutcome("no-answer") from error


async def publish(desk: Desk, post: Post, published: Published, found_by: FoundBy) -> None:
    """Records a post that stands on its network."""
    at = desk.clock()
    # The network's clock counts only for what was found later; what was answered happened now.
    seen_at = (published.created_at or at) if found_by == "look-up" else at
    sighting = Sighting(seen_at, found_by, link_of(published))
    await desk.record(desk.posts.publish, post.id, desk.new_id(), sighting, at=at)


def link_of(published: Published) -> dict[str, Any]:
    """A published post as the vault keeps it."""
    return {"remote_id": published.remote_id, "url": published.url, "target_id": published.target_id}


def _digest(opening: Any) -> str:
    try:
        return digest(opening)
    except ValueError:
        return ""


def _salted_digest(intent: Intent) -> str:
    return hashlib.sha256(secrets.token_bytes(16) + intent.model_dump_json().encode()).hexdigest()


def _count(post: Post, outcome: str) -> None:
    attempts.labels(post.approval.network.value, outcome).inc()
