"""What content takes over from its own topic after an older database was put back (decisions.md 25).

What has ended since the backup has ended. Words are not in the topic: an item made since is lost and is retired, an
activity offered since is closed, an item revised since is what it was before. What was only said otherwise of words
that are here (their expiry, topics and language) counts. Then every item that lives is stated again with its open
activities, and whoever listens (consent) closes what is not stated.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate

from chassis.clock import Clock
from chassis.event_store import EventStore, Work
from chassis.restoring.plan import Evidence, Plan
from chassis.timers import Timers
from contracts.consent import PersonErased
from contracts.content import ActivityClosed, ActivityOffered, ContentCurated, ContentRetired, ContentRevised
from services.content.application import EXPIRE, Content
from services.content.domain import About, Item, LostItem, Topic


def plan(store: EventStore, content: Content, timers: Timers, *, clock: Clock) -> Plan:
    """Content's plan."""
    facts = Facts(timers)
    ending = Ending(store, content, clock, facts)
    return Plan(
        facts={
            ContentCurated: facts.curated,
            ContentRevised: facts.revised,
            ContentRetired: facts.retired,
            ActivityOffered: facts.offered,
            ActivityClosed: facts.closed,
        },
        erasure=PersonErased,
        before=(ending.retire_lost, ending.restate),
    )


class Facts:
    """Each fact by the event that tells it."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self.revised_back: set[UUID] = set()

    def curated(self, work: Work, event: ContentCurated, _: str, __: Evidence) -> None:
        """An item was there; or one that is here was stated again, after an earlier restore."""
        item = work.find(Aggregate, event.item_id)
        if item is None:
            work.add(LostItem(id=event.item_id, at=event.curated_at))
        elif isinstance(item, Item):
            self._learn(work, item, event, at=event.curated_at)

    def revised(self, work: Work, event: ContentRevised, _: str, __: Evidence) -> None:
        """An item was to live longer or shorter, was about something else, or had words that are lost."""
        item = work.find(Aggregate, event.item_id)
        if isinstance(item, Item):
            self._learn(work, item, event, at=event.revised_at)

    def retired(self, work: Work, event: ContentRetired, _: str, __: Evidence) -> None:
        """An item had ended."""
        item = work.find(Aggregate, event.item_id)
        if isinstance(item, Item):
            item.learn_end(expired=event.reason == "expired", at=event.retired_at)
            work.write(self._timers.clear(EXPIRE, item.id))
        elif isinstance(item, LostItem):
            item.retire(at=event.retired_at)

    def offered(self, work: Work, event: ActivityOffered, _: str, __: Evidence) -> None:
        """An activity was open."""
        if isinstance(item := work.find(Aggregate, event.item_id), Item):
            item.learn_offer(event.activity_id, at=event.offered_at)

    def closed(self, work: Work, event: ActivityClosed, _: str, __: Evidence) -> None:
        """An activity had ended."""
        if isinstance(item := work.find(Aggregate, event.item_id), Item):
            item.learn_close(event.activity_id, event.reason, at=event.closed_at)

    def _learn(self, work: Work, item: Item, event: ContentCurated | ContentRevised, *, at: datetime) -> None:
        """What is said of words that are here; of topics, those that are."""
        topics = tuple(topic for topic in event.topics if work.find(Topic, topic) is not None)
        if item.learn_state(event.revision_id, event.expires_at, About(topics, event.language), at=at):
            self.revised_back.discard(item.id)
            work.write(self._timers.set_or_clear(EXPIRE, item.id, None if item.retired else item.expires_at))
        else:
            self.revised_back.add(item.id)


class Ending:
    """What is said aloud after a restore."""

    def __init__(self, store: EventStore, content: Content, clock: Clock, facts: Facts) -> None:
        self._store = store
        self._content = content
        self._clock = clock
        self._facts = facts

    def retire_lost(self, _: Evidence) -> str | None:
        """Items whose words are lost are no longer offered."""
        count = sum(
            self._store.run(_retire, item_id, at=self._clock()).result for item_id in self._begun(LostItem.Noted.TOPIC)
        )
        return f"{count} items brought in after the backup are lost: bring them in again." if count else None

    def restate(self, _: Evidence) -> str | None:
        """Every item that lives is stated again."""
        items = self._begun(Item.Curated.TOPIC)
        for item_id in items:
            self._store.run(self._content.restate, item_id=item_id, at=self._clock())
        back = len(self._facts.revised_back)
        revised = f" {back} of them are what they were before their last revision: look at them." if back else ""
        return f"{len(items)} items are as they are here; those that live are stated again.{revised}"

    def _begun(self, topic: str) -> list[UUID]:
        rows = self._store.database.fetch(
            "SELECT originator_id AS id FROM stored_events WHERE topic = %s ORDER BY notification_id", (topic,)
        )
        return [row["id"] for row in rows]


def _retire(work: Work, item_id: UUID, *, at: datetime) -> bool:
    return work.get(LostItem, item_id).retire(at=at)
