"""What a race is judged by: each way in which both or none would have won, planted by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.races.hearing import Hearing, Said
from tests.races.last_one import LastOne
from tests.races.races import (
    BOTH,
    NEITHER,
    ApproveLeave,
    ApproveRevise,
    OverApproval,
    ReplaceRelease,
    TwoTabs,
    WithdrawRelease,
)
from tests.races.shop import Shop
from tests.races.stage import Offer, Somebody, Stage

OLD, NEW = {"approval_id": str(uuid4())}, {"approval_id": str(uuid4())}
RELEASE = uuid4()
BY = Somebody(uuid4(), uuid4())

NOBODY: Any = None

Words = tuple[str, dict[str, Any]]

APPROVED: Words = ("ActivityApproved", OLD)
ANEW: Words = ("ActivityApproved", NEW)
WITHDRAWN: Words = ("ApprovalWithdrawn", {**OLD, "replaced_by": None})
REPLACED: Words = ("ApprovalWithdrawn", {**OLD, "replaced_by": NEW["approval_id"]})
GRANTED: Words = ("ReleaseGranted", {**OLD, "release_id": str(RELEASE)})
REFUSED: Words = ("ReleaseRefused", {**OLD, "release_id": str(RELEASE), "reason": "withdrawn"})
REFUSED_OTHERWISE: Words = ("ReleaseRefused", {**OLD, "release_id": str(RELEASE), "reason": "parked"})
REVISED: Words = ("ApprovalLapsed", {**OLD, "reason": "content-revised"})
CLOSED: Words = ("ApprovalLapsed", {**OLD, "reason": "activity-closed"})
LEFT: Words = ("AdvocateLeft", {"advocate_id": str(BY.id)})
ENDED: Words = ("ApprovalLapsed", {**OLD, "reason": "advocate-left"})


def heard(*said: Words) -> Hearing:
    hearing = Hearing()
    for offset, (name, data) in enumerate(said):
        hearing.hear(Said(name, 0, offset, data))
    return hearing


def answer(code: str) -> httpx.Response:
    return httpx.Response(200, json={"state": code})


def judged(kind: type[OverApproval], code: str, *said: Words, other: str = "") -> str:
    race = kind(Stage(NOBODY, NOBODY, heard(*said), {}), BY, Offer(uuid4(), uuid4()), answer=answer(code), shown=OLD)
    if isinstance(race, (WithdrawRelease, ReplaceRelease)):
        race.release_id = UUID(str(RELEASE))
    if isinstance(race, ReplaceRelease):
        race.new = NEW
    if isinstance(race, ApproveLeave):
        race.erased = False
    if isinstance(race, TwoTabs):
        race.other, race.other_answer = NEW, answer(other)
    return race.winner()


@pytest.mark.parametrize(
    ("winner", "code", "said"),
    [
        ("withdraw", "withdrawn", [APPROVED, WITHDRAWN, REFUSED]),
        ("release", "withdrawal-noted", [APPROVED, GRANTED]),
        (BOTH, "withdrawn", [APPROVED, WITHDRAWN, GRANTED]),
        (BOTH, "withdrawn", [APPROVED, GRANTED]),
        (BOTH, "withdrawal-noted", [APPROVED, GRANTED, WITHDRAWN]),
        (NEITHER, "withdrawn", [APPROVED, WITHDRAWN]),
        (NEITHER, "withdrawn", [APPROVED, REFUSED]),
        (NEITHER, "withdrawn", [APPROVED, WITHDRAWN, REFUSED_OTHERWISE]),
        (NEITHER, "not-standing", [APPROVED, REFUSED]),
        (NEITHER, "not-standing", [APPROVED, GRANTED]),
    ],
)
def test_withdraw_against_release(winner: str, code: str, said: list[Words]) -> None:
    assert judged(WithdrawRelease, code, *said) == winner


@pytest.mark.parametrize(
    ("winner", "code", "said"),
    [
        ("replace", "standing", [APPROVED, REPLACED, ANEW, REFUSED]),
        ("release", "being-released", [APPROVED, GRANTED]),
        (BOTH, "standing", [APPROVED, REPLACED, ANEW, GRANTED]),
        (BOTH, "being-released", [APPROVED, GRANTED, ANEW]),
        (BOTH, "being-released", [APPROVED, REPLACED, GRANTED]),
        (NEITHER, "standing", [APPROVED, REPLACED, REFUSED]),
        (NEITHER, "standing", [APPROVED, WITHDRAWN, ANEW, REFUSED]),
        (NEITHER, "being-released", [APPROVED, REFUSED]),
    ],
)
def test_replace_against_release(winner: str, code: str, said: list[Words]) -> None:
    assert judged(ReplaceRelease, code, *said) == winner


@pytest.mark.parametrize(
    ("winner", "code", "said"),
    [
        ("approve", "standing", [APPROVED, REVISED]),
        ("revise", "content-revised", []),
        (BOTH, "standing", [APPROVED]),
        (BOTH, "standing", [APPROVED, CLOSED]),
        (BOTH, "content-revised", [APPROVED]),
        (NEITHER, "standing", []),
        (NEITHER, "activity-closed", []),
    ],
)
def test_approve_against_revise(winner: str, code: str, said: list[Words]) -> None:
    assert judged(ApproveRevise, code, *said) == winner


@pytest.mark.parametrize(
    ("winner", "code", "said"),
    [
        ("approve", "standing", [APPROVED, LEFT, ENDED]),
        ("leave", "not-taking-part", [LEFT]),
        (BOTH, "standing", [LEFT, APPROVED, ENDED]),
        (BOTH, "standing", [APPROVED, LEFT]),
        (BOTH, "not-taking-part", [APPROVED, LEFT, ENDED]),
        (NEITHER, "not-taking-part", []),
        (NEITHER, "account-gone", [LEFT]),
    ],
)
def test_approve_against_leave(winner: str, code: str, said: list[Words]) -> None:
    assert judged(ApproveLeave, code, *said) == winner


@pytest.mark.parametrize(
    ("winner", "code", "other", "said"),
    [
        ("one tab", "standing", "already-approved", [APPROVED]),
        ("the other tab", "already-approved", "standing", [ANEW]),
        (BOTH, "standing", "standing", [APPROVED]),
        (BOTH, "standing", "already-approved", [APPROVED, ANEW]),
        (NEITHER, "already-approved", "already-approved", [APPROVED]),
        (NEITHER, "standing", "already-approved", [ANEW]),
    ],
)
def test_two_tabs(winner: str, code: str, other: str, said: list[Words]) -> None:
    assert judged(TwoTabs, code, *said, other=other) == winner


ONE, OTHER, CUP = uuid4(), uuid4(), uuid4()
BY_ONE: Words = ("RewardRedeemed", {"reward_id": str(CUP), "advocate_id": str(ONE)})
BY_OTHER: Words = ("RewardRedeemed", {"reward_id": str(CUP), "advocate_id": str(OTHER)})


@pytest.mark.parametrize(
    ("winner", "code", "other", "said"),
    [
        ("one", "redeemed", "out-of-stock", [BY_ONE]),
        ("the other", "out-of-stock", "redeemed", [BY_OTHER]),
        (BOTH, "redeemed", "redeemed", [BY_ONE]),
        (BOTH, "redeemed", "redeemed", [BY_ONE, BY_OTHER]),
        (BOTH, "redeemed", "out-of-stock", [BY_ONE, BY_OTHER]),
        (BOTH, "redeemed", "out-of-stock", [BY_ONE, BY_ONE]),
        (NEITHER, "redeemed", "out-of-stock", []),
        (NEITHER, "redeemed", "out-of-stock", [BY_OTHER]),
        (NEITHER, "out-of-stock", "out-of-stock", [BY_ONE]),
        (NEITHER, "redeemed", "not-enough-points", [BY_ONE]),
    ],
)
def test_redeem_the_last_one(winner: str, code: str, other: str, said: list[Words]) -> None:
    answers = [
        httpx.Response(201, json={}) if each == "redeemed" else httpx.Response(409, json={"code": each})
        for each in (code, other)
    ]
    race = LastOne(Shop(NOBODY, NOBODY, heard(*said)), ONE, CUP, answers[0], OTHER, answers[1])

    assert race.winner() == winner
