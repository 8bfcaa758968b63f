"""Whatever is left of somebody who was erased is seen, and what they may leave behind is none of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.faults.gone import ERASED, GRANTED, Gone, left, published_late
from tests.faults.journal import Journal
from tests.faults.oracle import Record
from tests.faults.standing import Approved

PERSON, OTHER, ACCOUNT = "person-1", "person-2", "account-1"


def gone() -> Gone:
    early, late, unanswered = Approved("anna", "early words"), Approved("anna", "late words"), Approved("anna", "lost")
    reposts = [Approved("anna", "", kind="repost", target=f"http://network/@company/{number}") for number in (1, 2)]
    wanted = {each.mark: each for each in (early, late, unanswered, *reposts)}
    ids = {"a-early": early, "a-late": late, "r-early": reposts[0], "r-late": reposts[1]}
    journal = Journal("anna", PERSON, wanted=wanted, ids=ids, private={"a lab from outside"})
    return Gone(PERSON, ACCOUNT, journal, datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC))


def record(sequence: int, kind: str, approval: str = "", key: str = PERSON) -> Record:
    value = json.dumps({"approval_id": approval}).encode()
    return Record(0, sequence, "/restu/consent", sequence, 0, kind, f"id {sequence}", key.encode(), value)


def post(text: str, second: int = 1, username: str = "anna", reblog_of: str | None = None) -> dict[str, Any]:
    created = f"2026-11-23T10:00:{second:02d}.000Z"
    others = {"in_reply_to_id": None, "reblog_of_id": reblog_of}
    return {"username": username, "text": text, "url": f"http://network/{text}", "created_at": created, **others}


TOLD = [
    record(1, GRANTED, "a-early"),
    record(2, GRANTED, "r-early"),
    record(3, ERASED),
    record(4, GRANTED, "a-late"),
    record(5, GRANTED, "r-late"),
]


def test_ids_outside_of_vaults_may_stay_and_so_may_what_others_wrote() -> None:
    rows = {"consent.stored_events": b"person-1 a-early", "consent.vault": b"person-2 sealed", "view": b"ben wrote"}
    rows |= {"content.stored_events": b"http://network/@company/1"}  # what others did is theirs

    assert left(gone(), rows) == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("publisher.vault", b"7 link person-1 sealed"),
        ("publisher.vault", b"account-1 credentials sealed"),
        ("consent.vault", b"a-late opening sealed"),
        ("consent.answers", b"{text: early words}"),
        ("publisher.answers", b"{alt: a lab from outside}"),
        ("view gamification.ranks", b"{name: anna}"),
    ],
)
def test_words_handles_and_rows_of_vaults_that_are_left_are_seen(place: str, text: bytes) -> None:
    assert len(left(gone(), {place: text})) == 1


def test_what_was_handed_over_before_the_erasure_may_come_out_after_it() -> None:
    posts = [post("early words"), post("late words", second=0), post("late words", username="ben")]
    posts += [post("", reblog_of="1"), post("", second=0, reblog_of="2")]

    assert published_late(gone(), posts, TOLD) == []


@pytest.mark.parametrize(
    "late", [post("late words"), post("lost"), post("what nobody wanted"), post("", reblog_of="2")]
)
def test_what_is_published_after_the_erasure_is_seen(late: dict[str, Any]) -> None:
    assert len(published_late(gone(), [late], TOLD)) == 1


def test_words_whose_approval_was_never_answered_may_have_been_handed_over() -> None:
    assert published_late(gone(), [post("lost")], [record(0, GRANTED, "a-unknown"), *TOLD]) == []
    assert len(published_late(gone(), [post("late words")], [record(0, GRANTED, "a-unknown"), *TOLD])) == 1


def test_an_erasure_that_was_never_told_is_seen() -> None:
    assert len(published_late(gone(), [], [record(2, ERASED, key=OTHER)])) == 1
