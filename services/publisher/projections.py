"""The publisher's views: accounts and posts by their advocate, what went out, by time, and of whom. Ids, codes, times.

Handles, links and servers are opened from the vault when a query answers. A view shows and never decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, ReplaceOne, UpdateOne

from chassis.live import LiveEvent
from chassis.projection import Batch, Handler
from contracts.values import is_unconnected
from services.publisher.domain.account import Account
from services.publisher.domain.post import State, events
from services.publisher.domain.proofs import Approval

ACCOUNTS = "accounts"
POSTS = "posts"
OUT = "out"
"""What is or was on a network, as we or its author put it there: a document for each, whatever became of it."""
AUTHORS = "authors"
"""Of whom something went out: a document for each, with nothing but the id."""

_NEWEST = (("out_at", DESCENDING), ("_id", DESCENDING))

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {
    ACCOUNTS: [IndexModel([("advocate_id", ASCENDING)])],
    POSTS: [IndexModel([("advocate_id", ASCENDING)])],
    # One for each way in which auditors ask: a page is a few narrow ranges, however much there is.
    OUT: [
        IndexModel([*((name, ASCENDING) for name in equal), *_NEWEST])
        for equal in ((), ("network",), ("state",), ("network", "state"), ("advocate_id",))
    ],
    AUTHORS: [],
}

SHAPE = 2
"""What documents are like: raised by a release whose queries could not read those of before."""


def handlers() -> Mapping[type, Handler]:
    """The handler of each event that a view shows."""
    return {
        Account.Connected: _connected,
        Account.Disconnected: _disconnected,
        events.Accepted: _accepted,
        events.Scheduled: _scheduled,
        events.Prepared: _prepared,
        events.Reported: _reported,
        events.ReleaseRequested: _requested,
        events.Granted: _granted,
        events.Refused: _returned,
        events.ReleaseReturned: _returned,
        events.AttemptStarted: _attempting,
        events.AttemptRepeated: _attempting,
        events.Published: _published,
        events.HandedOver: _handed_over,
        events.Failed: _failed,
        events.BecameUncertain: _uncertain,
        events.Resolved: _resolved,
        events.Ended: _ended,
        events.RemovalAsked: _removing,
        events.RemovalFailed: _removal_failed,
        events.Removed: _removed,
    }


def live(event: Any) -> LiveEvent | None:
    """What a person's screen wants to know."""
    match event:
        case Account.Connected() | Account.Disconnected():
            data = {"account_id": str(event.originator_id)}
            return LiveEvent(type="account", person=event.advocate_id, data=data)
        case events.Event():
            ids = {"post_id": event.originator_id, "approval_id": event.approval_id, "activity_id": event.activity_id}
            told = {name: str(identifier) for name, identifier in ids.items()}
            state = _waits(event).value if isinstance(event, RETURNED) else LIVE_STATES.get(type(event))
            return LiveEvent(type="post", person=event.advocate_id, data={**told, "state": state}) if state else None
    return None


RETURNED = (events.Refused, events.ReleaseReturned)

LIVE_STATES: Mapping[type, str] = {
    events.Scheduled: State.SCHEDULED.value,
    events.Prepared: State.TO_HAND_OVER.value,
    events.Reported: State.REPORTED.value,
    events.ReleaseRequested: State.REQUESTED.value,
    events.Granted: State.GRANTED.value,
    events.AttemptStarted: State.ATTEMPTING.value,
    events.Published: State.PUBLISHED.value,
    events.HandedOver: State.HANDED_OVER.value,
    events.Failed: State.FAILED.value,
    events.BecameUncertain: State.UNCERTAIN.value,
    events.Resolved: State.UNCERTAIN.value,
    events.Ended: State.ENDED.value,
    events.RemovalAsked: "removing",
    events.RemovalFailed: State.PUBLISHED.value,
    events.Removed: State.REMOVED.value,
}


def _connected(event: Account.Connected, batch: Batch) -> None:
    account = {
        "advocate_id": event.advocate_id,
        "network": event.network.value,
        "connected": True,
        "connected_at": event.at,
        "disconnected_at": None,
        "disconnected_because": None,
    }
    batch.add(ACCOUNTS, UpdateOne({"_id": event.originator_id}, {"$set": account}, upsert=True))


def _disconnected(event: Account.Disconnected, batch: Batch) -> None:
    parted = {"connected": False, "disconnected_at": event.at, "disconnected_because": event.reason.value}
    batch.add(ACCOUNTS, UpdateOne({"_id": event.originator_id}, {"$set": parted}))


