"""The oracle sees each kind of damage: every one is planted by hand into what was whole before.

What is about the network is in `test_standing.py`, what is about rewards and contests of everybody in `test_game.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zlib import crc32

import httpx
import pytest

from restu.ports import free_port
from tests.faults import oracle
from tests.faults.journal import Answers, Journal
from tests.faults.looking import Watch
from tests.faults.oracle import Record, Stored, Verdict
from tests.faults.standing import Approved

KEYS = [b"0d5b1c52-9c1c-4f0e-8a53-7f1d6b6f2c11", b"6f1c9c2e-6e1b-5c0e-9a55-0d2f1f0b7a11"]

STORED = [
    Stored(1, "consent.Approval.Begun"),
    Stored(2, "consent.Approval.Approved"),
    Stored(5, "consent.Approval.Granted"),
    Stored(6, "consent.Approval.Withdrawn"),
    Stored(7, "consent.Approval.Lapsed", quiet=True),
]


def record(sequence: int, previous: int, kind: str, offset: int, key: bytes = KEYS[0]) -> Record:
    return Record(
        partition=crc32(key) % 12,
        offset=offset,
        source="/restu/consent",
        sequence=sequence,
        previous=previous,
        type=kind,
        id=f"id {sequence}",
        key=key,
        value=b"%d" % sequence,
    )


RECORDS = [
    record(2, 0, "restu.ActivityApproved.v1", 0),
    record(5, 2, "restu.ReleaseGranted.v1", 1),
    record(6, 5, "restu.ApprovalWithdrawn.v1", 2),
]

Records = list[Record]


def journal() -> Journal:
    found = Journal("anna", ids={name: Approved("anna", name) for name in ("now", "later", "back", "old", "new")})
    found.now, found.withdrawn, found.replaced = {"now"}, {"back"}, {"old": "new"}
    found.preferences = {"daily_cap": 41}
    found.redeemed = {"waits": "open", "has": "fulfilled", "back": "refunded", "unanswered": ""}
    found.suggested = {"idea": "accepted", "other": "waiting", "unanswered": ""}
    return found


def entry(points: int, *, post: str | None = None, redemption: str | None = None) -> dict[str, Any]:
    return {"points": points, "post_id": post, "redemption_id": redemption}


SPENT = [entry(-4, redemption=each) for each in ("waits", "has", "back", "unanswered")]
REFUNDED = entry(4, redemption="back")
EARNED = entry(20, post="post of now")
REDEMPTIONS = {
    name: {"state": state, "points": 4}
    for name, state in {"waits": "open", "has": "fulfilled", "back": "refunded", "unanswered": "open"}.items()
}
SUGGESTIONS = {name: {"state": state} for name, state in {"idea": "accepted", "other": "waiting"}.items()} | {
    "unanswered": {"state": "declined"}
}


def answers(**states: str) -> Answers:
    shown = {"now": "published", "later": "standing", "back": "withdrawn", "old": "withdrawn", "new": "standing"}
    approvals = {
        name: {"state": state, "replaced_by": "new" if name == "old" else None}
        for name, state in (shown | states).items()
        if state != "gone"
    }
    return Answers(approvals, {"daily_cap": 41}, [REFUNDED, *SPENT, EARNED], REDEMPTIONS, SUGGESTIONS)


def test_what_was_acknowledged_and_is_there_is_not_lost() -> None:
    assert journal().lost(answers()) == []


@pytest.mark.parametrize(
    "states",
    [
        {"later": "gone"},
        {"later": "withdrawn"},
        {"later": "published"},
        {"now": "standing"},
        {"now": "failed"},
        {"back": "standing"},
        {"back": "published"},
        {"new": "gone"},
    ],
)
def test_an_acknowledged_command_without_its_effect_is_seen(states: dict[str, str]) -> None:
    assert journal().lost(answers(**states))


def test_a_release_under_way_is_lost_only_when_everything_is_to_have_ended() -> None:
    plain = replace(journal(), redeemed={})
    nothing: dict[str, Any] = {"entries": [], "redemptions": {}}
    assert len(plain.lost(replace(answers(now="released"), **nothing))) == 1
    assert plain.lost(replace(answers(now="released"), **nothing), ended=False) == []
    assert len(plain.lost(replace(answers(now="gone"), **nothing), ended=False)) == 1


def test_a_lost_replacement_is_seen() -> None:
    shown = answers()
    forgotten = {**shown.approvals, "old": {"state": "withdrawn", "replaced_by": None}}

    assert len(journal().lost(replace(shown, approvals=forgotten))) == 1


def test_lost_preferences_are_seen() -> None:
    assert len(journal().lost(replace(answers(), preferences={"daily_cap": 50}))) == 1


@pytest.mark.parametrize("posts", [[], ["post of now", "post of now"], ["post of now", "of nobody"]])
def test_points_that_are_not_booked_exactly_once_are_seen(posts: list[str]) -> None:
    earned = [entry(20, post=post) for post in posts]
    plain = replace(journal(), redeemed={})

    assert len(plain.lost(replace(answers(), entries=earned, redemptions={}))) == 1


@pytest.mark.parametrize("states", [{"waits": "gone"}, {"has": "open"}, {"back": "fulfilled"}, {"unanswered": "gone"}])
def test_an_acknowledged_redemption_that_is_gone_or_ended_otherwise_is_seen(states: dict[str, str]) -> None:
    shown = {
        name: {**each, "state": states.get(name, each["state"])}
        for name, each in REDEMPTIONS.items()
        if states.get(name) != "gone"
    }

    assert journal().lost(replace(answers(), redemptions=shown))


@pytest.mark.parametrize(
    "entries",
    [
        [*SPENT, EARNED],
        [REFUNDED, REFUNDED, *SPENT, EARNED],
        [REFUNDED, *SPENT[1:], EARNED],
        [REFUNDED, *SPENT, SPENT[0], EARNED],
        [REFUNDED, *SPENT, entry(-1, redemption="nobody's"), EARNED],
        [REFUNDED, entry(-3, redemption="waits"), *SPENT[1:], EARNED],
        [REFUNDED, EARNED, *SPENT],
        [REFUNDED, *SPENT, entry(15, post="post of now")],
    ],
    ids=[
        "not paid back",
        "paid back twice",
        "not paid",
        "paid twice",
        "paid for nothing",
        "paid less",
        "spent before it was earned",
        "more spent than earned",
    ],
)
def test_points_that_are_spent_otherwise_than_once_or_are_not_there_are_seen(entries: list[dict[str, Any]]) -> None:
    assert len(journal().lost(replace(answers(), entries=entries))) == 1


@pytest.mark.parametrize("state", ["gone", "waiting", "declined"])
def test_a_lost_suggestion_is_seen(state: str) -> None:
    shown = {name: each for name, each in SUGGESTIONS.items() if name != "idea"}
    shown |= {} if state == "gone" else {"idea": {"state": state}}

    assert len(journal().lost(replace(answers(), suggestions=shown))) == 1


def test_a_withdrawal_during_a_release_may_end_either_way() -> None:
    noted = Journal("anna", ids={"now": Approved("anna", "now")}, noted={"now"})
    ends = [("published", [entry(10, post="p")]), ("withdrawn", []), ("uncertain", [])]

    for state, entries in ends:
        shown = Answers({"now": {"state": state, "replaced_by": None}}, {}, entries)
        assert noted.lost(shown) == []


def test_a_view_like_its_replay_is_no_damage() -> None:
    assert oracle.differing({"posts": {1: {"_id": 1, "n": 2}}}, {"posts": {1: {"_id": 1, "n": 2}}}) == []


@pytest.mark.parametrize("other", [{1: {"_id": 1, "n": 3}}, {}, {1: {"_id": 1, "n": 2}, 2: {"_id": 2}}])
def test_each_row_that_differs_from_a_replay_is_seen(other: dict[int, Any]) -> None:
    ours = {"posts": {1: {"_id": 1, "n": 2}}}

    assert len(oracle.differing(ours, {"posts": other})) == 1
    assert len(oracle.differing({"posts": other}, ours)) == 1


def test_a_topic_like_its_store_is_no_damage_nor_are_plain_repeats_and_records_of_others() -> None:
    repeats = [replace(each, offset=each.offset + 10) for each in RECORDS]
    early = replace(RECORDS[2], offset=-1)
    foreign = replace(RECORDS[0], offset=30, source="/somebody/else", value=b"poison")
    elsewhere = record(8, 0, "restu.ReleaseRefused.v1", 0, KEYS[1])
    stored = [*STORED, Stored(8, "consent.Approval.Refused")]

    assert oracle.stream("consent", stored, [early, *RECORDS, *repeats, foreign, elsewhere]) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda records: records[:2],
        lambda records: [records[0], records[2]],
        lambda _: [],
        lambda records: [replace(records[0], offset=5), *records[1:]],
        lambda records: [replace(records[2], offset=0), replace(records[0], offset=1), replace(records[1], offset=2)],
        lambda records: [*records, replace(records[1], offset=9, value=b"other bytes")],
        lambda records: [*records, replace(records[1], offset=9, id="another id")],
        lambda records: [*records, replace(records[1], offset=9, previous=0)],
        lambda records: [*records[:2], replace(records[2], previous=2)],
        lambda records: [*records, record(9, 6, "restu.ReleaseGranted.v1", 3)],
        lambda records: [*records, record(7, 6, "restu.ApprovalLapsed.v1", 3)],
        lambda records: [*records, record(1, 6, "restu.ActivityApproved.v1", 3)],
        lambda records: [*records[:2], replace(records[2], type="restu.ApprovalLapsed.v1")],
        lambda records: [replace(each, partition=(each.partition + 1) % 12) for each in records],
    ],
    ids=[
        "the last is missing",
        "one in between is missing",
        "all are missing",
        "out of order",
        "early, and not once more in its place",
        "repeated with other data",
        "repeated under another id",
        "repeated in another chain",
        "the chain skips one",
        "rests on no event",
        "told, though it was to be quiet",
        "told, though it is not public",
        "told as something else",
        "in another partition",
    ],
)
def test_what_a_topic_says_otherwise_than_its_store_is_seen(damage: Callable[[Records], Records]) -> None:
    assert oracle.stream("consent", STORED, damage(RECORDS))


def test_readiness_is_measured_from_the_end_of_the_fault_to_the_last_who_was_not_ready() -> None:
    watch = Watch({})
    watch.looks = [
        (1.0, {}),
        (2.0, {"consent": "x"}),
        (3.0, {"kafka": "y"}),
        (4.0, {}),
        (5.5, {}),
        (9.0, {"content": "z"}),
    ]

    assert watch.seconds_until_ready(1.5, 8.0) == pytest.approx(1.7)
    assert watch.seconds_until_ready(3.5, 8.0) == 0.0
    assert watch.seconds_until_ready(3.5) > 5.0
    assert watch.calm_since(1.5) == 0.0
    watch.looks = watch.looks[:-1]
    assert watch.calm_since(1.5) == 2.5
    assert watch.last(1.5) == ["0.5 s: consent x", "1.5 s: kafka y"]


async def test_who_does_not_answer_is_not_ready() -> None:
    nobody = f"127.0.0.1:{free_port()}"
    watch = Watch({"consent": f"http://{nobody}", "kafka": nobody})

    async with httpx.AsyncClient(trust_env=False) as client:
        await watch.look(client)

    assert sorted(watch.looks[0][1]) == ["consent", "kafka"]


def test_a_row_is_good_only_without_damage_and_ready_in_time() -> None:
    assert Verdict(ready=3.21).good
    assert str(Verdict(ready=3.21)) == "U=0 D=0 L=0 G=0 X=0 ready=3.2s"
    assert not Verdict(ready=10.0).good
    assert not Verdict(broken=["Unmet: nobody answers"]).good
    assert "U=0" not in str(Verdict(broken=["Unmet: nobody answers"]))
    for name, letter in [("unapproved", "U"), ("doubled", "D"), ("lost", "L"), ("differing", "G"), ("stream", "X")]:
        verdict = Verdict(**{name: ["a damage"]})  # type: ignore[arg-type]
        assert not verdict.good
        assert f"{letter}=1" in str(verdict)
