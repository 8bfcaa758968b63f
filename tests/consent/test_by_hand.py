"""What a person publishes themselves: no account, an honest preview, one approval, used by their word alone."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from chassis.event_store import Work
from contracts.networks import load
from contracts.values import Choice, Kind, Network, unconnected_account
from services.consent.domain import (
    AccountNotYours,
    AlreadyApproved,
    NotOnNetwork,
    NotStanding,
    TextTooLong,
    TooAlike,
    UnknownApproval,
)
from services.consent.domain.errors import AlreadyPublished
from tests.consent.house import Activity, House

BY_HAND = [(network, kind) for network in Network for kind in Kind if load(network).hands_over(kind)]


def approved(house: House, network: Network = Network.X, **offer: object) -> tuple[UUID, Activity, UUID]:
    person, activity = house.join(), house.offer(network=network, **offer)  # type: ignore[arg-type]
    return person, activity, house.approve(person, house.preview(person, activity, None))


@pytest.mark.parametrize(("network", "kind"), BY_HAND)
def test_it_is_previewed_and_approved_without_an_account(house: House, network: Network, kind: Kind) -> None:
    person, activity = house.join(), house.offer(network=network, kind=kind)
    shown = house.preview(person, activity, None, text="I helped to build it" if kind.has_words else "")
    assert shown["preview"]["handle"] == ""
    assert shown["preview"]["visibility"] == ("composer" if kind.has_visibility else "")
    assert set(shown["by_hand"]["explained"]) == {"en", "id"}
    approval_id = house.approve(person, shown)
    [signed] = [each for each in house.said() if each["type"] == "ActivityApproved"]
    assert signed["account_id"] == str(unconnected_account(person, network))
    assert (signed["kind"], signed["network"], signed["preview_digest"]) == (kind, network, shown["digest"])
    assert house.state(approval_id) == "standing"
    assert not [each for each in house.played.asked if each.startswith("publisher")]


def test_the_preview_says_what_there_is_to_do_and_counts_as_the_network_does(house: House) -> None:
    person = house.join()
    on_x = house.preview(person, house.offer(network=Network.X), None, text="Ours \U0001f389")
    assert on_x["by_hand"]["paste"] is False
    assert "with your text filled in" in on_x["by_hand"]["explained"]["en"]
    disclosed = len(on_x["preview"]["text"].partition("Ours")[0])
    assert disclosed > len(on_x["disclosure"]["text"])
    assert on_x["length"] == {"used": disclosed + 5 + 2 + 2 + 23, "limit": 280, "unit": "weighted-characters"}
    assert on_x["preview"]["text"].endswith("\n\nhttps://example.org/new")
    assert on_x["slot"]["because"] == ["yourself"]
    on_linkedin = house.preview(person, house.offer(network=Network.LINKEDIN), None)
    assert on_linkedin["by_hand"]["paste"] is True
    assert "Paste your text there" in on_linkedin["by_hand"]["explained"]["en"]
    on_instagram = house.preview(person, house.offer(network=Network.INSTAGRAM), None)
    assert "asks for an image" in on_instagram["by_hand"]["explained"]["en"]
    assert house.preview(person, house.offer(), house.connect(person))["by_hand"] is None
    with pytest.raises(TextTooLong):
        house.preview(person, house.offer(network=Network.X), None, text="\u3042" * 200)


def test_there_is_a_day_to_do_it_and_no_later_time(house: House) -> None:
    person, activity = house.join(), house.offer(network=Network.X, hours=100)
    window = house.preview(person, activity, None)["window"]
    assert (window["opens_at"][:13], window["closes_at"][:13]) == ("2026-11-23T10", "2026-11-24T10")
    for choice, picked_at in ((Choice.DRIP, None), (Choice.PICK, house.clock())):
        with pytest.raises(NotOnNetwork, match="choose now"):
            house.preview(person, activity, None, choice=choice, picked_at=picked_at)


def test_an_account_is_named_where_restu_publishes_and_nowhere_else(house: House) -> None:
    person = house.join()
    account = house.connect(person)
    with pytest.raises(NotOnNetwork, match="from which account"):
        house.preview(person, house.offer(), None)
    on_x = house.offer(network=Network.X)
    for other in (uuid4(), unconnected_account(uuid4(), Network.X), unconnected_account(person, Network.LINKEDIN)):
        with pytest.raises(AccountNotYours):
            house.preview(person, on_x, other)
    with pytest.raises(Exception, match="is on mastodon"):
        house.preview(person, on_x, account)
    assert house.preview(person, on_x, unconnected_account(person, Network.X))["token"]


def test_two_tabs_are_one_approval(house: House) -> None:
    person, activity, _ = approved(house)
    with pytest.raises(AlreadyApproved):
        house.approve(person, house.preview(person, activity, None))


def test_near_duplicates_are_measured_as_everywhere(house: House) -> None:
    activity = house.offer(network=Network.X)
    for name in ("Ayu", "Budi"):
        person = house.join(name)
        shown = house.preview(person, activity, None, text="I really like how this has turned out for all of us")
        if name == "Ayu":
            house.approve(person, shown)
        else:
            with pytest.raises(TooAlike):
                house.approve(person, shown)


def check_standing(house: House, approval_id: UUID) -> None:
    house.releases.check_standing(Work(house.store), approval_id, at=house.clock())


def test_its_words_are_given_while_what_it_rests_on_stands(house: House) -> None:
    _, activity, approval_id = approved(house)
    check_standing(house, approval_id)
    house.revise(activity)
    with pytest.raises(NotStanding, match="no longer offered"):
        check_standing(house, approval_id)
    house.work_timers()
    with pytest.raises(NotStanding) as refused:
        check_standing(house, approval_id)
    assert refused.value.state == "lapsed"


def test_its_words_are_not_given_once_it_is_withdrawn_or_was_never_there(house: House) -> None:
    person, _, approval_id = approved(house)
    house.withdraw(person, approval_id)
    with pytest.raises(NotStanding):
        check_standing(house, approval_id)
    with pytest.raises(UnknownApproval):
        check_standing(house, uuid4())


def test_a_report_is_granted_once_and_uses_the_approval_for_ever(house: House) -> None:
    person, activity, approval_id = approved(house)
    granted = house.release(approval_id)
    assert granted["type"] == "ReleaseGranted"
    house.handed_over(approval_id, UUID(granted["release_id"]))
    assert house.state(approval_id) == "handed-over"
    assert "PostPublished" not in [each["type"] for each in house.said()]
    assert house.release(approval_id)["reason"] == "already-handed-over"
    with pytest.raises(AlreadyPublished, match="remove it on the network yourself"):
        house.withdraw(person, approval_id)
    with pytest.raises(AlreadyPublished):
        house.approve(person, house.preview(person, activity, None))


def test_what_was_withdrawn_first_is_refused(house: House) -> None:
    person, _, approval_id = approved(house)
    assert house.withdraw(person, approval_id) == "withdrawn"
    refused = house.release(approval_id)
    assert (refused["type"], refused["reason"], refused["final"]) == ("ReleaseRefused", "withdrawn", True)


def test_what_nobody_reports_lapses_with_its_window(house: House) -> None:
    person, activity, approval_id = approved(house, hours=100)
    house.pass_time(hours=25)
    assert house.state(approval_id) == "lapsed"
    assert house.release(approval_id)["type"] == "ReleaseRefused"
    assert house.state(house.approve(person, house.preview(person, activity, None))) == "standing"


@pytest.mark.parametrize("erased", [False, True])
def test_who_leaves_or_is_erased_has_nothing_to_publish(house: House, *, erased: bool) -> None:
    person, _, approval_id = approved(house)
    end = house.people.erase if erased else house.people.leave
    house.store.run(end, person_id=person, at=house.clock())
    with pytest.raises(NotStanding):
        check_standing(house, approval_id)
    house.work_timers()
    assert house.state(approval_id) == "lapsed"


def test_a_report_that_fits_no_release_is_recorded_as_what_happened(house: House) -> None:
    person, activity, approval_id = approved(house)
    house.handed_over(approval_id, uuid4())
    assert house.state(approval_id) == "handed-over"
    with pytest.raises(AlreadyPublished):
        house.approve(person, house.preview(person, activity, None))
