"""What every duty has at hand: the store, the vault, the commands, the connectors, the time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID, uuid4

from opentelemetry.trace import Span, SpanKind
from prometheus_client import Counter

from chassis.clock import Clock
from chassis.codec import trace_of
from chassis.errors import Unavailable
from chassis.event_store import EventStore, Work
from chassis.telemetry import span
from chassis.timers import Due, Timers
from chassis.vault import Vault
from contracts.values import Network
from services.publisher import kinds
from services.publisher.application import Accounts, Pace, Posts
from services.publisher.domain.account import Account as ConnectedAccount
from services.publisher.domain.advocate import Advocate
from services.publisher.domain.calendar import Calendar
from services.publisher.domain.ids import advocate_record_id, calendar_id
from services.publisher.domain.post import Post
from services.publisher.networks.protocol import Account, Credentials, Picture
from services.publisher.networks.protocol import Network as Connector

log = logging.getLogger(__name__)

attempts = Counter("restu_attempts_total", "Attempts at a network, by what came of them.", ["network", "outcome"])

P = ParamSpec("P")
R = TypeVar("R")

RECORD_TRIES = 6
RECORD_PAUSE_SECONDS = 0.2


class Erased(Exception):
    """The words of an approval exist no more."""


Openings = Callable[[UUID], Any]
"""Gives an approval's opening exactly as it was digested. Blocking; raises Erased or Unavailable."""


Pictures = Callable[[UUID, str], Picture]
"""Gives an image of an approval by its digest. Blocking; raises Erased or Unavailable."""


@dataclass(frozen=True, slots=True)
class Means:
    """What lets us act for an account."""

    account: Account
    credentials: Credentials


@dataclass(frozen=True, slots=True)
class Desk:
    """What duties share. Built once, in `main`."""

    store: EventStore
    vault: Vault
    timers: Timers
    posts: Posts
    accounts: Accounts
    connectors: Mapping[Network, Connector]
    openings: Openings
    pictures: Pictures
    clock: Clock
    pace: Pace
    monotonic: Callable[[], float] = time.monotonic
    new_id: Callable[[], UUID] = uuid4

    async def run(self, command: Callable[Concatenate[Work, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs and saves one command. Raises Unavailable, Conflict and what the command raises."""
        outcome = await asyncio.to_thread(self.store.run, command, *args, **kwargs)
        return outcome.result

    async def record(self, command: Callable[Concatenate[Work, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Like `run`, for what is known of an attempt: several times while the database does not answer."""
        for number in range(RECORD_TRIES - 1):
            try:
                return await self.run(command, *args, **kwargs)
            except Unavailable:
                log.warning("an outcome cannot be recorded yet; it is tried again")
                await asyncio.sleep(RECORD_PAUSE_SECONDS * 2**number)
        return await self.run(command, *args, **kwargs)

    async def find(self, post: UUID) -> Post | None:
        """The post as it stands."""
        found = await asyncio.to_thread(self.store.load, [post])
        return cast(Post | None, found.get(post))

    async def account(self, identifier: UUID) -> ConnectedAccount | None:
        """The account as we know it."""
        found = await asyncio.to_thread(self.store.load, [identifier])
        return cast(ConnectedAccount | None, found.get(identifier))

    async def calendar(self, account: UUID) -> Calendar | None:
        """The account's calendar."""
        identifier = calendar_id(account)
        found = await asyncio.to_thread(self.store.load, [identifier])
        return cast(Calendar | None, found.get(identifier))

    async def is_erased(self, advocate: UUID) -> bool:
        """Whether the person is forgotten."""
        identifier = advocate_record_id(advocate)
        found = await asyncio.to_thread(self.store.load, [identifier])
        known = cast(Advocate | None, found.get(identifier))
        return known is not None and known.erased

    async def means(self, account: UUID) -> Means | None:
        """The account and its credentials, or None when they are gone."""
        profile = await self.open(account, kinds.PROFILE)
        credentials = await self.open(account, kinds.CREDENTIALS)
        if profile is None or credentials is None:
            return None
        return Means(
            Account(profile["server"], profile["remote_id"], profile["handle"]),
            Credentials(credentials["access_token"], tuple(credentials["scopes"])),
        )

    async def open(self, identifier: UUID, kind: str) -> Any | None:
        """One value of the vault."""
        return await asyncio.to_thread(self.vault.open, identifier, kind)

    async def links(self, posts: list[UUID]) -> dict[UUID, Any]:
        """Where posts stand on their network, as far as they do."""
        return await asyncio.to_thread(self.vault.open_many, posts, kinds.LINK)

    async def clear(self, kind: str, identifier: UUID) -> None:
        """Takes a timer away that has nothing to do any more."""
        await asyncio.to_thread(self.store.database.transact, [self.timers.clear(kind, identifier)])

    async def later(self, due: Due, until: datetime | None) -> None:
        """Tries a removal again: when the network allows it, or after a growing pause."""
        at = until or self.clock() + self.pace.pause(self.pace.removal, due.tries)
        await asyncio.to_thread(self.timers.again, due, at)

    async def trace(self, post: UUID) -> str:
        """The traceparent under which the post's latest event was saved: what a duty continues."""
        row = await asyncio.to_thread(
            self.store.database.fetch_one,
            "SELECT state FROM stored_events WHERE originator_id = %s ORDER BY originator_version DESC LIMIT 1",
            (post,),
        )
        return trace_of(bytes(row["state"])) if row is not None else ""

    def connector(self, network: Network) -> Connector:
        """The connector to a network. Raises KeyError for one that is not wired."""
        return self.connectors[network]

    def span(self, name: str, network: str, *, parent: str = "") -> AbstractContextManager[Span]:
        """A span around a call to a network."""
        return span(f"{network} {name}", SpanKind.CLIENT, parent=parent, network=network)
