"""The invariant, checked: every `PostPublished` rests on one grant, which rests on one approval that stood.

So does every `PostHandedOver`, which its author reports: what they approved is used once, by us or by them.

First consent's topic is replayed, partition by partition, in its own order: what was approved, taken back, lapsed and
granted. Then every publication is held against it. A publication whose grant is not there is a violation when
consent's partition reaches the sequence it cites, and a gap when the stream given ends before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zlib import crc32

from restu.verifier.chain import PARTITIONS, Chains
from restu.verifier.proof import KeyMissing, Keys, NotProven, hash_of
from restu.verifier.records import Ends, Record
from restu.verifier.report import Finding, Report

CONSENT, PUBLISHER = "restu.consent.v1", "restu.publisher.v1"
APPROVED, GRANTED, PUBLISHED = "restu.ActivityApproved.v1", "restu.ReleaseGranted.v1", "restu.PostPublished.v1"
HANDED_OVER = "restu.PostHandedOver.v1"
WITHDRAWN, LAPSED = "restu.ApprovalWithdrawn.v1", "restu.ApprovalLapsed.v1"
RETURNED = "restu.ReleaseReturned.v1"
SIGNERS = {
    APPROVED: ("consent", CONSENT),
    GRANTED: ("consent", CONSENT),
    PUBLISHED: ("publisher", PUBLISHER),
    HANDED_OVER: ("publisher", PUBLISHER),
}
USED_AT = {PUBLISHED: "attempted_at", HANDED_OVER: "handed_over_at"}
"""What uses an approval, and when it does: what was published, and what its author reports to have published."""
UNCONNECTED = UUID("4f0e1c9a-7d35-4b86-9a51-0c6e2b7f8d13")
"""Namespace of the account ids of people who publish themselves (docs/events.md)."""

ATTEMPT_SECONDS = 60
GRANT_REPEATS = ("advocate_id", "activity_id", "account_id", "preview_digest")
POST_REPEATS = (*GRANT_REPEATS, "item_id", "kind", "network", "own_words", "points")
DIFFERENCES = {
    "advocate_id": "wrong-person",
    "account_id": "wrong-account",
    "preview_digest": "wrong-digest",
}


@dataclass(slots=True)
class Approval:
    """One signed approval and how it ended, if it did."""

    record: Record
    hash: str
    ended: str | None = None
    grants: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Grant:
    """One signed grant."""

    record: Record
    hash: str
    sound: bool


def verify(records: Iterable[Record], keys: Iterable[Mapping[str, Any]], ends: Ends | None = None) -> Report:
    """Reads the records of all topics (each partition in its order) and reports. Raises Malformed as they are read.

    `keys`: the public JSON Web Keys of the services. `ends`: how far each partition was said to go; without it the
    stream is taken to be whole.
    """
    return Witness(keys).examine(records, ends or {})


class Witness:
    """One examination."""

    def __init__(self, keys: Iterable[Mapping[str, Any]]) -> None:
        self.report = Report()
        self._keys = Keys(keys)
        self._chains = Chains(self.report)
        self._approvals: dict[str, Approval] = {}
        self._grants: dict[str, Grant] = {}
        self._ids: dict[str, Record] = {}
        self._returned: set[str] = set()
        self._publications: list[Record] = []
        self._published: dict[str, Record] = {}

    def examine(self, records: Iterable[Record], ends: Ends) -> Report:
        """Reads everything once, then judges."""
        self.report.keys = self._keys.thumbprints()
        for record in self._chains.unrepeated(records):
            self.report.events += 1
            self._take(record)
        self._chains.check_ends(ends)
        for publication in self._publications:
            self._judge(publication)
        for approval in self._approvals.values():
            self._judge_grants(approval)
        return self.report

    def _take(self, record: Record) -> None:
        if record.type in SIGNERS:
            if not self._is_proven(record):
                return
        elif "signature" in record.data:
            self._violate("bad-signature", "signed data under a type that is not signed", record)
        match record.type, record.topic:
            case (kind, _) if kind == APPROVED:
                self._take_approval(record)
            case (kind, _) if kind == GRANTED:
                self._take_grant(record)
            case (kind, _) if kind in USED_AT:
                self._count(record)
                self._publications.append(record)
            case (kind, topic) if kind in (WITHDRAWN, LAPSED) and topic == CONSENT:
                self._take_end(record)
            case (kind, topic) if kind == RETURNED and topic == PUBLISHER:
                self._returned.add(str(record.data.get("release_id")))

    def _is_proven(self, record: Record) -> bool:
        signer, topic = SIGNERS[record.type]
        ids = _named(record.data)
        problem: Finding | None = None
        if record.topic != topic:
            problem = Finding("wrong-signer", f"belongs on {topic}", str(record), ids)
        elif record.data.get("id") != record.id or record.data.get("advocate_id") != record.subject:
            problem = Finding("bad-signature", "the signed data is not this event's", str(record), ids)
        elif (first := self._ids.setdefault(record.id, record)) is not record:
            problem = Finding("used-twice", f"the same signed event stands at {first}", str(record), ids)
        try:
            self._keys.prove(record.data, record.type, signer)
        except NotProven as error:
            problem = Finding(error.kind, str(error), str(record), ids)
        except KeyMissing as error:
            self.report.gaps.append(Finding("unknown-key", f"no key {error} is given", str(record), ids))
        if problem is not None:
            self.report.violations.append(problem)
            if record.type in USED_AT:
                self._count(record)
                self.report.unapproved.add(record.id)
        return problem is None

    def _count(self, record: Record) -> None:
        if record.type == PUBLISHED:
            self.report.posts += 1
        else:
            self.report.handed_over += 1

    def _take_approval(self, record: Record) -> None:
        self.report.approvals += 1
        identifier = str(record.data.get("approval_id"))
        if identifier in self._approvals:
            self._violate("used-twice", "this approval id was approved before", record)
            return
        self._approvals[identifier] = Approval(record, hash_of(record.data))

    def _take_end(self, record: Record) -> None:
        approval = self._approvals.get(str(record.data.get("approval_id")))
        if approval is not None and approval.ended is None:
            approval.ended = "withdrawn" if record.type == WITHDRAWN else "lapsed"

    def _take_grant(self, record: Record) -> None:
        self.report.grants += 1
        before = len(self.report.violations)
        approval = self._approvals.get(str(record.data.get("approval_id")))
        if approval is None:
            self._violate("no-approval", "the grant rests on no approval before it", record)
        else:
            self._check_grant(record, approval)
            approval.grants.append(str(record.data.get("release_id")))
        sound = len(self.report.violations) == before
        self._grants[str(record.data.get("release_id"))] = Grant(record, hash_of(record.data), sound)

    def _check_grant(self, record: Record, approval: Approval) -> None:
        self._compare(record, approval.record, GRANT_REPEATS)
        if record.data.get("approval_hash") != approval.hash:
            self._violate("wrong-digest", "the grant cites another approval than the one that stands here", record)
        if approval.ended is not None:
            kind = "withdrawn-before-release" if approval.ended == "withdrawn" else "lapsed"
            self._violate(kind, f"the approval was {approval.ended} before it was released", record)
        opens, closes = _time(approval.record, "opens_at"), _time(approval.record, "closes_at")
        granted = _time(record, "granted_at")
        if opens is None or closes is None or granted is None or not opens <= granted < closes:
            self._violate("outside-window", "granted outside the window that was approved", record)

    def _judge(self, post: Record) -> None:
        before = len(self.report.violations), len(self.report.gaps)
        grant = self._grants.get(str(post.data.get("release_id")))
        if grant is None:
            self._judge_groundless(post)
        else:
            self._check_post(post, grant)
        approval_id = str(post.data.get("approval_id"))
        first = self._published.setdefault(approval_id, post)
        if first is not post:
            self._violate("used-twice", f"the approval was used before, at {first}", post)
        self._check_account(post)
        wrong = len(self.report.violations) > before[0]
        if wrong or (grant is not None and not grant.sound):
            self.report.unapproved.add(post.id)

    def _judge_groundless(self, post: Record) -> None:
        partition = crc32(post.subject.encode()) % PARTITIONS
        cited = str(post.data.get("grant_sequence"))
        if cited.isdecimal() and self._chains.last(CONSENT, partition) < int(cited):
            words = f"consent's partition {partition} ends before the grant that is cited"
            self.report.gaps.append(Finding("grant-not-reached", words, str(post), _named(post.data)))
        else:
            self._violate("no-approval", "published without a grant", post)

    def _check_post(self, post: Record, grant: Grant) -> None:
        approval = self._approvals.get(str(post.data.get("approval_id")))
        if approval is None:
            self._violate("no-approval", "published without an approval", post)
        else:
            self._compare(post, approval.record, POST_REPEATS)
        if grant.record.data.get("approval_id") != post.data.get("approval_id"):
            self._violate("no-approval", "the grant is for another approval", post)
        if post.data.get("grant_hash") != grant.hash:
            self._violate("wrong-digest", "cites another grant than the one that stands here", post)
        if post.data.get("grant_sequence") != f"{grant.record.sequence:020d}":
            self._violate("wrong-digest", "cites the grant under another sequence", post)
        if str(post.data.get("release_id")) in self._returned:
            self._violate("returned-release", "published under a release that was returned as not performed", post)
        self._check_times(post, grant)

    def _check_account(self, post: Record) -> None:
        """Nothing is published where no account is connected, and nothing reported where one is."""
        by_hand = str(uuid5(UNCONNECTED, f"{post.data.get('advocate_id')}/{post.data.get('network')}"))
        if (post.data.get("account_id") == by_hand) != (post.type == HANDED_OVER):
            self._violate("wrong-account", "published and reported do not stand on the same kind of account", post)

    def _check_times(self, post: Record, grant: Grant) -> None:
        requested, attempted = _time(post, "requested_at"), _time(post, USED_AT[post.type])
        if post.data.get("requested_at") != grant.record.data.get("requested_at"):
            self._violate("attempt-too-late", "the grant answers a request of another time", post)
        limit = timedelta(seconds=ATTEMPT_SECONDS)
        if requested is None or attempted is None or not timedelta(0) <= attempted - requested <= limit:
            self._violate("attempt-too-late", f"not attempted within {ATTEMPT_SECONDS} s of the request", post)

    def _judge_grants(self, approval: Approval) -> None:
        for release in approval.grants[:-1]:
            if release in self._returned:
                continue
            if self._gaps_on(approval.record.subject):
                continue
            record = self._grants[approval.grants[-1]].record
            self._violate("used-twice", f"released again although release {release} was never returned", record)

    def _gaps_on(self, subject: str) -> bool:
        """Whether the publisher's partition of this person is known to be short."""
        where = f"{PUBLISHER}/{crc32(subject.encode()) % PARTITIONS}"
        return any(gap.where == where for gap in self.report.gaps)

    def _compare(self, record: Record, ground: Record, names: Iterable[str]) -> None:
        for name in names:
            if name not in record.data or record.data[name] != ground.data.get(name):
                kind = DIFFERENCES.get(name, "differs-from-approval")
                self._violate(kind, f"{name} is not what was approved", record)

    def _violate(self, kind: str, words: str, record: Record) -> None:
        self.report.violations.append(Finding(kind, words, str(record), _named(record.data)))


def _named(data: Mapping[str, Any]) -> dict[str, str]:
    names = ("approval_id", "release_id", "post_id", "advocate_id")
    return {name: str(data[name]) for name in names if name in data}


def _time(record: Record, name: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(record.data.get(name)))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
