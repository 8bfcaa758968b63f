"""Releases on real PostgreSQL: what the publisher asks and reports, through the policies."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.clock import MonotonicClock
from chassis.event_store import Work
from chassis.signing import digest_of_json, verify
from contracts.consent import ReleaseGranted
from contracts.publisher import AccountDisconnected
from contracts.values import Choice, LapseReason
from services.consent.domain import ApprovalError, Parties
from tests.consent.house import House
from tests.consent.test_approvals import park


def types(house: House) -> list[str]:
    return [each["type"] for each in house.said()]


def test_a_grant_is_signed_and_cites_the_approval(house: House) -> None:
    _, _, _, approval_id = house.approved()
    house.machine_clock.now += timedelta(minutes=1)

    granted = house.release(approval_id)

    [key] = house.signer.public
    stored = house.store.notifications(house.store.position() - 1, 1)[0]
    event: Any = house.store.mapper.to_domain_event(stored)
    data = verify(event.exact, ReleaseGranted.TYPE, "consent", lambda _: key)
    assert granted["type"] == "ReleaseGranted"
    assert data["approval_hash"] == digest_of_json(house.exact(approval_id))
    assert (data["approval_id"], data["preview_digest"]) == (str(approval_id), house.digest(approval_id))
    assert data["requested_at"] == data["granted_at"] == "2026-11-23T10:01:00.000Z"
    assert house.state(approval_id) == "released"


def test_the_same_release_is_answered_once(house: House) -> None:
    _, _, _, approval_id = house.approved()
    release_id = house.request(approval_id)
    said = house.said()
    house.request(approval_id, release_id)
    assert house.said() == said


def test_an_approval_nobody_gave_is_refused_for_good(house: House) -> None:
    person, activity, account, _ = house.approved()
    unknown = uuid4()
    house.request(unknown, parties=Parties(person, activity.id, account))
    assert house.said()[-1] | {"refused_at": ""} == {
        "type": "ReleaseRefused",
        "advocate_id": str(person),
        "approval_id": str(unknown),
        "release_id": house.said()[-1]["release_id"],
        "reason": "unknown-approval",
        "final": True,
        "retry_at": None,
        "refused_at": "",
    }
    stranger = Parties(uuid4(), uuid4(), uuid4())
    house.request(unknown, parties=stranger)
    assert house.said()[-1]["reason"] == "unknown-approval"
    assert house.said()[-1]["advocate_id"] == str(stranger.advocate_id)


def test_an_approval_of_somebody_else_is_unknown(house: House) -> None:
    _, activity, _, approval_id = house.approved()
    other = house.join("Budi")
    house.request(approval_id, parties=Parties(other, activity.id, house.connect(other)))
    assert house.said()[-1]["reason"] == "unknown-approval"
    assert house.state(approval_id) == "standing"


def test_before_its_window_it_is_too_early_and_says_when(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    picked_at = house.clock() + timedelta(hours=3)
    shown = house.preview(person, activity, account, choice=Choice.PICK, picked_at=picked_at)
    approval_id = house.approve(person, shown)
    refused = house.release(approval_id)
    assert (refused["reason"], refused["final"], refused["retry_at"]) == (
        "too-early",
        False,
        "2026-11-23T13:00:00.000Z",
    )
    house.machine_clock.now = picked_at
    assert house.release(approval_id)["type"] == "ReleaseGranted"


def test_in_the_last_minute_of_its_window_it_lapses(house: House) -> None:
    _, _, _, approval_id = house.approved()
    house.machine_clock.now += timedelta(minutes=59)
    refused = house.release(approval_id)
    assert (refused["reason"], refused["final"]) == ("window-over", True)
    assert types(house)[-2:] == ["ApprovalLapsed", "ReleaseRefused"]
    assert house.rows("SELECT count(*) FROM standing") == [(0,)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("revise", "content-revised"),
        ("retire", "content-retired"),
        ("close", "activity-closed"),
        ("regroup", "not-in-audience"),
        ("disconnect", "account-gone"),
        ("leave", "advocate-left"),
        ("erase", "person-erased"),
    ],
)
def test_a_change_refuses_the_release_at_once_and_lapses_in_the_same_save(
    house: House, change: str, reason: str
) -> None:
    group = house.form()
    person = house.join(groups=(group,))
    activity, account = house.offer(groups=(group,)), house.connect(person)
    approval_id = house.approve(person, house.preview(person, activity, account))
    at = house.clock()
    match change:
        case "revise":
            house.revise(activity)
        case "retire":
            house.store.run(house.offers.retire, item_id=activity.item_id, at=at)
        case "close":
            house.store.run(house.offers.close, item_id=activity.item_id, activity_id=activity.id, at=at)
        case "regroup":
            house.store.run(house.people.change_groups, person_id=person, groups=(), at=at)
        case "disconnect":
            house.store.run(house.offers.disconnect, account_id=account, at=at)
        case "leave":
            house.store.run(house.people.leave, person_id=person, at=at)
        case "erase":
            house.store.run(house.people.erase, person_id=person, at=at)

    refused = house.release(approval_id)

    assert (refused["type"], refused["reason"], refused["final"]) == ("ReleaseRefused", reason, True)
    assert types(house)[-2:] == ["ApprovalLapsed", "ReleaseRefused"]
    assert house.said()[-2]["reason"] == reason
    house.work_timers()
    assert types(house).count("ApprovalLapsed") == 1


def test_withdraw_and_release_at_once_have_exactly_one_winner(house: House) -> None:
    for _ in range(8):
        person, _, _, approval_id = house.approved()
        start = threading.Barrier(2)

        def withdraw(person: UUID = person, approval_id: UUID = approval_id, start: Any = start) -> str:
            start.wait(10)
            return house.withdraw(person, approval_id)

        def release(approval_id: UUID = approval_id, start: Any = start) -> UUID:
            start.wait(10)
            return house.request(approval_id)

        with ThreadPoolExecutor(2) as threads:
            withdrawn, release_id = threads.submit(withdraw), threads.submit(release)
            state, asked = withdrawn.result(10), release_id.result(10)
        [answer] = [each for each in house.said() if each.get("release_id") == str(asked)]
        if state == "withdrawn":
            assert (answer["type"], answer["reason"]) == ("ReleaseRefused", "withdrawn")
            assert house.state(approval_id) == "withdrawn"
        else:
            assert (state, answer["type"]) == ("withdrawal-noted", "ReleaseGranted")
            house.returned(approval_id, asked)
            assert house.state(approval_id) == "withdrawn"


def test_a_revision_between_load_and_save_of_a_release_is_seen(house: House) -> None:
    person, activity, account, approval_id = house.approved()
    looks = 0

    def slowly(work: Work, /) -> None:
        nonlocal looks
        looks += 1
        house.releases.release(
            work,
            approval_id,
            Parties(person, activity.id, account),
            release_id=uuid4(),
            requested_at=house.clock(),
            at=house.clock(),
        )
        if looks == 1:
            house.revise(activity)

    house.store.run(slowly)
    assert looks == 2
    assert house.said()[-1]["reason"] == "content-revised"
    assert "ReleaseGranted" not in types(house)


def test_a_returned_release_can_be_asked_for_again(house: House) -> None:
    _, _, _, approval_id = house.approved()
    for _ in range(3):
        granted = house.release(approval_id)
        assert granted["type"] == "ReleaseGranted"
        house.returned(approval_id, UUID(granted["release_id"]))
    assert house.state(approval_id) == "standing"


def test_a_withdrawal_during_a_release_counts_when_it_is_returned(house: House) -> None:
    person, _, _, approval_id = house.approved()
    release_id = house.request(approval_id)
    assert house.withdraw(person, approval_id) == "withdrawal-noted"
    assert types(house)[-1] == "ReleaseGranted"
    house.returned(approval_id, release_id)
    assert types(house)[-1] == "ApprovalWithdrawn"
    assert house.rows("SELECT count(*) FROM standing") == [(0,)]


def test_a_change_during_a_release_is_noted_and_lapses_when_it_is_returned(house: House) -> None:
    _, activity, _, approval_id = house.approved()
    release_id = house.request(approval_id)
    house.revise(activity)
    house.work_timers()
    assert "ApprovalLapsed" not in types(house)
    house.returned(approval_id, release_id)
    assert (types(house)[-1], house.said()[-1]["reason"]) == ("ApprovalLapsed", "content-revised")


def test_a_window_that_ends_during_a_release_lapses_when_it_is_returned(house: House) -> None:
    _, _, _, approval_id = house.approved()
    house.machine_clock.now += timedelta(minutes=58)
    release_id = house.request(approval_id)
    house.pass_time(minutes=5)
    assert house.state(approval_id) == "released"
    house.returned(approval_id, release_id)
    assert (types(house)[-1], house.said()[-1]["reason"]) == ("ApprovalLapsed", "window-over")


def test_published_is_used_for_ever(house: House) -> None:
    person, activity, account, approval_id = house.approved()
    release_id = house.request(approval_id)
    house.published(approval_id, release_id)
    house.published(approval_id, release_id)
    assert house.state(approval_id) == "published"
    assert house.rows("SELECT count(*) FROM standing") == [(0,)]
    with pytest.raises(ApprovalError) as refused:
        house.withdraw(person, approval_id)
    assert refused.value.code == "already-published"
    with pytest.raises(ApprovalError):
        house.approve(person, house.preview(person, activity, account))
    assert house.release(approval_id)["reason"] == "already-published"


def test_a_publication_that_fits_nothing_is_recorded_and_alarms(house: House, caplog: pytest.LogCaptureFixture) -> None:
    _, _, _, approval_id = house.approved()
    with caplog.at_level(logging.ERROR):
        house.published(approval_id, uuid4())
    assert "published outside a known release" in caplog.text
    assert house.state(approval_id) == "published"


def test_an_outcome_of_a_lost_approval_makes_its_aggregate(house: House) -> None:
    """After a restore: the publisher knows what consent has forgotten, and it blocks."""
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    lost, parties = uuid4(), Parties(person, activity.id, account)
    house.published(lost, uuid4(), parties=parties, preview_digest="d" * 64)
    with pytest.raises(ApprovalError) as refused:
        house.approve(person, house.preview(person, activity, account))
    assert refused.value.code == "already-published"


def test_uncertain_blocks_until_it_is_resolved(house: House) -> None:
    person, activity, account, approval_id = house.approved()
    release_id = house.request(approval_id)
    house.uncertain(approval_id, release_id)
    assert house.release(approval_id)["reason"] == "uncertain"
    with pytest.raises(ApprovalError):
        house.approve(person, house.preview(person, activity, account))
    house.resolved(approval_id, release_id, "not-posted")
    again = house.approve(person, house.preview(person, activity, account))

    house.published(approval_id, release_id)

    assert (types(house)[-1], house.said()[-1]["reason"]) == ("ApprovalLapsed", "already-published")
    assert house.said()[-1]["approval_id"] == str(again)


def test_after_a_failure_one_approves_again(house: House) -> None:
    person, activity, account, approval_id = house.approved()
    house.failed(approval_id, house.request(approval_id))
    assert house.state(approval_id) == "failed"
    house.approve(person, house.preview(person, activity, account))


def test_a_parked_offer_or_advocate_is_not_released_and_asked_again_later(house: House) -> None:
    person, activity, _, approval_id = house.approved()
    park(house, activity.item_id)
    refused = house.release(approval_id)
    assert (refused["reason"], refused["final"]) == ("parked", False)
    assert refused["retry_at"] == "2026-11-23T10:01:00.000Z"
    assert house.state(approval_id) == "standing"
    house.database.transact([house.letters.unpark("restu.content.v1", str(activity.item_id), 0)])
    park(house, person)
    assert house.release(approval_id)["reason"] == "parked"
    house.database.transact([house.letters.unpark("restu.content.v1", str(person), 0)])
    assert house.release(approval_id)["type"] == "ReleaseGranted"


def test_the_timer_lapses_at_the_windows_end(house: House) -> None:
    _, _, _, approval_id = house.approved()
    house.pass_time(minutes=59, seconds=59)
    assert house.state(approval_id) == "standing"
    house.pass_time(seconds=1)
    assert house.state(approval_id) == "lapsed"
    assert house.said()[-1]["reason"] == "window-over"
    assert house.rows("SELECT count(*) FROM due") == [(0,)]


def test_the_timer_of_a_replaced_approval_waits_for_the_later_window(house: House) -> None:
    person, activity, account, first = house.approved()
    house.withdraw(person, first)
    later = house.clock() + timedelta(hours=5)
    shown = house.preview(person, activity, account, choice=Choice.PICK, picked_at=later)
    second = house.approve(person, shown)
    house.pass_time(hours=2)
    assert house.state(second) == "standing"
    house.pass_time(hours=6)
    assert house.state(second) == "lapsed"


def test_a_sweep_lapses_many_in_batches_and_leaves_others(house: House) -> None:
    activity, other = house.offer(), house.offer()
    people = [house.join(f"P{number}") for number in range(7)]
    accounts = [house.connect(person) for person in people]
    gone = [
        house.approve(person, house.preview(person, activity, account))
        for person, account in zip(people, accounts, strict=True)
    ]
    kept = house.approve(people[0], house.preview(people[0], other, accounts[0]))
    house.work_timers()
    house.revise(activity)
    assert house.work_timers() == 1
    assert {house.state(approval_id) for approval_id in gone} == {"lapsed"}
    assert house.state(kept) == "standing"
    house.happens(
        AccountDisconnected(
            advocate_id=people[0], account_id=accounts[0], reason="revoked", disconnected_at=house.clock()
        )
    )
    house.work_timers()
    assert house.state(kept) == "lapsed"


def test_a_sweep_asked_for_while_one_runs_is_not_lost(house: House) -> None:
    _, activity, _, approval_id = house.approved()
    house.work_timers()
    house.store.run(
        house.offers.revise, item_id=activity.item_id, revision_id=uuid4(), expires_at=None, at=house.clock()
    )
    [due] = house.timers.take(["sweep"], house.clock(), timedelta(seconds=90), 16)
    house.store.run(house.offers.retire, item_id=activity.item_id, at=house.clock())
    house.sweeps.sweep(due)
    assert house.state(approval_id) == "lapsed"
    assert house.work_timers() == 1


def test_after_a_restore_everything_that_stands_lapses(house: House) -> None:
    person, _, _, standing = house.approved()
    _, _, _, on_its_way = house.approved()
    release_id = house.request(on_its_way)
    assert house.sweeps.restored() == 2
    assert house.state(standing) == "lapsed"
    assert house.said()[-1]["reason"] == LapseReason.CONSENT_RESTORED.value
    house.returned(on_its_way, release_id)
    assert house.state(on_its_way) == "lapsed"
    assert str(person) in str(house.said())


def test_the_clock_never_runs_behind_what_was_recorded(house: House) -> None:
    _, _, _, approval_id = house.approved()
    house.machine_clock.now += timedelta(minutes=30)
    house.release(approval_id)
    behind = MonotonicClock(house.machine_clock)
    house.machine_clock.now -= timedelta(hours=1)
    assert house.clock() == behind.not_before(house.clock())
    assert behind() > house.machine_clock.now