def _accepted(event: events.Accepted, batch: Batch) -> None:
    approval = Approval.read(event.approval)
    post: dict[str, Any] = {
        "advocate_id": event.advocate_id,
        "approval_id": event.approval_id,
        "activity_id": event.activity_id,
        "account_id": event.account_id,
        "item_id": approval.item_id,
        "kind": approval.kind.value,
        "network": approval.network.value,
        "choice": approval.choice.value,
        "points": approval.points,
        "own_words": approval.own_words,
        "opens_at": approval.window.opens_at,
        "closes_at": approval.window.closes_at,
        "approved_at": approval.approved_at,
        "state": State.ACCEPTED.value,
        "slot_at": None,
        "zone": None,
        "because": [],
        "reason": None,
        "retry_at": None,
        "resolution": None,
        "by_hand": is_unconnected(event.account_id, event.advocate_id),
        "reported_at": None,
        "handed_over_at": None,
        "attempted_at": None,
        "published_at": None,
        "found_by": None,
        "uncertain_at": None,
        "removed_at": None,
        "removal_reason": None,
        "changed_at": event.at,
    }
    batch.add(POSTS, UpdateOne({"_id": event.originator_id}, {"$set": post}, upsert=True))


def _scheduled(event: events.Scheduled, batch: Batch) -> None:
    because = [{"code": reason.code, "numbers": reason.numbers} for reason in event.because]
    _set(event, batch, State.SCHEDULED, slot_at=event.slot_at, zone=event.zone, because=because)


def _prepared(event: events.Prepared, batch: Batch) -> None:
    _set(event, batch, State.TO_HAND_OVER)


def _reported(event: events.Reported, batch: Batch) -> None:
    _set(event, batch, State.REPORTED, reported_at=event.at)


def _requested(event: events.ReleaseRequested, batch: Batch) -> None:
    _set(event, batch, State.REQUESTED, reason=None, retry_at=None)


def _granted(event: events.Granted, batch: Batch) -> None:
    _set(event, batch, State.GRANTED)


def _returned(event: events.ReleaseReturned | events.Refused, batch: Batch) -> None:
    _set(event, batch, _waits(event), reason=event.reason, retry_at=event.retry_at)


def _waits(event: events.Event) -> State:
    """What a post is again that was not released."""
    return State.REPORTED if is_unconnected(event.account_id, event.advocate_id) else State.SCHEDULED


def _attempting(event: events.AttemptStarted | events.AttemptRepeated, batch: Batch) -> None:
    _set(event, batch, State.ATTEMPTING, attempted_at=event.at)


def _published(event: events.Published, batch: Batch) -> None:
    _set(event, batch, State.PUBLISHED, reason=None, published_at=event.published_at, found_by=event.found_by)
    _out(event, batch, State.PUBLISHED, event.publication, event.published_at)


def _handed_over(event: events.HandedOver, batch: Batch) -> None:
    _set(event, batch, State.HANDED_OVER, reason=None, handed_over_at=event.at)
    _out(event, batch, State.HANDED_OVER, event.report, event.at)


def _failed(event: events.Failed, batch: Batch) -> None:
    _set(event, batch, State.FAILED, reason=event.reason)


def _uncertain(event: events.BecameUncertain, batch: Batch) -> None:
    _set(event, batch, State.UNCERTAIN, uncertain_at=event.at)


def _resolved(event: events.Resolved, batch: Batch) -> None:
    _set(event, batch, State.UNCERTAIN, resolution=event.outcome)


def _ended(event: events.Ended, batch: Batch) -> None:
    _set(event, batch, State.ENDED, reason=event.reason)


def _removing(event: events.RemovalAsked, batch: Batch) -> None:
    _set(event, batch, "removing", removal_reason=None)


def _removal_failed(event: events.RemovalFailed, batch: Batch) -> None:
    _set(event, batch, State.PUBLISHED, removal_reason=event.reason)


def _removed(event: events.Removed, batch: Batch) -> None:
    _set(event, batch, State.REMOVED, removed_at=event.at)
    gone = {"state": State.REMOVED.value, "removed_at": event.at}
    batch.add(OUT, UpdateOne({"_id": event.originator_id}, {"$set": gone}))


def _out(event: events.Event, batch: Batch, state: State, exact: str, at: datetime) -> None:
    used = json.loads(exact)
    facts = {
        "advocate_id": event.advocate_id,
        "account_id": event.account_id,
        **{name: used[name] for name in ("network", "kind", "own_words", "points")},
        "state": state.value,
        "out_at": at,
        "removed_at": None,
    }
    batch.add(OUT, UpdateOne({"_id": event.originator_id}, {"$set": facts}, upsert=True))
    author = {"_id": event.advocate_id}
    batch.add(AUTHORS, ReplaceOne(author, author, upsert=True))


def _set(event: events.Event, batch: Batch, state: str, **facts: Any) -> None:
    now = {"state": str(state), "changed_at": event.at, **facts}
    batch.add(POSTS, UpdateOne({"_id": event.originator_id}, {"$set": now}))
