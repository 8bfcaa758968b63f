"""What an older database may take with it is excused, everything else is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.journal import Answers, Journal
from tests.faults.older import (
    APPROVED,
    FULFILLED,
    PREFERRED,
    REDEEMED,
    REFUNDED,
    WITHDRAWN,
    Known,
    Told,
    excuse,
    excuse_spending,
    excuse_suggestions,
)
from tests.faults.standing import Approved

NOTHING: Told = {name: [] for name in (APPROVED, WITHDRAWN, PREFERRED, REDEEMED, FULFILLED, REFUNDED)}
MUG: list[dict[str, Any]] = [{"redemption_id": "mug"}]


def journal(*approvals: str) -> Journal:
    return Journal("anna", "person-1", ids={each: Approved("anna", each) for each in approvals})


def shown(state: str, **more: Any) -> dict[str, Any]:
    return {"state": state, "replaced_by": None, **more}


def lost(ours: Journal, known: Known, told: Told, **approvals: dict[str, Any]) -> int:
    excuse(ours, known, {**NOTHING, **told})
    return len(ours.lost(Answers(approvals, {"daily_cap": 3}, [])))


def test_an_approval_that_was_neither_in_the_backup_nor_told_may_be_gone() -> None:
    assert lost(journal("new"), Known.of(journal()), {}) == 0


@pytest.mark.parametrize(
    ("known", "told"), [(["new"], []), ([], [{"approval_id": "new"}])], ids=["in the backup", "told"]
)
def test_an_approval_that_was_in_the_backup_or_told_may_not(known: list[str], told: list[Any]) -> None:
    assert lost(journal("new"), Known.of(journal(*known)), {APPROVED: told}) == 1


def test_what_stands_may_lapse_and_nothing_else() -> None:
    for state, damages in [("lapsed", 0), ("standing", 0), ("withdrawn", 1), ("published", 1)]:
        ours = journal("old")
        excuse(ours, Known.of(ours), NOTHING)
        entries = [{"post_id": "p", "redemption_id": None, "points": 10}] if state == "published" else []
        assert len(ours.lost(Answers({"old": shown(state)}, {}, entries))) == damages, state


def test_an_approval_whose_withdrawal_was_never_told_may_have_lapsed_and_nothing_else() -> None:
    for state, damages in [("lapsed", 0), ("withdrawn", 0), ("standing", 1), ("published", 1)]:
        ours = journal("back")
        known = Known.of(ours)
        ours.withdrawn.add("back")
        ours.ids["back"].withdrawn = True
        entries = [{"post_id": "p", "redemption_id": None, "points": 10}] if state == "published" else []
        excuse(ours, known, NOTHING)
        assert len(ours.lost(Answers({"back": shown(state)}, {}, entries))) == damages, state


@pytest.mark.parametrize(
    ("known", "told"), [(["back"], []), ([], [{"approval_id": "back"}])], ids=["in the backup", "told"]
)
def test_a_withdrawal_that_was_in_the_backup_or_told_has_to_be_there(known: list[str], told: list[Any]) -> None:
    ours = journal("back")
    before = Known(frozenset(["back"]), frozenset(known), {})
    ours.withdrawn.add("back")

    assert lost(ours, before, {WITHDRAWN: told}, back=shown("lapsed")) == 1


def test_a_replacement_that_was_told_has_to_be_there() -> None:
    ours = journal("old", "new")
    before = Known.of(ours)
    ours.replaced["old"] = "new"
    excuse(ours, before, {**NOTHING, WITHDRAWN: [{"approval_id": "old"}]})
    answers = Answers({"old": shown("withdrawn", replaced_by="another"), "new": shown("lapsed")}, {}, [])

    assert len(ours.lost(answers)) == 1


def test_preferences_that_were_in_the_backup_or_told_have_to_be_there() -> None:
    mine: dict[str, Any] = {"advocate_id": "person-1", "daily_cap": 5}
    cases: list[tuple[dict[str, Any], list[Any], int]] = [({}, [], 0), ({"daily_cap": 5}, [], 1), ({}, [mine], 1)]
    for known, told, damages in cases:
        ours = journal()
        before = Known(frozenset(), frozenset(), known)
        ours.preferences = {"daily_cap": 5}
        assert lost(ours, before, {PREFERRED: told}) == damages


@pytest.mark.parametrize(
    ("known", "told", "left"),
    [
        ({}, {}, {}),
        ({}, {REDEEMED: MUG}, {"mug": "open"}),
        ({}, {REDEEMED: MUG, REFUNDED: MUG}, {"mug": "refunded"}),
        ({"mug": "open"}, {}, {"mug": "open"}),
        ({"mug": "open"}, {REFUNDED: MUG}, {"mug": "refunded"}),
        ({"mug": "refunded"}, {}, {"mug": "refunded"}),
    ],
)
def test_redemptions_have_to_be_as_far_as_the_backup_or_the_topic_says(
    known: dict[str, str], told: Told, left: dict[str, str]
) -> None:
    ours = Journal("anna", redeemed={"mug": "refunded"})
    excuse_spending(ours, Known(frozenset(), frozenset(), {}, redeemed=known), {**NOTHING, **told})

    assert ours.redeemed == left


def test_suggestions_have_to_be_what_they_were_in_the_backup() -> None:
    ours = Journal("anna", suggested={"old": "accepted", "same": "declined", "new": "waiting"})
    known = Known(frozenset(), frozenset(), {}, suggested={"old": "waiting", "same": "declined"})

    assert excuse_suggestions(ours, known, NOTHING) == 2
    assert ours.suggested == {"old": "waiting", "same": "declined"}
