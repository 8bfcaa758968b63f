"""Following feeds: ask, take what is new, note how it went, ask again later.

Each entry becomes an item at most once, also when two replicas look at the same time, after a crash between asking and
saving, and when a feed is removed and added again: the fingerprints of entries are inserted in the transaction of their
items. A feed that fails is asked again with growing pauses, and a removed one never.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from chassis.clock import Clock
from chassis.errors import NotFound, Refused, Unavailable
from chassis.event_store import EventStore, Outcome
from chassis.idempotency import Request
from chassis.timers import Due, Timers
from chassis.vault import Vault
from services.content.application import ADDRESS, POLL, VALIDATORS, Content, Looked, NewEntry
from services.content.domain import About, ContentError, FeedKnown, FeedRemoved
from services.content.feeds import FeedEntry
from services.content.polling import FeedState, after_answer, after_failure
from services.content.sources import FeedAnswer, Sources, feed_address, words_of
from services.content.tables import EntriesTaken, FeedAddressTaken, Fingerprints, Tables
from services.content.words import Draft

log = logging.getLogger(__name__)

MOST_NEW = 50
"""Items made of one look; of a feed with more that is new, the newest. The others count as seen."""
_TRIES = 5

R = TypeVar("R")
Answered = dict[str, Any]


class Poller:
    """Looks at feeds. `fingerprints` is asked for at each use, since its secret is read after the start."""

    def __init__(
        self,
        *,
        store: EventStore,
        content: Content,
        vault: Vault,
        timers: Timers,
        tables: Tables,
        fingerprints: Callable[[], Fingerprints],
        sources: Sources,
        clock: Clock,
    ) -> None:
        self._store = store
        self._content = content
        self._vault = vault
        self._timers = timers
        self._tables = tables
        self._fingerprints = fingerprints
        self._sources = sources
        self._clock = clock

    async def due(self, due: Due) -> None:
        """The timer's handler: a look that fails is noted, not raised."""
        try:
            await self.look(due.id)
        except Unavailable:
            raise
        except (NotFound, FeedRemoved):
            await asyncio.to_thread(self._store.database.transact, [self._timers.clear(POLL, due.id)])
        except (Refused, ContentError) as error:
            log.info("a feed could not be read", extra={"feed": str(due.id), "code": error.code})

    async def add(self, url: str, request: Request) -> Outcome[Answered]:
        """Follows a feed, once it was read. Raises GuardedError, NotAFeed or a ContentError; then nothing is stored."""
        if (answer := await asyncio.to_thread(self._store.answers.find, request)) is not None:
            return Outcome(answer, None)
        address = feed_address(url)
        answer_of_feed = await self._sources.feed(address, {})
        answer_of_feed.check()
        now = self._clock()
        state = _after(FeedState(next_poll_at=now), answer_of_feed, now)

        def follow() -> Outcome[Answered]:
            return self._store.run_once(
                request,
                self._content.add_feed,
                feed_id=uuid4(),
                address=address,
                fingerprint=self._fingerprints().of("feed", address),
                looked=self._looked(address, answer_of_feed, state),
                by=request.subject,
                at=now,
                next_at=state.next_poll_at,
            )

        try:
            return await asyncio.to_thread(_unless_taken, follow)
        except FeedAddressTaken:
            raise FeedKnown("this feed is followed already") from None

    async def look(self, feed_id: UUID, request: Request | None = None) -> Outcome[Answered]:
        """Asks a feed now. Raises what went wrong, after noting it; NotFound for a feed that is not followed."""
        if request is not None and (first := await asyncio.to_thread(self._store.answers.find, request)) is not None:
            return Outcome(first, None)
        address, state = await asyncio.to_thread(self._known, feed_id)
        answer: FeedAnswer | None = None
        try:
            answer = await self._sources.feed(address, state.conditions())
            answer.check()
        except (Refused, ContentError) as error:
            await asyncio.to_thread(self._note_failure, feed_id, state, error.code, answer)
            raise
        return await asyncio.to_thread(self._take, feed_id, address, state, answer, request)

    def _known(self, feed_id: UUID) -> tuple[str, FeedState]:
        row = self._tables.feed(feed_id)
        address: str | None = self._vault.open(feed_id, ADDRESS)
        if row is None or address is None:
            raise NotFound(f"there is no feed {feed_id}")
        validators: dict[str, str | None] = self._vault.open(feed_id, VALIDATORS) or {}
        return address, FeedState(
            next_poll_at=self._clock(),
            etag=validators.get("etag"),
            last_modified=validators.get("last_modified"),
            failures=row.failures,
        )

    def _take(
        self,
        feed_id: UUID,
        address: str,
        before: FeedState,
        answer: FeedAnswer,
        request: Request | None,
    ) -> Outcome[Answered]:
        now = self._clock()
        after = _after(before, answer, now)

        def take() -> Outcome[Answered]:
            looked = self._looked(address, answer, after)
            terms: dict[str, Any] = {"feed_id": feed_id, "looked": looked, "at": now, "next_at": after.next_poll_at}
            if request is None:
                return self._store.run(self._content.take_entries, **terms)
            return self._store.run_once(request, self._content.take_entries, **terms)

        return _unless_taken(take)

    def _looked(self, address: str, answer: FeedAnswer, state: FeedState) -> Looked:
        """What of an answer is new, as of now."""
        validators = {"etag": state.etag, "last_modified": state.last_modified}
        if answer.feed is None:
            return Looked(validators)
        fingerprints = self._fingerprints()
        entries = {fingerprints.of("entry", address, entry.guid): entry for entry in answer.feed.entries}
        known = self._tables.known(entries)
        new = {mark: entry for mark, entry in entries.items() if mark not in known}
        drafts = [_draft(entry) for entry in _oldest_first(list(new.values()))[-MOST_NEW:]]
        items = [NewEntry(uuid4(), draft) for draft in drafts if draft is not None]
        return Looked(validators, list(new), items)

    def _note_failure(self, feed_id: UUID, state: FeedState, problem: str, answer: FeedAnswer | None) -> None:
        now = self._clock()
        after = after_failure(state, now, answer.headers if answer is not None else None)
        self._store.run(
            self._content.feed_failed,
            feed_id=feed_id,
            problem=problem,
            failures=after.failures,
            at=now,
            next_at=after.next_poll_at,
        )


def _after(state: FeedState, answer: FeedAnswer, now: datetime) -> FeedState:
    refresh_after = answer.feed.refresh_after if answer.feed is not None else None
    return after_answer(state, answer.status, answer.headers, now, refresh_after)


def _draft(entry: FeedEntry) -> Draft | None:
    """An item of an entry, in the language that the feed tells; None where nothing could be made of it."""
    words = words_of(entry)
    return Draft.new(words, About(language=entry.language)) if words is not None else None


def _oldest_first(entries: list[FeedEntry]) -> list[FeedEntry]:
    """By their times where all have one, else as feeds list them: the newest on top."""
    times = {entry.guid: entry.published_at for entry in entries if entry.published_at is not None}
    if len(times) < len(entries):
        return entries[::-1]
    return sorted(entries, key=lambda entry: times[entry.guid])


def _unless_taken(save: Callable[[], R]) -> R:
    """Tries again, from what is new then, when somebody else took one of the entries meanwhile."""
    for _ in range(_TRIES):
        try:
            return save()
        except EntriesTaken:
            continue
    raise Unavailable("several look at this feed at once; nothing was saved by this one")
