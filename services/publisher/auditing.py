"""What auditors see: everything that went out, with the signed records that it rests on.

Approval, grant and publication (or report) come from the events themselves, byte for byte, and nothing here says that
they are right: whoever looks verifies them. Found through a view, which decides nothing.

Words are shown where anybody may read them: of a post that Restu published publicly, that stands as far as is known and
that its author has not asked to take down. All other words stay where they are (docs/decisions/0043): their digest is
in the approval, and whoever has the receipt can compare.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.clock import Clock
from chassis.errors import Invalid, NotFound, Unavailable
from chassis.event_store import EventStore
from chassis.projection import Collection, Document
from chassis.vault import Vault
from contracts.consent import ActivityApproved, ReleaseGranted
from contracts.publisher import PostHandedOver, PostPublished
from contracts.values import Network, timestamp
from services.publisher import kinds
from services.publisher.domain.post import Post, State
from services.publisher.duties import Erased, Openings

PAGE = 20
MOST_AUTHORS = 20
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
"""Nothing went out before."""
SPAN = timedelta(days=1)
FOR_ALL = frozenset({"", "public", "unlisted"})
"""The visibilities of what anybody may read; empty where a network has no other."""

NOTHING = "nothing was published or handed over under this id"

NO_CURSOR = "this is no cursor of ours: take the one named `next` on the page before"

Place = tuple[datetime, UUID]
"""When it went out, and of one time the id: the newest has the greatest."""
Authors = Callable[[Sequence[UUID]], Mapping[UUID, str]]
"""Names by person; of the erased there are none. Blocking; raises Unavailable."""
Called = Callable[[str], Sequence[tuple[UUID, str]]]
"""People whose names have some words, the closest first, with their names. Blocking; raises Unavailable."""


class Words(StrEnum):
    """Whether the words are shown, or why not."""

    SHOWN = "shown"
    ERASED = "erased"
    TAKEN_DOWN = "taken-down"
    BY_HAND = "by-hand"
    NOT_PUBLIC = "not-public"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Only:
    """Which posts are wanted; None leaves nothing out."""

    network: Network | None = None
    state: State | None = None
    advocate_id: UUID | None = None

    def query(self) -> dict[str, Any]:
        """For the view."""
        wanted = {
            "network": self.network.value if self.network is not None else None,
            "state": self.state.value if self.state is not None else None,
            "advocate_id": self.advocate_id,
        }
        return {name: value for name, value in wanted.items() if value is not None}


class Audit:
    """Everything that went out, newest first."""

    def __init__(
        self,
        out: Collection,
        wrote: Collection,
        store: EventStore,
        vault: Vault,
        *,
        authors: Authors,
        called: Called,
        openings: Openings,
        clock: Clock,
    ) -> None:
        self._out = out
        self._wrote = wrote
        self._store = store
        self._vault = vault
        self._authors = authors
        self._called = called
        self._openings = openings
        self._clock = clock

    async def page(self, only: Only, before: str | None) -> dict[str, Any]:
        """A page behind the cursor, from the newest without one. Raises Invalid."""
        found = await self._newest(only.query(), _place(before))
        page = found[:PAGE]
        return {
            "posts": await asyncio.to_thread(lambda: self._shown(page, self._posts(page))),
            "next": _cursor(page[-1]) if len(found) > PAGE else None,
        }

    async def one(self, post_id: UUID) -> dict[str, Any]:
        """One of them, with its words where they may be shown. Raises NotFound."""
        found = await self._out.find_one({"_id": post_id})
        if found is None:
            raise NotFound(NOTHING)
        return await asyncio.to_thread(self._with_words, found)

    async def authors(self, words: str) -> list[dict[str, Any]]:
        """Whose name has the words, the closest first, of those of whom something went out. Raises Unavailable."""
        called = await asyncio.to_thread(self._called, words)
        wanted = {"_id": {"$in": [person for person, _ in called]}}
        wrote = {each["_id"] async for each in self._wrote.find(wanted)}
        return [{"advocate_id": person, "name": name} for person, name in called if person in wrote][:MOST_AUTHORS]

    async def _newest(self, query: dict[str, Any], behind: Place | None) -> list[Document]:
        """A page behind a place, and one more; read in spans of time that grow while little is there.

        Each span is a narrow range of an index: the embedded view database sorts whatever matches (0004).
        """
        found: list[Document] = []
        latest = self._clock() + SPAN
        until, span = min(behind[0], latest) if behind is not None else latest, SPAN
        while len(found) <= PAGE and until > FIRST:
            since = max(until - span, FIRST)
            some = await self._out.find({**query, "out_at": {"$gt": since, "$lte": until}}).to_list(None)
            wanted = [each for each in some if behind is None or _place_of(each) < behind]
            found += sorted(wanted, key=_place_of, reverse=True)
            until, span = since, span * 2 if len(some) < PAGE else SPAN
        return found[: PAGE + 1]

    def _with_words(self, found: Document) -> dict[str, Any]:
        posts = self._posts([found])
        if found["_id"] not in posts:
            raise NotFound(NOTHING)
        [shown] = self._shown([found], posts)
        words, opening = (Words.ERASED, None) if shown["erased"] else self._words(posts[found["_id"]])
        return {**shown, "words": words, "opening": opening}

    def _words(self, post: Post) -> tuple[Words, Any | None]:
        if post.by_hand:
            return Words.BY_HAND, None
        if post.state is not State.PUBLISHED or post.removing:
            return Words.TAKEN_DOWN, None
        try:
            opening = self._openings(post.approval_id)
        except Erased:
            return Words.ERASED, None
        except Unavailable:
            return Words.UNAVAILABLE, None
        return (Words.SHOWN, opening) if opening.get("visibility") in FOR_ALL else (Words.NOT_PUBLIC, None)

    def _shown(self, found: Sequence[Document], posts: Mapping[UUID, Post]) -> list[dict[str, Any]]:
        people = list({each["advocate_id"] for each in found})
        names, erased = self._named(people), self._vault.erased_among(people)
        links = self._vault.open_many(list(posts), kinds.LINK)
        profiles = self._vault.open_many(list({each["account_id"] for each in found}), kinds.PROFILE)
        return [
            {
                **_plain(each),
                **_proof(posts[each["_id"]]),
                "name": names.get(each["advocate_id"]),
                "erased": each["advocate_id"] in erased,
                "handle": profiles.get(each["account_id"], {}).get("handle"),
                "link": links.get(each["_id"], {}).get("url"),
            }
            for each in found
            if each["_id"] in posts  # a view that is ahead of a restored store is about to be built again
        ]

    def _posts(self, found: Sequence[Document]) -> dict[UUID, Post]:
        posts = self._store.load([each["_id"] for each in found])
        return {each: post for each, post in posts.items() if isinstance(post, Post)}

    def _named(self, people: Sequence[UUID]) -> Mapping[UUID, str]:
        """What is proven is shown without names, too, while consent does not answer."""
        try:
            return self._authors(people) if people else {}
        except Unavailable:
            return {}


def _plain(found: Document) -> dict[str, Any]:
    same = ("advocate_id", "network", "kind", "state", "out_at", "removed_at", "own_words", "points")
    return {"post_id": found["_id"], **{name: found[name] for name in same}}


def _proof(post: Post) -> dict[str, Any]:
    kind = PostHandedOver if post.by_hand else PostPublished
    return {
        "approval": {"type": ActivityApproved.TYPE, "event": post.approval_json},
        "grant": {"type": ReleaseGranted.TYPE, "event": post.grant} if post.grant is not None else None,
        "use": {"type": kind.TYPE, "event": post.use},
    }


def _place_of(found: Document) -> Place:
    return found["out_at"], found["_id"]


def _cursor(found: Document) -> str:
    return f"{timestamp(found['out_at'])}_{found['_id']}"


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    at_text, _, id_text = cursor.partition("_")
    try:
        at, last = datetime.fromisoformat(at_text), UUID(id_text)
    except ValueError as error:
        raise Invalid(NO_CURSOR) from error
    if at.tzinfo is None:
        raise Invalid(NO_CURSOR)
    return at, last
