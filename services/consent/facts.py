"""What consent asks the other services for, when it shows something: never to decide anything.

Words and links of an activity are kept in a small memory by revision; what a curator said for it, as long as they are
somebody. A person's handle is not kept at all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http import HTTPStatus
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

from chassis.errors import Unavailable
from chassis.peers import PeerRefused
from contracts.values import Kind, timestamp
from services.consent.domain import AccountGone, AccountNotYours, ActivityClosed, NoSlot, TargetUnusable
from services.consent.tokens import Preview

KEPT = 512
"""Activities whose words are remembered."""
AT_ONCE = 8


class Asking(Protocol):
    """How other services are asked: chassis.peers.Peers."""

    def get(self, service: str, path: str) -> Any:
        """The JSON answer of GET."""
        ...

    def post(self, service: str, path: str, body: Any) -> Any:
        """The JSON answer of POST."""
        ...


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """The words of one activity's revision. `messages`: (language, text) of each suggestion.

    `reason`: what the curator who offers it says for it, to be shown with their name or not at all. `image`: whether
    content shows one for it.
    """

    activity_id: UUID
    revision_id: UUID
    language: str | None
    title: str
    link: str | None
    target: str | None
    messages: tuple[tuple[str, str], ...]
    reason: str | None = None
    image: bool = False

    @property
    def starts(self) -> list[str]:
        """What people start from: the suggestions' texts, or the title where nobody suggested any."""
        return [text for _, text in self.messages] or [self.title]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One connected account: its handle and what its server announces, None = the network's usual.

    `kinds` and `images`: what its owner has permitted; None = the publisher does not say.
    """

    handle: str
    max_characters: int | None
    characters_per_url: int | None
    kinds: frozenset[str] | None
    images: bool | None = None


class Facts:
    """Asks content and the publisher. Blocking; safe to share between threads."""

    def __init__(self, peers: Asking) -> None:
        self._peers = peers
        self._kept: OrderedDict[tuple[UUID, UUID], ActivityFacts] = OrderedDict()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="facts")

    async def close(self) -> None:
        """Ends the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def activity(self, activity_id: UUID) -> ActivityFacts:
        """The words of an activity as they are now. Raises ActivityClosed, Unavailable."""
        try:
            told = self._peers.get("content", f"/internal/activities/{activity_id}")
        except PeerRefused as error:
            raise _refused(error, ActivityClosed("this activity is not offered any more")) from error
        facts = ActivityFacts(
            activity_id=activity_id,
            revision_id=UUID(told["revision_id"]),
            language=told["language"],
            title=told["title"],
            link=told["link"],
            target=told["target"],
            messages=tuple((each["language"], each["text"]) for each in told["messages"]),
            reason=told.get("reason"),  # a content of the release before does not say
            image=told.get("image", False),
        )
        with self._lock:
            self._kept[activity_id, facts.revision_id] = facts
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return facts

    def activities(self, wanted: Iterable[tuple[UUID, UUID]]) -> Mapping[UUID, ActivityFacts]:
        """The words of (activity, revision)s, by activity; what content does not tell now is left out."""
        found: dict[UUID, ActivityFacts] = {}
        unknown: list[UUID] = []
        with self._lock:
            for activity_id, revision_id in wanted:
                if (kept := self._kept.get((activity_id, revision_id))) is not None:
                    self._kept.move_to_end((activity_id, revision_id))
                    found[activity_id] = kept
                else:
                    unknown.append(activity_id)
        found.update((facts.activity_id, facts) for facts in self._threads.map(self._told, unknown) if facts)
        return found

    def forget_reasons(self, activities: Collection[UUID]) -> None:
        """Remembers nothing that was said for these: whoever said it is nobody any more."""
        if not activities:
            return
        with self._lock:
            for key, kept in list(self._kept.items()):
                if kept.activity_id in activities:
                    self._kept[key] = replace(kept, reason=None)

    def account(self, account_id: UUID, *, owner: UUID) -> AccountFacts:
        """An account of its owner. Raises AccountNotYours, AccountGone, Unavailable."""
        try:
            told = self._peers.get("publisher", f"/internal/accounts/{account_id}")
        except PeerRefused as error:
            raise _refused(error, AccountGone("this account is no longer connected; connect it again")) from error
        if told["advocate_id"] != str(owner):
            raise AccountNotYours("there is no such account of yours")
        if not told["connected"]:
            raise AccountGone("this account is no longer connected; connect it again")
        kinds = told.get("kinds")  # a publisher of the release before does not say
        permitted = frozenset(kinds) if kinds is not None else None
        limits = told["max_characters"], told["characters_per_url"]
        return AccountFacts(told["handle"], *limits, permitted, told.get("images"))

    def target(self, account_id: UUID, kind: Kind, url: str) -> Any | None:
        """What the network shows of a target at this moment; None when it cannot be asked. Raises TargetUnusable."""
        body = {"account_id": str(account_id), "kind": kind.value, "url": url}
        try:
            return self._peers.post("publisher", "/internal/targets", body)
        except PeerRefused as error:
            if error.code == TargetUnusable.code:
                raise TargetUnusable(str(error.told.get("reason", ""))) from error
            return None
        except Unavailable:
            return None

    def slot(self, preview: Preview, replaces: UUID | None = None) -> Any:
        """When it would go out, and why then; the place of what it `replaces` is free. Raises NoSlot, Unavailable."""
        body = {
            "advocate_id": str(preview.parties.advocate_id),
            "account_id": str(preview.parties.account_id),
            "seed": str(preview.approval_id),
            "opens_at": timestamp(preview.window.opens_at),
            "closes_at": timestamp(preview.window.closes_at),
            "choice": preview.choice.value,
            "picked_at": timestamp(preview.picked_at) if preview.picked_at is not None else None,
            "replaces": str(replaces) if replaces is not None else None,
        }
        try:
            return self._peers.post("publisher", "/internal/proposals", body)
        except PeerRefused as error:
            if error.code == NoSlot.code:
                raise NoSlot(str(error), explained=error.told.get("explained", {})) from error
            raise _refused(error, AccountGone("this account is no longer connected; connect it again")) from error

    def _told(self, activity_id: UUID) -> ActivityFacts | None:
        try:
            return self.activity(activity_id)
        except (ActivityClosed, Unavailable):
            return None


def _refused(error: PeerRefused, missing: Exception) -> Exception:
    """What it means that another service refused: there is no such thing, or it cannot be asked now."""
    return missing if error.status == HTTPStatus.NOT_FOUND else Unavailable("another service cannot be asked now")
