"""What was asked for and acknowledged, kept by the test itself, and what must be so because of it.

A command is written down before it is sent, as what its person wants, and once more when its 2xx answer came. Only what
was acknowledged can be lost; whatever was wanted may happen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.standing import Approved

PUBLISHED = frozenset({"published", "reported"})
UNDER_WAY = frozenset({"standing", "released"})
DONE = PUBLISHED | {"uncertain", "not-posted"}
"""How a release may end that was begun when something failed: a doubt is told, never decided by chance."""


@dataclass
class Answers:
    """What one advocate is shown over HTTP: preferences, entries of the ledger (newest first), all else by id."""

    approvals: Mapping[str, Mapping[str, Any]]
    preferences: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    redemptions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    suggestions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass
class Journal:
    """One advocate's acknowledged commands."""

    username: str
    person_id: str = ""
    wanted: dict[str, Approved] = field(default_factory=dict)
    """By mark: what was or may have been approved."""
    ids: dict[str, Approved] = field(default_factory=dict)
    """By approval id: what was acknowledged."""
    now: set[str] = field(default_factory=set)
    """Approvals that are to be published at once."""
    withdrawn: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    """Withdrawals that came during a release: the attempt under way decides how they end."""
    replaced: dict[str, str] = field(default_factory=dict)
    preferences: dict[str, Any] = field(default_factory=dict)
    redeemed: dict[str, str] = field(default_factory=dict)
    """By redemption: how far it is; empty as long as that is not answered."""
    suggested: dict[str, str] = field(default_factory=dict)
    """By suggestion: what became of it; empty as long as that is not answered."""
    private: set[str] = field(default_factory=set)
    """Words besides those of posts that are theirs alone: descriptions of images, suggestions that nobody took up."""
    forgotten: set[str] = field(default_factory=set)
    """Approvals that a database took with it which was replaced by an older one before the topic had them."""
    doubted: set[str] = field(default_factory=set)
    """Approvals that may lapse, because an older database, of consent or of what they are about, was put back."""

    def lost(self, answers: Answers, *, ended: bool = True) -> list[str]:
        """L: acknowledged, and not to be seen; and points that were not booked exactly once for each post.

        Unless everything is to have `ended`, a release may still be under way.
        """
        ends = DONE if ended else DONE | UNDER_WAY
        found = [why for approval in self.ids if (why := self._lost_approval(approval, answers, ends))]
        found += [
            f"{self.username}: {name} is {answers.preferences.get(name)}, not {value} as acknowledged"
            for name, value in self.preferences.items()
            if answers.preferences.get(name) != value
        ]
        found += self._lost_things("redemption", self.redeemed, answers.redemptions)
        found += self._lost_things("suggestion", self.suggested, answers.suggestions)
        return [*found, *self._lost_points(answers), *self._lost_spending(answers)]

    def _lost_approval(self, approval: str, answers: Answers, ends: frozenset[str]) -> str:
        shown = answers.approvals.get(approval)
        if shown is None:
            return (
                "" if approval in self.forgotten else f"{self.username}: the acknowledged approval {approval} is gone"
            )
        state, excused = shown["state"], approval in self.doubted and shown["state"] == "lapsed"
        if approval in self.withdrawn or approval in self.replaced or (self.ids[approval].withdrawn and not excused):
            return self._lost_end(approval, shown)
        if excused:
            return ""
        if approval in self.now and state not in ends:
            return f"{self.username}: the approval {approval} was not carried out ({state})"
        if approval not in self.now | self.noted and state != "standing":
            return f"{self.username}: the approval {approval} stands no more ({state})"
        return ""

    def _lost_end(self, approval: str, shown: Mapping[str, Any]) -> str:
        if shown["state"] != "withdrawn":
            return f"{self.username}: the acknowledged withdrawal of {approval} is gone ({shown['state']})"
        if approval in self.replaced and shown["replaced_by"] != self.replaced[approval]:
            return f"{self.username}: the acknowledged replacement of {approval} is gone"
        return ""

    def _lost_points(self, answers: Answers) -> list[str]:
        published = sum(shown["state"] == "published" for shown in answers.approvals.values())
        booked = Counter(str(entry["post_id"]) for entry in answers.entries if entry["post_id"])
        found = [f"{self.username}: points of {post} booked {n} times" for post, n in booked.items() if n > 1]
        if len(booked) != published:
            found.append(f"{self.username}: {published} posts published, points for {len(booked)}")
        return found

    def _lost_things(
        self, name: str, acknowledged: Mapping[str, str], shown: Mapping[str, Mapping[str, Any]]
    ) -> list[str]:
        found = [f"{self.username}: the acknowledged {name} {each} is gone" for each in acknowledged.keys() - shown]
        return found + [
            f"{self.username}: the {name} {each} is {shown[each]['state']}, not {state} as acknowledged"
            for each, state in acknowledged.items()
            if state and each in shown and shown[each]["state"] != state
        ]

    def _lost_spending(self, answers: Answers) -> list[str]:
        """Redemptions that were not paid, or paid back, exactly once; and a balance that was below 0 some time."""
        moved: dict[str, list[int]] = defaultdict(list)
        balance = lowest = 0
        for entry in reversed(answers.entries):
            balance += entry["points"]
            lowest = min(lowest, balance)
            if entry["redemption_id"]:
                moved[str(entry["redemption_id"])].append(entry["points"])
        found = [f"{self.username}: points were spent that were not there: {lowest}"] if lowest < 0 else []
        for each in {*moved, *answers.redemptions}:
            shown = answers.redemptions.get(each, {"state": "unknown", "points": 0})
            due = {"unknown": [], "refunded": [-shown["points"], shown["points"]]}.get(
                shown["state"], [-shown["points"]]
            )
            if moved[each] != due:
                found.append(f"{self.username}: {moved[each]} points for the {shown['state']} redemption {each}")
        return found
