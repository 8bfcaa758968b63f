"""A small, genuine stream for the verifier's tests: signed by the platform's own signer, chained as the relay does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from joserfc.jwk import OKPKey

from chassis.signing import Signer, digest_of_json
from contracts.catalogue import BY_TYPE
from contracts.consent import ActivityApproved, ReleaseGranted
from contracts.envelope import partition_of, sequence_text
from contracts.event import IntegrationEvent
from contracts.publisher import PostHandedOver, PostPublished
from contracts.values import Network, timestamp, unconnected_account
from restu.verifier import Record
from restu.verifier.records import record_of

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
SPACE = UUID("6b2f8f0e-7c1c-4f0e-9f62-0f4a7ce0a001")


def identifier(name: str) -> UUID:
    return uuid5(SPACE, name)


def at(seconds: float) -> str:
    return timestamp(START + timedelta(seconds=seconds))


def signer(service: str) -> Signer:
    return Signer(service, {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]})


CONSENT, PUBLISHER = signer("consent"), signer("publisher")
KEYS = [*CONSENT.public, *PUBLISHER.public]


@dataclass
class Stream:
    """Events of all topics, in the order in which they are added."""

    records: list[Record] = field(default_factory=list)
    heads: dict[tuple[str, int], int] = field(default_factory=dict)
    sequence: int = 0

    def add(self, kind: type[IntegrationEvent], data: dict[str, Any] | str) -> Record:
        exact = data if isinstance(data, str) else json.dumps(data)
        plain = json.loads(exact)
        subject = plain[kind.KEY]
        partition = partition_of(subject.encode())
        self.sequence += 3  # sequences have holes
        place = (kind.TOPIC, partition)
        event = {
            "specversion": "1.0",
            "id": plain.get("id", str(identifier(f"event {self.sequence}"))),
            "source": "urn:restu:test",
            "type": kind.TYPE,
            "subject": subject,
            "time": at(0),
            "sequence": sequence_text(self.sequence),
            "previous": sequence_text(self.heads.get(place, 0)),
            "topic": kind.TOPIC,
            "partition": partition,
            "offset": sum(record.place == place for record in self.records),
            "data": plain,
        }
        self.heads[place] = self.sequence
        record = record_of(event)
        self.records.append(record)
        return record

    def ends(self) -> dict[str, dict[int, int]]:
        found: dict[str, dict[int, int]] = {}
        for (topic, partition), sequence in self.heads.items():
            found.setdefault(topic, {})[partition] = sequence
        return found


def approval(name: str = "a", person: str = "ann", **changes: Any) -> str:
    return CONSENT.sign(
        ActivityApproved.TYPE,
        {
            "id": str(identifier(f"approved {name}")),
            "approval_id": str(identifier(f"approval {name}")),
            "advocate_id": str(identifier(person)),
            "activity_id": str(identifier(f"activity {name}")),
            "account_id": str(identifier(f"account {person}")),
            "item_id": str(identifier("item")),
            "revision_id": str(identifier("revision")),
            "kind": "post",
            "network": "mastodon",
            "preview_digest": "ab" * 32,
            "choice": "now",
            "opens_at": at(0),
            "closes_at": at(3600),
            "picked_at": None,
            "own_words": 40,
            "points": 10,
            "replaces": None,
            "approved_at": at(1),
            **changes,
        },
    )


def grant(approved: str, release: str = "r1", **changes: Any) -> str:
    rests_on = json.loads(approved)
    return CONSENT.sign(
        ReleaseGranted.TYPE,
        {
            "id": str(identifier(f"granted {release}")),
            "release_id": str(identifier(release)),
            "approval_hash": digest_of_json(approved),
            **{n: rests_on[n] for n in ("approval_id", "advocate_id", "activity_id", "account_id", "preview_digest")},
            "requested_at": at(10),
            "granted_at": at(11),
            **changes,
        },
    )


def publication(approved: str, granted: str, granted_record: Record, **changes: Any) -> str:
    given, rests_on = json.loads(granted), json.loads(approved)
    same = ("advocate_id", "activity_id", "account_id", "item_id", "kind", "network", "preview_digest", "own_words")
    return PUBLISHER.sign(
        PostPublished.TYPE,
        {
            "id": str(identifier(f"published {given['release_id']}")),
            "post_id": str(identifier(f"post {given['approval_id']}")),
            "approval_id": given["approval_id"],
            "release_id": given["release_id"],
            **{name: rests_on[name] for name in same},
            "points": rests_on["points"],
            "grant_hash": digest_of_json(granted),
            "grant_sequence": sequence_text(granted_record.sequence),
            "requested_at": given["requested_at"],
            "attempted_at": at(12),
            "published_at": at(13),
            "found_by": "answer",
            **changes,
        },
    )


def own(person: str = "ann") -> dict[str, Any]:
    """What an approval says of an activity that its person publishes themselves."""
    return {"network": "x", "account_id": str(unconnected_account(identifier(person), Network.X))}


def report(approved: str, granted: str, granted_record: Record, **changes: Any) -> str:
    """PostHandedOver: the author of an approval says that they have published it."""
    used = json.loads(publication(approved, granted, granted_record))
    published = ("signature", "attempted_at", "published_at", "found_by")
    data = {name: value for name, value in used.items() if name not in published}
    times = {"reported_at": at(9), "handed_over_at": at(12)}
    return PUBLISHER.sign(PostHandedOver.TYPE, {**data, **times, **changes})


def ended(approved: str, **more: Any) -> dict[str, Any]:
    """ApprovalWithdrawn or ApprovalLapsed of an approval."""
    rests_on = json.loads(approved)
    names = ("approval_id", "advocate_id", "activity_id", "account_id")
    return {**{name: rests_on[name] for name in names}, **more}


def with_data(record: Record, data: dict[str, Any]) -> Record:
    """The same record with other data, as somebody who may write the topic could put it there."""
    return replace(record, data=data, fingerprint="")


def model_of(record: Record) -> type[IntegrationEvent]:
    return BY_TYPE[record.type]
