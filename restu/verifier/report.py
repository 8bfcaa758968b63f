"""What the verifier says: counts, violations, gaps; as text for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` is stable for machines; `where` is topic/partition@offset; `ids` name what it is about."""

    kind: str
    words: str
    where: str
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """The answer. Clean means: everything was there, and nothing was wrong."""

    events: int = 0
    approvals: int = 0
    grants: int = 0
    posts: int = 0
    handed_over: int = 0
    unapproved: set[str] = field(default_factory=set)
    violations: list[Finding] = field(default_factory=list)
    gaps: list[Finding] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Nothing wrong and nothing missing."""
        return not self.violations and not self.gaps

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "result": "clean" if self.clean else "violation" if self.violations else "incomplete",
            "events": self.events,
            "approvals": self.approvals,
            "grants": self.grants,
            "posts": self.posts,
            "handed_over": self.handed_over,
            "unapproved_posts": len(self.unapproved),
            "violations": [asdict(finding) for finding in self.violations],
            "gaps": [asdict(finding) for finding in self.gaps],
            "keys": self.keys,
        }

    def as_text(self) -> str:
        """For people."""
        lines = [
            (
                f"{self.events} events, {self.approvals} approvals, {self.grants} releases granted, "
                f"{self.posts} posts published, {self.handed_over} handed over."
            ),
            *(f"signed with {kid} of {service}" for kid, service in sorted(self.keys.items(), key=lambda k: k[1])),
            *(f"VIOLATION {_line(finding)}" for finding in self.violations),
            *(f"incomplete {_line(finding)}" for finding in self.gaps),
            f"{len(self.unapproved)} unapproved posts",
        ]
        if self.clean:
            lines.append("Clean: every post was approved by its author, word for word, and no event is missing.")
        elif not self.violations:
            lines.append("Incomplete: nothing wrong was found, but the stream given is not whole.")
        return "\n".join(lines)


def _line(finding: Finding) -> str:
    ids = " ".join(f"{name}={value}" for name, value in finding.ids.items())
    return f"{finding.kind} at {finding.where}: {finding.words} {ids}".rstrip()
