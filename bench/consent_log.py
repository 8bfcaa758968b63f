"""A log as consent writes it: people join, state preferences, approve (signed), take back; real events, real bytes.

Three quarters of what is public are approvals, each behind the private event that begins its history. Signatures are
made for a few approvals; the others have the same bytes with ids of their own, for nobody verifies them here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from eventsourcing.domain import Aggregate

from chassis.codec import TypedMapper
from chassis.database import Database
from chassis.signing import Signer
from contracts.values import Audience, Choice, Kind, LapseReason, Network, Window
from restu.keys import SIGNING, ensure_keys
from services.consent.application import Evidence
from services.consent.domain import Advocate, Approval, Basis, Parties, Preferences, Terms
from services.consent.tokens import Preview

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
PUBLIC_EACH = 20
"""Public events of each person: 15 approvals, 2 withdrawals, a lapse, joining, preferences."""

_COPY = "COPY stored_events (originator_id, originator_version, topic, state) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's consent to one activity on one account: ready to be recorded."""

    parties: Parties
    basis: Basis
    exact: str

    def approval(self) -> Approval:
        """A new aggregate on which it is recorded."""
        approval = Approval(parties=self.parties, at=AT)
        approval.approve(self.basis, exact=self.exact, at=AT)
        return approval


class Consents:
    """Makes them, always the same for the same seed."""

    def __init__(self, keys: Path, *, seed: int = 1) -> None:
        """`keys` is an empty folder."""
        ensure_keys(keys, ["consent"])
        self._evidence = Evidence(Signer("consent", json.loads((keys / "consent" / SIGNING).read_text("utf-8"))))
        self._random = Random(seed)  # noqa: S311 - ids of a load, the same in every run
        self._models = [self._signed(Parties(self.id(), self.id(), self.id())) for _ in range(100)]

    def id(self) -> UUID:
        """A new id."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def new(self, advocate_id: UUID) -> Consent:
        """One more consent of this person."""
        model = self._random.choice(self._models)
        parties, approval_id = Parties(advocate_id, self.id(), self.id()), self.id()
        exact = model.exact.replace(json.loads(model.exact)["id"], str(self.id()))
        for old, new in (
            (model.basis.approval_id, approval_id),
            (model.parties.advocate_id, parties.advocate_id),
            (model.parties.activity_id, parties.activity_id),
            (model.parties.account_id, parties.account_id),
        ):
            exact = exact.replace(str(old), str(new))
        basis = model.basis
        return Consent(
            parties,
            Basis(approval_id, basis.item_id, basis.revision_id, basis.window, basis.digest, basis.hash),
            exact,
        )

    def _signed(self, parties: Parties) -> Consent:
        window = Window(AT, AT + timedelta(days=5))
        terms = Terms(Kind.POST, Network.MASTODON, window, Audience(everyone=True), points=10, own_words=20)
        preview = Preview(
            approval_id=self.id(),
            parties=parties,
            item_id=self.id(),
            revision_id=self.id(),
            opening={},
            digest=f"{self._random.getrandbits(256):064x}",
            choice=Choice.DRIP,
            window=window,
            picked_at=None,
            own_words=35,
            expires_at=AT + timedelta(minutes=5),
        )
        return Consent(parties, *self._evidence.approval(preview, terms, replaces=None, at=AT))


def fill(database: Database, consents: Consents, public: int, *, trace: Callable[[], str]) -> None:
    """Writes a log with so many public events, a multiple of PUBLIC_EACH, people's events mixed as they happen."""
    mapper = TypedMapper(trace)
    people = [Advocate(id=consents.id(), at=AT) for _ in range(public // PUBLIC_EACH)]
    with database.transaction() as cursor, cursor.copy(_COPY) as copy:
        for aggregate in _steps(people, consents):
            for event in aggregate.collect_events():
                stored = mapper.to_stored_event(event)
                copy.write_row((stored.originator_id, stored.originator_version, stored.topic, stored.state))
    database.migrate("ANALYZE stored_events")


def _steps(people: list[Advocate], consents: Consents) -> Iterator[Aggregate]:
    for person in people:
        person.prefer(Preferences(time_zone="Asia/Jakarta"), at=AT)
        yield person
    for number in range(15):
        for person in people:
            consent = consents.new(person.id)
            approval = consent.approval()
            if number in (4, 9):
                approval.withdraw(consent.basis.approval_id, at=AT)
            elif number == 14:
                approval.lapse(LapseReason.WINDOW_OVER, at=AT)
            yield approval
