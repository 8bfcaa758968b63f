"""Somebody who was erased: what may still be there of them, and what may not. Pure; `remains.py` looks.

Events, ids and digests stay for ever. Words, handle, name and address, and every row of a vault, are gone; nothing
of theirs is published that was not handed over before; nobody signs in as them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.faults.journal import Journal
from tests.faults.oracle import Record
from tests.faults.standing import mark_of

GRANTED, ERASED = "restu.ReleaseGranted.v1", "restu.PersonErased.v1"


@dataclass(frozen=True)
class Gone:
    """Who was erased, and when that was acknowledged (UTC)."""

    person_id: str
    account_id: str
    journal: Journal
    at: datetime

    @property
    def words(self) -> list[str]:
        """What is to be found nowhere: the handle, which is in name and address too, and everything they wrote."""
        texts = (approved.text for approved in self.journal.wanted.values() if approved.text)
        return [self.journal.username, *texts, *sorted(self.journal.private)]

    @property
    def ids(self) -> list[str]:
        """What no row of a vault may be about."""
        return [self.person_id, self.account_id, *self.journal.ids]


def left(gone: Gone, rows: Mapping[str, bytes]) -> list[str]:
    """What is left of them: `rows` has the text of every table and view by its name, vaults as `<service>.vault`."""
    found = [
        f"{gone.journal.username} was erased, and {place} holds {word!r}"
        for place, text in rows.items()
        for word in gone.words
        if word.encode() in text
    ]
    return found + [
        f"{gone.journal.username} was erased, and {place} has a row about {identifier}"
        for place, text in rows.items()
        if place.endswith(".vault")
        for identifier in gone.ids
        if identifier.encode() in text
    ]


def published_late(gone: Gone, posts: Iterable[Mapping[str, Any]], records: Sequence[Record]) -> list[str]:
    """What was published after the erasure was acknowledged without having been handed over before it was recorded."""
    told = [each.sequence for each in records if each.type == ERASED and each.key == gone.person_id.encode()]
    if not told:
        return [f"the acknowledged erasure of {gone.journal.username} was never told"]
    granted = _granted_before(min(told), gone, records)
    known = {approved.mark for approved in gone.journal.ids.values()}
    may = {approved.mark for approval, approved in gone.journal.ids.items() if approval in granted}
    unanswered = granted - {*gone.journal.ids}  # approved, and the answer never came: one of the unknown marks
    return [
        f"published after the erasure of {gone.journal.username}: {post['url']}"
        for post in posts
        if post["username"] == gone.journal.username and datetime.fromisoformat(post["created_at"]) > gone.at
        if mark_of(post) not in may and (mark_of(post) in known or not unanswered)
    ]


def _granted_before(sequence: int, gone: Gone, records: Sequence[Record]) -> set[str]:
    return {
        str(json.loads(each.value)["approval_id"])
        for each in records
        if each.type == GRANTED and each.key == gone.person_id.encode() and each.sequence < sequence
    }
