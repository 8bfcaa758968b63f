"""The way to the network's own composer, for what an author publishes themselves.

It is given only while their approval stands, as consent says at this moment, and only with words that open the very
digest that was approved. Nothing is sent and nothing changes: who has the address has not posted yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.signing import digest
from contracts.networks import composer_of, load
from services.publisher.domain.errors import NotToHandOver, ProofInvalid
from services.publisher.domain.post import Post, State

ToHandOver = Callable[[UUID], Any]
"""Gives the opening of an approval that stands. Blocking; raises NotToHandOver, NotFound or Unavailable."""


class Composing:
    """Blocking."""

    def __init__(self, store: EventStore, to_hand_over: ToHandOver) -> None:
        self._store = store
        self._to_hand_over = to_hand_over

    def composer(self, by: UUID, post_id: UUID) -> dict[str, Any]:
        """Where one's own post is published. Raises NotFound, NotToHandOver, Unavailable, ProofInvalid."""
        post = self._store.load([post_id]).get(post_id)
        if not isinstance(post, Post) or post.advocate_id != by:
            raise NotFound("there is no such post of yours")
        approval = post.approval
        rule = load(approval.network).composers[approval.kind]
        if post.state is not State.TO_HAND_OVER or rule is None:
            raise NotToHandOver("this is not yours to publish now", state=post.state)
        opening = self._to_hand_over(approval.id)
        if digest(opening) != approval.preview_digest:
            raise ProofInvalid("these are not the words that were approved; nothing is handed over")
        words = {name: opening[name] for name in ("text", "link", "target")}
        composer = composer_of(rule, **words)
        closes_at = approval.window.closes_at
        return {"address": composer.address, **words, "paste": bool(composer.paste), "closes_at": closes_at}
