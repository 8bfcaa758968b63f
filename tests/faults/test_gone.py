"""Whatever is left of somebody who was erased is seen, and what they may leave behind is none of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.faults.gone import ERASED, GRANTED, Gone, left, published_late
from tests.faults.journal import Journal
from tests.faults.oracle import Approved, Record

PERSON, OTHER, ACCOUNT = "person-1", "person-2", "account-1"


def gone() -> Gone:
    early, late, unanswered = Approved("anna", "early words"), Approved("anna", "late words"), Approved("anna", "lost")
    wanted = {each.text: each for each in (early, late, unanswered)}
    journal = Journal("anna", PERSON, wanted=wanted, ids={"a-early": early, "a-late": late})
    return Gone(PERSON, ACCOUNT, journal, datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC))


def record(sequence: int, kind: str, approval: str = "", key: str = PERSON) -> Record:
    value = json.dumps({"approval_id": approval}).encode()
    return Record(0, sequence, "/restu/consent", sequence, 0, kind, f"id {sequence}", key.encode(), value)


def post(text: str, second: int = 1, username: str = "anna") -> dict[str, Any]:
    created = f"2026-11-23T10:00:{second:02d}.000Z"
    return {"username": username, "text": text, "url": f"http://network/{text}", "created_at": created}


TOLD = [record(1, GRANTED, "a-early"), record(2, ERASED), record(3, GRANTED, "a-late")]


def test_ids_outside_of_vaults_may_stay_and_so_may_what_others_wrote() -> None:
    rows = {"consent.stored_events": b"person-1 a-early", "consent.vault": b"person-2 sealed", "view": b"ben wrote"}

    assert left(gone(), rows) == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("publisher.vault", b"7 link person-1 sealed"),
        ("publisher.vault", b"account-1 credentials sealed"),
        ("consent.vault", b"a-late opening sealed"),
        ("consent.answers", b"{text: early words}"),
        ("view gamification.ranks", b"{name: anna}"),
    ],
)
def test_words_handles_and_rows_of_vaults_that_are_left_are_seen(place: str, text: bytes) -> None:
    assert len(left(gone(), {place: text})) == 1


def test_what_was_handed_over_before_the_erasure_may_come_out_after_it() -> None:
    posts = [post("early words"), post("late words", second=0), post("late words", username="ben")]

    assert published_late(gone(), posts, TOLD) == []


@pytest.mark.parametrize("text", ["late words", "lost", "what nobody wanted"])
def test_what_is_published_after_the_erasure_is_seen(text: str) -> None:
    assert len(published_late(gone(), [post(text)], TOLD)) == 1


def test_words_whose_approval_was_never_answered_may_have_been_handed_over() -> None:
    assert published_late(gone(), [post("lost")], [record(0, GRANTED, "a-unknown"), *TOLD]) == []
    assert len(published_late(gone(), [post("late words")], [record(0, GRANTED, "a-unknown"), *TOLD])) == 1


def test_an_erasure_that_was_never_told_is_seen() -> None:
    assert len(published_late(gone(), [], [record(2, ERASED, key=OTHER)])) == 1
