"""Commands on items, activities and feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import Work
from chassis.idempotency import Answers
from chassis.timers import Timers
from chassis.vault import Vault
from contracts.networks import load
from contracts.values import Kind, Network
from services.content.domain import UNTOLD, About, Feed, Item, NetworkTerms, Offer, Source, Topic, check_expiry
from services.content.tables import Tables
from services.content.targets import TARGET
from services.content.words import KIND, WHY, Draft, Words

EXPIRE = "expire"
"""The timer that ends an item."""
POLL = "poll"
"""The timer that looks at a feed."""
ADDRESS = "feed"
"""The vault's kind of a feed's address."""
VALIDATORS = "validators"
"""The vault's kind of what a feed's server wants to hear in a conditional request."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A feed's entry that becomes an item."""

    item_id: UUID
    draft: Draft


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at a feed that succeeded: what the server wants to hear next time, and what of it was new.

    `seen` are the fingerprints of everything new, also of what becomes no item.
    """

    validators: dict[str, str | None]
    seen: Sequence[bytes] = ()
    entries: Sequence[NewEntry] = ()


class Content:
    """One method per command. Each answers with ids and codes only."""

    def __init__(self, vault: Vault, timers: Timers, tables: Tables) -> None:
        self._vault = vault
        self._timers = timers
        self._tables = tables

    def compose(
        self,
        work: Work,
        *,
        item_id: UUID,
        draft: Draft,
        source: Source,
        by: UUID | None,
        at: datetime,
        expires_at: datetime | None = None,
    ) -> dict[str, Any]:
        """A new item. Raises ExpiryInvalid, TopicArchived, NotFound for a topic."""
        _check_topics(work, draft.about)
        if expires_at is not None:
            check_expiry(expires_at, at)
            work.write(self._timers.set(EXPIRE, item_id, expires_at))
        revision = draft.revision()
        work.write(self._vault.put(revision.id, KIND, draft.sealed(), person=None))
        work.add(
            Item(
                id=item_id,
                revision=revision,
                source=source,
                curated_by=by,
                at=at,
                expires_at=expires_at,
                about=draft.about,
            ),
        )
        return {"item_id": str(item_id), "revision_id": str(revision.id)}

    def revise(
        self, work: Work, *, item_id: UUID, draft: Draft, by: UUID, at: datetime, expires_at: datetime | None
    ) -> dict[str, Any]:
        """Other words, topics, language or expiry; `changed` says whether there was a difference.

        Raises a ContentError, NotFound for a topic. Only other words are another revision.
        """
        item = work.get(Item, item_id)
        _check_topics(work, draft.about, before=item.about)
        stored = self._vault.open(item.revision.id, KIND)
        other_words = stored is None or Words.of(stored) != draft.words
        if other_words:
            item.revise(draft.revision(), by=by, at=at, expires_at=expires_at, about=draft.about)
            work.write(self._vault.put(draft.revision_id, KIND, draft.sealed(), person=None))
        elif (item.expires_at, item.about) == (expires_at, draft.about):
            return {"item_id": str(item_id), "revision_id": str(item.revision.id), "changed": False}
        else:
            item.classify(draft.about, by=by, at=at)
            if item.expires_at != expires_at:
                item.change_expiry(expires_at, by=by, at=at)
        work.write(self._timers.set_or_clear(EXPIRE, item_id, expires_at))
        return {"item_id": str(item_id), "revision_id": str(item.revision.id), "changed": True}

    def retire(self, work: Work, *, item_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """Ends an item with all its activities. Raises ItemRetired."""
        work.get(Item, item_id).retire(by=by, at=at)
        work.write(self._timers.clear(EXPIRE, item_id))
        return {"item_id": str(item_id)}

    def expire(self, work: Work, *, item_id: UUID, at: datetime) -> None:
        """Ends an item whose time has come; one whose time was moved keeps its new timer."""
        item = work.find(Item, item_id)
        if item is None or item.expire(at) or item.expires_at is None:
            work.write(self._timers.clear(EXPIRE, item_id))
        else:
            work.write(self._timers.set(EXPIRE, item_id, item.expires_at))

    def offer(
        self,
        work: Work,
        *,
        item_id: UUID,
        offer: Offer,
        target: str | None,
        by: UUID,
        at: datetime,
        reason: str | None = None,
    ) -> dict[str, Any]:
        """Opens an activity on an item. Raises a ContentError.

        What the curator says for it are words of theirs, shown under their name: they go when the curator is erased.
        """
        work.get(Item, item_id).offer(offer, terms_of(offer.network), has_target=target is not None, by=by, at=at)
        work.write(self._tables.add_activity(offer.id, item_id))
        if target is not None:
            work.write(self._vault.put(offer.id, TARGET, target, person=None))
        if reason is not None:
            work.write(self._vault.put(offer.id, WHY, reason, person=by))
        return {"item_id": str(item_id), "activity_id": str(offer.id)}

    def close(self, work: Work, *, activity_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """Ends an activity before its time; `closed` is False when it had ended already. Raises NotFound."""
        item_id = self._tables.items_of([activity_id]).get(activity_id)
        if item_id is None:
            raise NotFound(f"there is no activity {activity_id}")
        closed = work.get(Item, item_id).close(activity_id, by=by, at=at)
        return {"item_id": str(item_id), "activity_id": str(activity_id), "closed": closed}

    def restate(self, work: Work, *, item_id: UUID, at: datetime) -> None:
        """After a restore of this store: says again what is known of an item and its open activities."""
        work.get(Item, item_id).restate(at)

    def add_feed(
        self,
        work: Work,
        *,
        feed_id: UUID,
        address: str,
        fingerprint: bytes,
        looked: Looked,
        by: UUID,
        at: datetime,
        next_at: datetime,
    ) -> dict[str, Any]:
        """Follows a feed, with what the first look at it brought."""
        work.add(Feed(id=feed_id, added_by=by, at=at))
        work.write(
            self._tables.add_feed(feed_id, fingerprint, at),
            self._vault.put(feed_id, ADDRESS, address, person=None),
        )
        return self._take(work, feed_id, looked, at, next_at)

    def take_entries(
        self, work: Work, *, feed_id: UUID, looked: Looked, at: datetime, next_at: datetime
    ) -> dict[str, Any]:
        """Each new entry becomes an item. Raises FeedRemoved; saving raises EntriesTaken when somebody was faster."""
        feed = work.get(Feed, feed_id)
        feed.check_followed()
        return self._take(work, feed_id, looked, at, None if feed.paused else next_at)

    def feed_failed(
        self, work: Work, *, feed_id: UUID, problem: str, failures: int, at: datetime, next_at: datetime
    ) -> None:
        """Notes a look that failed. Raises FeedRemoved."""
        feed = work.get(Feed, feed_id)
        feed.check_followed()
        work.write(
            self._tables.polled(feed_id, at, failures=failures, problem=problem),
            self._timers.set_or_clear(POLL, feed_id, None if feed.paused else next_at),
        )

    def pause_feed(self, work: Work, *, feed_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """A feed is not asked by itself until it is resumed. Raises FeedRemoved."""
        if work.get(Feed, feed_id).pause(by=by, at=at):
            work.write(self._tables.pause(feed_id, paused=True), self._timers.clear(POLL, feed_id))
        return {"feed_id": str(feed_id), "paused": True}

    def resume_feed(self, work: Work, *, feed_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """A feed is asked by itself again, from now on. Raises FeedRemoved."""
        if work.get(Feed, feed_id).resume(by=by, at=at):
            work.write(self._tables.pause(feed_id, paused=False), self._timers.set(POLL, feed_id, at))
        return {"feed_id": str(feed_id), "paused": False}

    def remove_feed(self, work: Work, *, feed_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """Follows a feed no longer; its items stay. Raises FeedRemoved."""
        work.get(Feed, feed_id).remove(by=by, at=at)
        work.write(
            self._tables.remove_feed(feed_id),
            self._vault.delete(feed_id, ADDRESS),
            self._vault.delete(feed_id, VALIDATORS),
            self._timers.clear(POLL, feed_id),
        )
        return {"feed_id": str(feed_id)}

    def erase(self, work: Work, *, person: UUID) -> None:
        """Deletes what the vault holds of a person, now and for ever, and what was answered to them."""
        work.write(*self._vault.erase(person), Answers.forget(person))

    def _take(
        self, work: Work, feed_id: UUID, looked: Looked, at: datetime, next_at: datetime | None
    ) -> dict[str, Any]:
        for entry in looked.entries:
            self.compose(work, item_id=entry.item_id, draft=entry.draft, source="feed", by=None, at=at)
        if looked.seen:
            work.write(self._tables.take(list(looked.seen), at))
        work.write(
            self._tables.polled(feed_id, at, failures=0, problem=None),
            self._vault.put(feed_id, VALIDATORS, looked.validators, person=None),
            self._timers.set_or_clear(POLL, feed_id, next_at),
        )
        return {"feed_id": str(feed_id), "items": [str(entry.item_id) for entry in looked.entries]}


def _check_topics(work: Work, about: About, before: About = UNTOLD) -> None:
    """Topics that an item gets are there and not archived; those it has stay. Raises NotFound, TopicArchived."""
    added = [topic_id for topic_id in about.topics if topic_id not in before.topics]
    work.prefetch(added)
    for topic_id in added:
        work.get(Topic, topic_id).check_usable()


def terms_of(network: Network) -> NetworkTerms:
    """What the network's rules allow an offer to be."""
    rules = load(network)
    return NetworkTerms(
        kinds=frozenset(filter(rules.has, Kind)),
        performed=frozenset(filter(rules.offers, Kind)),
        points=rules.rules.points.allowed,
    )
