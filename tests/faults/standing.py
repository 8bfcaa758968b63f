"""U and D: what was done on the network, beside what somebody approved. Pure; `looking.py` gathers it.

What was done is told by the network itself: a status (a post, a comment, a repost) as it was written, deleted ones
too; a like or a follow, which is no status, as who did it to what. The latter stands once however often it is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WITH_WORDS = frozenset({"post", "comment"})
ON_PROFILE = WITH_WORDS | {"repost"}
"""Kinds of which something new stands on one's profile; all else changes only what it is done to."""

Done = Mapping[str, Any]
"""One thing that was done: a status, or a like or follow with its `kind` and `target`."""


@dataclass
class Approved:
    """What the test had somebody approve; `opening` is what consent says was approved, once it was asked.

    `target`: the address of what it is done to. `media`: of each image the digest of its bytes and its description.
    """

    username: str
    text: str
    visibility: str = "public"
    language: str = "en"
    activity: str = ""
    withdrawn: bool = False
    opening: Mapping[str, Any] | None = None
    kind: str = "post"
    target: str = ""
    media: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> str:
        """By what it is recognised on the network, among all that this person does there."""
        return self.text or _mark(self.kind, self.target)


def mark_of(done: Done) -> str:
    """`Approved.mark` of what was done; empty words are those of a repost, a like or a follow."""
    return str(done["text"]) or _mark(kind_of(done), target_of(done))


def kind_of(done: Done) -> str:
    """What it is."""
    usual = "repost" if done["reblog_of_id"] else "comment" if done["in_reply_to_id"] else "post"
    return str(done.get("kind", usual))


def target_of(done: Done) -> str:
    """What it was done to: an address, or the id that its address ends with; empty for a post."""
    return str(done.get("target") or done["reblog_of_id"] or done["in_reply_to_id"] or "")


def _mark(kind: str, target: str) -> str:
    return f"{kind} of {_last(target)}"


def _last(target: str) -> str:
    return target.rpartition("/")[2]


def unapproved(everything: Iterable[Done], approved: Iterable[Approved]) -> list[str]:
    """U: what was done without an approval of exactly this, by its own person, that stood."""
    known = {(each.username, each.mark): each for each in approved}
    found = []
    for done in everything:
        basis = known.get((done["username"], mark_of(done)))
        if basis is None:
            found.append(f"nobody approved {done['url']}: {done['username']}, {mark_of(done)!r}")
        elif basis.withdrawn:
            found.append(f"withdrawn, and yet done: {done['url']}: {done['username']}, {mark_of(done)!r}")
        elif why := _unlike(done, basis):
            found.append(f"{done['url']}: {why}")
    return found


def _unlike(done: Done, basis: Approved) -> str:
    kind = kind_of(done)
    if kind != basis.kind or _last(target_of(done)) != _last(basis.target):
        return f"a {kind} of {target_of(done) or 'nothing'}, not the {basis.kind} that was approved"
    if kind in ON_PROFILE:
        if done["visibility"] != basis.visibility or (done["language"] or "") != basis.language:
            return "posted with another visibility or language"
        if done["spoiler_text"]:
            return "posted as something else"
        if tuple((image["hash"], image["description"]) for image in done["media"]) != basis.media:
            return "posted with other images, or other descriptions of them"
    return "" if basis.opening is None or _holds(basis.opening, basis) else "consent holds another opening"


def _holds(opening: Mapping[str, Any], basis: Approved) -> bool:
    images = tuple((image["hash"], image["alt"]) for image in opening["media"])
    held = (opening["text"], opening["visibility"], opening["language"], opening["target"] or "", images)
    return held == (basis.text, basis.visibility, basis.language, basis.target, basis.media)


def doubled(everything: Iterable[Done]) -> list[str]:
    """D: what an account did twice, in the same words or to the same target; the test never approves that."""
    counted = Counter((done["username"], mark_of(done)) for done in everything)
    return [
        f"done {count} times by {name}: {mark!r}" for (name, mark), count in counted.items() for _ in range(count - 1)
    ]


def missing(published: Iterable[Approved], everything: Iterable[Done]) -> list[str]:
    """L: what is said to be published, and never was on the network."""
    done = {(each["username"], mark_of(each)) for each in everything}
    return [
        f"{each.username}: published, and not on the network: {each.mark!r}"
        for each in published
        if (each.username, each.mark) not in done
    ]
