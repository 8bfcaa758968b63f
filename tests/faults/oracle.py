"""What may never happen, counted from the outside: from what was seen, with no product code.

    U   what was done on the network that nobody approved so: other words, image or target, another account, withdrawn
        before, another opening
    D   what was done of one approval beyond the first time, deleted posts too
    L   acknowledged commands whose effect is gone, or was not carried out to its end; more spent or given than there is
    G   rows of a view that differ from a replay of the store
    X   events of a store that are missing in its topic, out of order, or repeated with other bytes

Each count gives the damages in words. U and D are in `standing.py`, L is in `journal.py` and `game.py`, the others are
here. `looking.py` gathers what is counted; `test_oracle.py` and its like plant each damage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

READY_SECONDS = 10.0
"""How long the stack may take until it is ready again once a fault is over."""
SHOWN = 20
"""How many damages of a row are printed."""

PUBLIC = {
    "content.Item.Curated": "restu.ContentCurated.v1",
    "content.Item.Restated": "restu.ContentCurated.v1",
    "content.Item.Revised": "restu.ContentRevised.v1",
    "content.Item.ExpiryChanged": "restu.ContentRevised.v1",
    "content.Item.Retired": "restu.ContentRetired.v1",
    "content.LostItem.Retired": "restu.ContentRetired.v1",
    "content.Item.Offered": "restu.ActivityOffered.v1",
    "content.Item.OfferedAgain": "restu.ActivityOffered.v1",
    "content.Item.Closed": "restu.ActivityClosed.v1",
    "content.Item.Lost": "restu.ActivityClosed.v1",
    "consent.Approval.Approved": "restu.ActivityApproved.v1",
    "consent.Approval.Granted": "restu.ReleaseGranted.v1",
    "consent.Approval.Refused": "restu.ReleaseRefused.v1",
    "consent.Approval.Withdrawn": "restu.ApprovalWithdrawn.v1",
    "consent.Approval.Lapsed": "restu.ApprovalLapsed.v1",
    "consent.Advocate.Joined": "restu.AdvocateJoined.v1",
    "consent.Advocate.Left": "restu.AdvocateLeft.v1",
    "consent.Advocate.Erased": "restu.PersonErased.v1",
    "consent.Advocate.RolesChanged": "restu.RolesChanged.v1",
    "consent.Advocate.GroupsChanged": "restu.GroupsChanged.v1",
    "consent.Advocate.PreferencesChanged": "restu.PreferencesChanged.v1",
    "publisher.Account.Connected": "restu.AccountConnected.v1",
    "publisher.Account.Disconnected": "restu.AccountDisconnected.v1",
    "publisher.Post.Scheduled": "restu.PostScheduled.v1",
    "publisher.Post.ReleaseRequested": "restu.ReleaseRequested.v1",
    "publisher.Post.ReleaseReturned": "restu.ReleaseReturned.v1",
    "publisher.Post.Published": "restu.PostPublished.v1",
    "publisher.Post.HandedOver": "restu.PostHandedOver.v1",
    "publisher.Post.Failed": "restu.PostFailed.v1",
    "publisher.Post.BecameUncertain": "restu.PostUncertain.v1",
    "publisher.Post.Resolved": "restu.UncertaintyResolved.v1",
    "publisher.Post.Removed": "restu.PostRemoved.v1",
    "gamification.Ledger.Booked": "restu.PointsAwarded.v1",
    "gamification.Progress.BadgeEarned": "restu.BadgeEarned.v1",
    "gamification.Progress.LevelReached": "restu.LevelReached.v1",
    "gamification.Training.StepCompleted": "restu.TrainingStepCompleted.v1",
    "gamification.Contest.Opened": "restu.ContestOpened.v1",
    "gamification.Contest.Closed": "restu.ContestClosed.v1",
    "gamification.Contest.CalledOff": "restu.ContestCalledOff.v1",
    "gamification.Redemption.Redeemed": "restu.RewardRedeemed.v1",
    "gamification.Redemption.Fulfilled": "restu.RewardFulfilled.v1",
    "gamification.Redemption.Refunded": "restu.RewardRefunded.v1",
}
"""What a stored event is called in public; written down here once more, so that a wrong translation is seen."""
REVERSED = ("gamification.Ledger.Booked", "restu.PointsReversed.v1")


@dataclass(frozen=True, slots=True)
class Stored:
    """One event of a store. `quiet`: it repeats what the topic says already, and is not published.

    `public`: what it is called in public where the event says so itself, as those do that were taken over from a topic.
    """

    sequence: int
    name: str
    quiet: bool = False
    public: str = ""

    @property
    def told_as(self) -> str:
        """What it is called in public; empty when it is private."""
        return "" if self.quiet else self.public or PUBLIC.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a topic."""

    partition: int
    offset: int
    source: str
    sequence: int
    previous: int
    type: str
    id: str
    key: bytes
    value: bytes
    told_at: float = 0.0
    """When it was handed to the broker (seconds since 1970)."""


