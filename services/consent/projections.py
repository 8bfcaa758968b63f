"""What each event changes in consent's views. A view shows and never decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pymongo import DeleteOne, UpdateMany, UpdateOne

from chassis.projection import Batch, Handler
from services.consent.domain import Advocate, Approval, Offering, State
from services.consent.views import APPROVALS, ITEMS, MEMBERS, OFFERS, SHOWN


def handlers() -> Mapping[type, Handler]:
    """The handler of each event that a view shows."""
    return {
        Offering.Stated: _stated,
        Offering.Restated: _restated,
        Offering.Revised: _stated,
        Offering.Retired: _retired,
        Offering.Offered: _offered,
        Offering.Closed: _closed,
        Advocate.GroupsChanged: _regrouped,
        Advocate.Left: _left,
        Approval.Approved: _approved,
        Approval.Withdrawn: _withdrawn,
        Approval.WithdrawalNoted: _withdrawal_noted,
        Approval.Lapsed: _lapsed,
        Approval.Granted: _granted,
        Approval.Returned: _returned,
        Approval.Published: _published,
        Approval.HandedOver: _handed_over,
        Approval.Failed: _failed,
        Approval.Uncertain: _uncertain,
        Approval.Resolved: _resolved,
    }


def _stated(event: Offering.Stated | Offering.Revised | Offering.Restated, batch: Batch) -> None:
    about = {"topics": list(event.about.topics), "language": event.about.language}
    now = {"revision_id": event.revision_id, "expires_at": event.expires_at, **about}
    batch.add(ITEMS, UpdateOne({"_id": event.originator_id}, {"$set": now}, upsert=True))


def _restated(event: Offering.Restated, batch: Batch) -> None:
    _stated(event, batch)
    batch.add(OFFERS, UpdateMany({"item_id": event.originator_id}, {"$set": {"open": False}}))


def _retired(event: Offering.Retired, batch: Batch) -> None:
    batch.add(OFFERS, UpdateMany({"item_id": event.originator_id}, {"$set": {"open": False}}))


def _offered(event: Offering.Offered, batch: Batch) -> None:
    terms = event.terms
    offer = {
        "item_id": event.originator_id,
        "kind": terms.kind.value,
        "network": terms.network.value,
        "opens_at": terms.window.opens_at,
        "closes_at": terms.window.closes_at,
        "everyone": terms.audience.everyone,
        "groups": list(terms.audience.groups),
        "points": terms.points,
        "own_words": terms.own_words,
        "priority": terms.priority,
        "offered_at": event.at,
        "offered_by": event.offered_by,
        "open": True,
    }
    batch.add(OFFERS, UpdateOne({"_id": event.activity_id}, {"$set": offer}, upsert=True))


def _closed(event: Offering.Closed, batch: Batch) -> None:
    batch.add(OFFERS, UpdateOne({"_id": event.activity_id}, {"$set": {"open": False}}))


def _regrouped(event: Advocate.GroupsChanged, batch: Batch) -> None:
    batch.add(MEMBERS, UpdateOne({"_id": event.originator_id}, {"$set": {"groups": list(event.groups)}}, upsert=True))


def _left(event: Advocate.Left, batch: Batch) -> None:
    batch.add(MEMBERS, DeleteOne({"_id": event.originator_id}))


def _approved(event: Approval.Approved, batch: Batch) -> None:
    signed = json.loads(event.exact)
    document = {
        "advocate_id": event.parties.advocate_id,
        "activity_id": event.parties.activity_id,
        "account_id": event.parties.account_id,
        "item_id": event.basis.item_id,
        "revision_id": event.basis.revision_id,
        "replaces": event.replaces,
        "approved_at": event.at,
        "state": State.STANDING.value,
        "changed_at": event.at,
        "receipt": event.exact,
        **{name: signed[name] for name in SHOWN},
    }
    batch.add(APPROVALS, UpdateOne({"_id": event.basis.approval_id}, {"$set": document}, upsert=True))


def _withdrawn(event: Approval.Withdrawn, batch: Batch) -> None:
    _now(event, batch, State.WITHDRAWN, replaced_by=event.replaced_by, withdrawal_noted=False)


def _withdrawal_noted(event: Approval.WithdrawalNoted, batch: Batch) -> None:
    _now(event, batch, State.RELEASED, withdrawal_noted=True)


def _lapsed(event: Approval.Lapsed, batch: Batch) -> None:
    _now(event, batch, State.LAPSED, reason=event.reason.value)


def _granted(event: Approval.Granted, batch: Batch) -> None:
    _now(event, batch, State.RELEASED)


def _returned(event: Approval.Returned, batch: Batch) -> None:
    _now(event, batch, State.STANDING, withdrawal_noted=False)


def _published(event: Approval.Published, batch: Batch) -> None:
    _now(event, batch, State.PUBLISHED, reason=None, withdrawal_noted=False)


def _handed_over(event: Approval.HandedOver, batch: Batch) -> None:
    _now(event, batch, State.HANDED_OVER, reason=None, withdrawal_noted=False)


def _failed(event: Approval.Failed, batch: Batch) -> None:
    _now(event, batch, State.FAILED, reason=event.reason, withdrawal_noted=False)


def _uncertain(event: Approval.Uncertain, batch: Batch) -> None:
    _now(event, batch, State.UNCERTAIN, reason=None, withdrawal_noted=False)


def _resolved(event: Approval.Resolved, batch: Batch) -> None:
    _now(event, batch, State.REPORTED if event.posted else State.NOT_POSTED)


def _now(event: Any, batch: Batch, state: State, **more: Any) -> None:
    """The approval's new state; one that the store learned of by its outcome alone is shown from then on."""
    parties = {
        "advocate_id": event.parties.advocate_id,
        "activity_id": event.parties.activity_id,
        "account_id": event.parties.account_id,
        "approved_at": event.at,
        "receipt": None,
    }
    change = {"state": state.value, "changed_at": event.at, **more}
    batch.add(APPROVALS, UpdateOne({"_id": event.approval_id}, {"$set": change, "$setOnInsert": parties}, upsert=True))
