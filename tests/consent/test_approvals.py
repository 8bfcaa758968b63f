"""Approving, replacing, withdrawing and declining on real PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.dead_letters import KeyParked
from chassis.errors import NotFound
from chassis.event_store import Work
from chassis.idempotency import Request
from chassis.signing import digest, digest_of_json, verify
from contracts.consent import ActivityApproved
from contracts.envelope import Envelope
from contracts.values import Choice, Kind
from services.consent.domain import (
    AccountNotYours,
    AlreadyApproved,
    Approval,
    NotEnoughOwnWords,
    NotWhatWasShown,
    PreviewExpired,
    PreviewInvalid,
    UnknownApproval,
    WindowInvalid,
)
from services.consent.domain.errors import ContentRevised, NotTakingPart
from tests.consent.house import House


def park(house: House, key: UUID) -> None:
    envelope = Envelope(uuid4(), "/restu/content", "restu.ContentRevised.v1", str(key), "", 9, 0, b"{}")
    house.database.transact(house.letters.bury("restu.content.v1", key.int % 1_000_000, envelope, ValueError()))


def test_the_receipt_is_the_signed_approval_and_its_digest_opens_to_what_was_shown(house: House) -> None:
    person = house.join()
    activity, account = house.offer(own_words=10), house.connect(person)
    shown = house.preview(person, activity, account, content_warning="long read", choice=Choice.DRIP)

    approval_id = house.approve(person, shown)

    exact = house.exact(approval_id)
    [key] = house.signer.public
    data = verify(exact, ActivityApproved.TYPE, "consent", lambda _: key)
    opening = house.vault.open(approval_id, "opening")
    assert opening is not None
    assert digest(opening) == data["preview_digest"] == shown["digest"]
    assert {name: opening[name] for name in opening if name != "salt"} == {
        name: shown["preview"][name] for name in opening if name != "salt"
    }
    assert opening["handle"] == "@sari@social.example"
    assert opening["text"].endswith("https://example.org/new")
    assert (data["approval_id"], data["advocate_id"]) == (str(approval_id), str(person))
    assert (data["choice"], data["own_words"], data["points"]) == ("drip", shown["own_words"], 10)
    assert (data["opens_at"], data["closes_at"]) == (shown["window"]["opens_at"], shown["window"]["closes_at"])
    assert house.aggregate(approval_id).standing.hash == digest_of_json(exact)  # type: ignore[union-attr]


def test_no_words_stand_in_any_event(house: House) -> None:
    person, *_ = house.approved()
    states = b"".join(bytes(row[0]) for row in house.rows("SELECT state FROM stored_events"))
    for words in (b"Here is what I think", b"@sari", b"social.example", b"example.org", b"Person"):
        assert words not in states
    assert str(person).encode() in states


def test_what_is_approved_is_what_was_shown(house: House) -> None:
    person = house.join()
    shown = house.preview(person, house.offer(), house.connect(person))
    for other in (shown["preview"]["text"] + " ", "", "something else"):
        shown_otherwise = {**shown, "preview": {**shown["preview"], "text": other}}
        with pytest.raises(NotWhatWasShown):
            house.approve(person, shown_otherwise)
    assert house.rows("SELECT count(*) FROM standing") == [(0,)]


def test_a_preview_belongs_to_one_person_for_five_minutes(house: House) -> None:
    person, other = house.join(), house.join("Budi")
    shown = house.preview(person, house.offer(), house.connect(person))
    with pytest.raises(PreviewInvalid):
        house.approve(other, shown)
    with pytest.raises(PreviewInvalid):
        house.approve(person, {**shown, "token": shown["token"][:-4] + "AAAA"})
    house.machine_clock.now += timedelta(minutes=5)
    with pytest.raises(PreviewExpired):
        house.approve(person, shown)


def test_own_words_are_asked_for_where_the_offer_does(house: House) -> None:
    person = house.join()
    account = house.connect(person)
    copied = "We have built something new and you can try it today"
    asked = house.offer(own_words=30)
    with pytest.raises(NotEnoughOwnWords) as refused:
        house.approve(person, house.preview(person, asked, account, text=copied))
    assert (refused.value.own_words, refused.value.needed) == (0, 30)
    house.approve(person, house.preview(person, asked, account, text="Why this matters to me"))
    house.approve(person, house.preview(person, house.offer(own_words=0), account, text=copied))


def test_a_repost_needs_no_words(house: House) -> None:
    person = house.join()
    activity = house.offer(kind=Kind.REPOST)
    shown = house.preview(person, activity, house.connect(person), text="")
    approval_id = house.approve(person, shown)
    assert shown["preview"]["target"] == "https://social.example/@us/1"
    assert json.loads(house.exact(approval_id))["kind"] == "repost"


def test_a_revision_between_preview_and_approval_counts(house: House) -> None:
    person = house.join()
    activity = house.offer()
    shown = house.preview(person, activity, house.connect(person))
    house.revise(activity)
    with pytest.raises(ContentRevised):
        house.approve(person, shown)


@pytest.mark.parametrize("change", ["revise", "retire", "leave", "disconnect", "regroup"])
def test_a_change_between_load_and_save_is_seen(house: House, change: str) -> None:
    """The approval is not saved beside a change of what it read: it is refused on the second look."""
    group = house.form()
    person = house.join(groups=(group,))
    activity, account = house.offer(groups=(group,)), house.connect(person)
    shown = house.preview(person, activity, account)
    loaded, changed = threading.Event(), threading.Event()
    looks = 0

    def slowly(work: Work, /, **given: Any) -> dict[str, Any]:
        nonlocal looks
        looks += 1
        result = house.approvals.approve(work, **given)
        loaded.set()
        assert changed.wait(10)
        return result

    def approve() -> object:
        return house.store.run(slowly, by=person, token=shown["token"], text=shown["preview"]["text"], at=house.clock())

    with ThreadPoolExecutor() as threads:
        running = threads.submit(approve)
        assert loaded.wait(10)
        match change:
            case "revise":
                house.revise(activity)
            case "retire":
                house.store.run(house.offers.retire, item_id=activity.item_id, at=house.clock())
            case "leave":
                house.store.run(house.people.leave, person_id=person, at=house.clock())
            case "disconnect":
                house.store.run(house.offers.disconnect, account_id=account, at=house.clock())
            case "regroup":
                house.store.run(house.people.change_groups, person_id=person, groups=(), at=house.clock())
        changed.set()
        error = running.exception(10)

    assert looks == 2
    assert getattr(error, "code", None) in {
        "content-revised",
        "content-retired",
        "not-taking-part",
        "account-gone",
        "not-in-audience",
    }
    assert house.rows("SELECT count(*) FROM standing") == [(0,)]
    assert not [each for each in house.said() if each["type"] == "ActivityApproved"]


def test_two_approvals_at_once_make_one(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    previews = [house.preview(person, activity, account) for _ in range(6)]

    def attempt(shown: dict[str, Any]) -> str:
        try:
            house.approve(person, shown)
        except AlreadyApproved:
            return "refused"
        return "approved"

    with ThreadPoolExecutor(6) as threads:
        outcomes = sorted(threads.map(attempt, previews))
    assert outcomes == ["approved"] + ["refused"] * 5


def test_the_same_wish_twice_at_once_is_one_approval_and_one_answer(house: House) -> None:
    person = house.join()
    shown = house.preview(person, house.offer(), house.connect(person))
    body = {"verb": "approve", "token": shown["token"], "text": shown["preview"]["text"]}
    request = Request.of(person, "respond", "one-key", body)

    def once(_: int) -> dict[str, Any]:
        return house.store.run_once(
            request,
            house.approvals.approve,
            by=person,
            token=shown["token"],
            text=shown["preview"]["text"],
            at=house.clock(),
        ).result

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(once, range(6)))
    assert all(answer == answers[0] for answer in answers)
    house.machine_clock.now += timedelta(hours=1)
    assert once(0) == answers[0], "a repeat is the first answer, also when the token has expired"
    assert len([each for each in house.said() if each["type"] == "ActivityApproved"]) == 1


def test_replacing_is_one_save(house: House) -> None:
    person, activity, account, first = house.approved()
    shown = house.preview(person, activity, account, text="Better words")
    outcome = house.store.run(
        house.approvals.replace,
        by=person,
        replaced=first,
        token=shown["token"],
        text=shown["preview"]["text"],
        at=house.clock(),
    )
    second = UUID(outcome.result["approval_id"])
    assert [each["type"] for each in house.said()[-2:]] == ["ApprovalWithdrawn", "ActivityApproved"]
    assert house.said()[-2]["replaced_by"] == house.said()[-1]["approval_id"] == str(second)
    assert house.said()[-1]["replaces"] == str(first)
    assert (house.state(first), house.state(second)) == ("withdrawn", "standing")
    assert house.rows("SELECT count(*) FROM standing") == [(1,)]


def test_withdrawing_takes_it_off_the_index_and_the_timers(house: House) -> None:
    person, _, _, approval_id = house.approved()
    assert house.withdraw(person, approval_id) == "withdrawn"
    assert house.withdraw(person, approval_id) == "withdrawn"
    assert house.rows("SELECT count(*) FROM standing") == [(0,)]
    assert house.rows("SELECT count(*) FROM due WHERE kind = 'lapse'") == [(0,)]


def test_nobody_withdraws_for_somebody_else(house: House) -> None:
    _, _, _, approval_id = house.approved()
    with pytest.raises(UnknownApproval):
        house.withdraw(house.join("Budi"), approval_id)
    with pytest.raises(UnknownApproval):
        house.withdraw(house.join("Citra"), uuid4())
    assert house.state(approval_id) == "standing"


def test_who_has_left_approves_nothing(house: House) -> None:
    person = house.join()
    shown = house.preview(person, house.offer(), house.connect(person))
    house.store.run(house.people.leave, person_id=person, at=house.clock())
    with pytest.raises(NotTakingPart):
        house.approve(person, shown)


def test_an_id_of_something_else_is_not_found(house: House) -> None:
    person = house.join()
    activity = house.offer()
    with pytest.raises(AccountNotYours):
        house.preview(person, activity, person)
    with pytest.raises(NotFound):
        house.store.run(house.people.change_groups, person_id=person, groups=(activity.item_id,), at=house.clock())


def test_near_the_windows_end_nothing_is_approved(house: House) -> None:
    person = house.join()
    shown = house.preview(person, house.offer(hours=0.05), house.connect(person))
    house.machine_clock.now += timedelta(minutes=2)
    with pytest.raises(WindowInvalid):
        house.approve(person, shown)


def test_a_parked_offer_or_advocate_is_neither_shown_nor_approved(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    shown = house.preview(person, activity, account)
    park(house, activity.item_id)
    with pytest.raises(KeyParked):
        house.preview(person, activity, account)
    with pytest.raises(KeyParked):
        house.approve(person, shown)
    other = house.offer()
    shown = house.preview(person, other, account)
    park(house, person)
    with pytest.raises(KeyParked):
        house.approve(person, shown)
    assert house.rows("SELECT count(*) FROM standing") == [(0,)]


def test_a_decline_leaves_no_event_and_can_be_undone(house: House) -> None:
    person = house.join()
    activity = house.offer()
    before = house.store.position()
    for _ in range(2):
        outcome = house.store.run(house.approvals.decline, by=person, activity_id=activity.id, at=house.clock())
        assert outcome.result["state"] == "declined"
    assert house.tables.declined(person) == {activity.id}
    house.store.run(house.approvals.undo_decline, by=person, activity_id=activity.id)
    assert house.tables.declined(person) == set()
    assert house.store.position() == before


def test_approving_undoes_a_decline_and_what_is_approved_is_not_declined(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    house.store.run(house.approvals.decline, by=person, activity_id=activity.id, at=house.clock())
    house.approve(person, house.preview(person, activity, account))
    assert house.tables.declined(person) == set()
    with pytest.raises(AlreadyApproved):
        house.store.run(house.approvals.decline, by=person, activity_id=activity.id, at=house.clock())


async def test_of_an_approval_and_a_decline_that_arrive_together_the_later_one_is_refused(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    shown = house.preview(person, activity, account)
    approve = partial(
        house.approvals.approve, by=person, token=shown["token"], text=shown["preview"]["text"], at=house.clock()
    )
    decline = partial(house.approvals.decline, by=person, activity_id=activity.id, at=house.clock())

    approving = asyncio.create_task(house.store.once(Request.of(person, "respond", "key-0001", None), approve))
    declining = asyncio.create_task(house.store.once(Request.of(person, "respond", "key-0002", None), decline))

    with pytest.raises(AlreadyApproved, match="you have approved this activity; withdraw that approval first"):
        await declining
    assert (await approving).result["state"] == "standing"
    assert house.tables.declined(person) == set()


def test_a_decline_waits_for_what_another_replica_is_saving(house: House) -> None:
    person, activity = house.join(), house.offer()
    row = (uuid4(), person, activity.id, uuid4(), activity.item_id, house.clock())

    with ThreadPoolExecutor(1) as elsewhere:
        with house.database.transaction() as cursor:
            cursor.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
            cursor.execute(
                "INSERT INTO standing (approval, advocate, activity, account, item, closes_at) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                row,
            )
            declining = elsewhere.submit(
                house.store.run, house.approvals.decline, by=person, activity_id=activity.id, at=house.clock()
            )
            for _ in range(500):
                if declining.done() or house.rows("SELECT 1 FROM pg_locks WHERE NOT granted"):
                    break
                time.sleep(0.01)
        with pytest.raises(AlreadyApproved):
            declining.result(10)
    assert house.tables.declined(person) == set()


def test_an_aggregate_of_many_approvals_stays_loadable(house: House) -> None:
    person, activity, account, approval_id = house.approved()
    for _ in range(20):
        house.withdraw(person, approval_id)
        approval_id = house.approve(person, house.preview(person, activity, account))
    approval = house.aggregate(approval_id)
    assert isinstance(approval, Approval)
    assert len(approval.entries) == 21