@dataclass
class Verdict:
    """The damages of one row, in words, and how long it took until all was ready (s)."""

    unapproved: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    stream: list[str] = field(default_factory=list)
    ready: float = 0.0
    waited_for: list[str] = field(default_factory=list)
    """Who was not ready after the slowest fault, until when, and why."""
    broken: list[str] = field(default_factory=list)
    """Why the row could not be carried to its end: nothing is known of what it would have counted."""

    @property
    def good(self) -> bool:
        """Nothing is damaged, and all was ready in time."""
        return not self.damages and self.ready < READY_SECONDS

    @property
    def damages(self) -> list[str]:
        """All damages."""
        return [*self.broken, *self.unapproved, *self.doubled, *self.lost, *self.differing, *self.stream]

    def tell(self, name: str, seed: int) -> None:
        """Prints the row's line, and below it what is not good."""
        print(f"{name} seed={seed} {self}", flush=True)
        for line in [] if self.good else [*self.damages[:SHOWN], *self.waited_for]:
            print(f"    {line}", flush=True)

    @property
    def counts(self) -> dict[str, int]:
        """How many damages there are of each kind."""
        kinds = {"U": self.unapproved, "D": self.doubled, "L": self.lost, "G": self.differing, "X": self.stream}
        return {letter: len(found) for letter, found in kinds.items()}

    def __str__(self) -> str:
        if self.broken:
            return "broken"
        return " ".join(f"{letter}={count}" for letter, count in self.counts.items()) + f" ready={self.ready:.1f}s"


def differing(view: Mapping[str, Mapping[Any, Any]], replay: Mapping[str, Mapping[Any, Any]]) -> list[str]:
    """G: rows (collection -> id -> document) that a view has otherwise than a replay, or one of them alone."""
    found = []
    for collection in sorted({*view, *replay}):
        ours, again = view.get(collection, {}), replay.get(collection, {})
        found += [
            f"{collection} {row}: differs from a replay" for row in ours if row in again and ours[row] != again[row]
        ]
        found += [f"{collection} {row}: a replay has no such row" for row in ours if row not in again]
        found += [f"{collection} {row}: only a replay has it" for row in again if row not in ours]
    return found


def stream(service: str, stored: Sequence[Stored], records: Sequence[Record]) -> list[str]:
    """X: what a service's topic says otherwise than its store. Records of others are none of its events."""
    public = {each.sequence: each for each in stored if each.told_as}
    ours = [record for record in records if record.source == f"/restu/{service}"]
    ours.sort(key=lambda each: (each.partition, each.offset))
    first: dict[int, Record] = {}
    found = []
    for record in ours:
        earlier = first.setdefault(record.sequence, record)
        if earlier is not record and _said(earlier) != _said(record):
            found.append(f"{service} {record.sequence}: repeated with other bytes")
    found += [f"{service} {number}: {each.name} is missing" for number, each in public.items() if number not in first]
    for sequence, record in first.items():
        event = public.get(sequence)
        if event is None:
            found.append(f"{service} {sequence}: {record.type} rests on no event of the store")
        elif record.type != event.told_as and (event.name, record.type) != REVERSED:
            found.append(f"{service} {sequence}: {event.name} was told as {record.type}")
        if record.partition != crc32(record.key) % 12:
            found.append(f"{service} {sequence}: in a partition that is not its key's")
    return found + _misordered(service, ours)


def _said(record: Record) -> tuple[Any, ...]:
    return record.partition, record.id, record.type, record.previous, record.key, record.value


def _misordered(service: str, records: Iterable[Record]) -> list[str]:
    """What is not in its place in its partition's chain.

    A record whose predecessor has not come yet may be there, for a producer cannot know that its topic was made anew
    until the first record is acknowledged; but it has to come once more, in its place.
    """
    chains: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        chains[record.partition].append(record)
    found = []
    for chain in chains.values():
        last, early = 0, set()
        for record in chain:
            if record.sequence <= last:
                continue
            if record.previous > last:
                early.add(record.sequence)
                continue
            if record.previous != last:
                found.append(f"{service} {record.sequence}: names {record.previous} before it, not {last}")
            last = record.sequence
            early.discard(last)
        found += [f"{service} {sequence}: out of order" for sequence in sorted(early)]
    return found
