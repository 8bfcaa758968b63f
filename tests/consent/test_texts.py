"""Texts of colleagues: what counts, from when to when, what is refused, what is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.database import Write
from contracts.networks import NetworkRules, load
from contracts.values import Kind
from services.consent import texts
from services.consent.domain import TooAlike
from tests.consent.house import Activity, House

TEXT = "Our learning lab opens its doors today and I am glad that I helped to build it with my own hands"
NEARLY = TEXT.replace("glad", "proud")
OTHER = "After two years of nights and weekends this thing finally runs without me"


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mastodon as a network that does not take the same text of several people."""
    rules = load("mastodon")
    alike = rules.rules.alike.model_copy(update={"most_percent": 50})
    stricter = rules.model_copy(update={"rules": rules.rules.model_copy(update={"alike": alike})})

    def loaded(_: str) -> NetworkRules:
        return stricter

    monkeypatch.setattr("services.consent.application.approvals.load", loaded)
    monkeypatch.setattr("services.consent.application.previews.load", loaded)


class Colleague:
    """Somebody with an account."""

    def __init__(self, house: House, name: str) -> None:
        self.house = house
        self.id = house.join(name)
        self.account = house.connect(self.id)

    def preview(self, activity: Activity, text: str = TEXT) -> dict[str, Any]:
        return self.house.preview(self.id, activity, self.account, text=text)

    def approve(self, activity: Activity, text: str = TEXT) -> UUID:
        return self.house.approve(self.id, self.preview(activity, text))

    def percent(self, activity: Activity, text: str = TEXT) -> int:
        return int(self.preview(activity, text)["alike"]["percent"])


def test_a_preview_says_how_alike_it_is_and_nothing_is_refused_where_the_same_is_allowed(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    assert sari.preview(activity)["alike"] == {
        "percent": 0,
        "most": 100,
        "explained": {
            "en": "No colleague has written it like this.",
            "id": "Belum ada rekan yang menulisnya seperti ini.",
        },
    }
    sari.approve(activity)
    assert sari.percent(activity) == 0  # one's own text is no colleague's
    shown = budi.preview(activity)["alike"]
    assert (shown["percent"], shown["explained"]["en"]) == (
        100,
        "A colleague has approved exactly these words.",
    )
    assert budi.percent(activity, NEARLY) in range(50, 100)
    assert budi.percent(activity, OTHER) == 0
    budi.approve(activity)


@pytest.mark.usefixtures("strict")
def test_where_the_network_does_not_take_it_what_is_alike_is_not_approved(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    sari.approve(activity)
    for text in (TEXT, NEARLY):
        shown = budi.preview(activity, text)
        assert "at most 50 %" in shown["alike"]["explained"]["en"]
        with pytest.raises(TooAlike) as error:
            house.approve(budi.id, shown)
        assert error.value.percent == shown["alike"]["percent"] > 50
    budi.approve(activity, OTHER)
    sari.approve(house.offer())  # one's own words for another item


@pytest.mark.usefixtures("strict")
def test_the_same_words_are_found_whatever_they_are_about(house: House) -> None:
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    sari.approve(house.offer())
    with pytest.raises(TooAlike):
        budi.approve(house.offer())


@pytest.mark.usefixtures("strict")
def test_what_a_colleague_approved_after_the_preview_counts(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    shown = budi.preview(activity, NEARLY)
    sari.approve(activity)
    with pytest.raises(TooAlike):
        house.approve(budi.id, shown)


@pytest.mark.usefixtures("strict")
def test_of_colleagues_who_approve_the_same_at_once_one_is_first(house: House) -> None:
    activity = house.offer()
    everybody = [Colleague(house, f"Person{number}") for number in range(8)]
    shown = [(each.id, each.preview(activity)) for each in everybody]

    def approve(one: tuple[UUID, dict[str, Any]]) -> str:
        try:
            house.approve(*one)
        except TooAlike:
            return "too alike"
        return "approved"

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(approve, shown)) == ["approved"] + ["too alike"] * 7
    assert house.rows("SELECT count(*) FROM texts") == [(1,)]


def test_a_text_counts_until_nothing_of_it_will_be_published(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    house.withdraw(sari.id, sari.approve(activity))
    assert budi.percent(activity) == 0
    approval = sari.approve(activity)
    release = house.request(approval)
    assert budi.percent(activity) == 100
    house.published(approval, release)
    assert budi.percent(activity) == 100
    failed = sari.approve(other := house.offer(), OTHER)
    house.failed(failed, house.request(failed))
    assert budi.percent(other, OTHER) == 0


def test_what_was_taken_down_counts_no_more(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    approval = sari.approve(activity)
    house.published(approval, house.request(approval))
    house.removed(approval)
    assert budi.percent(activity) == 0
    assert house.rows("SELECT count(*) FROM texts") == [(0,)]


@pytest.mark.usefixtures("strict")
def test_a_text_is_sketched_for_its_preview_and_not_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    shown = sari.preview(activity)
    with monkeypatch.context() as sketching:
        sketching.delattr("services.consent.sketches.Sketch.of")
        house.approve(sari.id, shown)
    assert budi.percent(activity) == 100


def test_what_may_have_been_published_counts(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    approval = sari.approve(activity)
    house.uncertain(approval, house.request(approval))
    assert budi.percent(activity) == 100


def test_texts_count_for_ninety_days(house: House) -> None:
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    approval = sari.approve(activity := house.offer())
    house.published(approval, house.request(approval))
    assert budi.percent(activity) == 100
    house.machine_clock.now += texts.KEPT - timedelta(hours=1)
    assert budi.percent(house.offer()) == 100
    house.machine_clock.now += timedelta(hours=2)
    assert budi.percent(house.offer()) == 0


def test_a_sketch_is_kept_for_ninety_days(house: House) -> None:
    sari = Colleague(house, "Sari")
    sari.approve(house.offer())
    left = []
    for age in (texts.KEPT - timedelta(hours=1), texts.KEPT + timedelta(hours=1)):
        house.database.transact([Write("UPDATE texts SET at = now() - %s", (age,)), house.tables.texts.forget_old()])
        left.append(house.rows("SELECT count(*) FROM texts"))
    assert left == [[(1,)], [(0,)]]


def test_only_the_newest_of_an_item_are_compared(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "COMPARED", 1)
    activity = house.offer()
    sari, ayu, budi = (Colleague(house, name) for name in ("Sari", "Ayu", "Budi"))
    sari.approve(activity)
    house.machine_clock.now += timedelta(minutes=1)
    ayu.approve(activity, OTHER)
    assert budi.percent(activity, NEARLY) == 0
    assert budi.percent(activity) == 100


def test_no_words_are_kept_and_with_a_person_goes_what_was_kept_of_theirs(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    sari.approve(activity)
    [(_, whole, numbers)] = house.rows("SELECT network, whole, numbers FROM texts")
    assert all(word.encode() not in bytes(whole) + bytes(numbers) for word in TEXT.split() if len(word) > 3)
    house.store.run(house.people.erase, person_id=sari.id, at=house.clock())
    assert house.rows("SELECT count(*) FROM texts") == [(0,)]
    assert budi.percent(activity) == 0


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.has_words])
def test_what_has_no_text_of_its_own_is_alike_to_nothing(house: House, kind: Kind) -> None:
    activity = house.offer(kind=kind)
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    sari.approve(activity, "")
    assert budi.preview(activity, "")["alike"] == {"percent": 0, "most": 50, "explained": {"en": "", "id": ""}}
    budi.approve(activity, "")
    assert house.rows("SELECT count(*) FROM texts") == [(0,)]


@pytest.mark.usefixtures("strict")
def test_what_is_without_words_is_alike_to_nothing_and_replaces_what_had_some(house: House) -> None:
    activity = house.offer()
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    first, plain = sari.approve(activity), sari.preview(activity, "!!!")
    house.store.run(
        house.approvals.replace,
        by=sari.id,
        replaced=first,
        token=plain["token"],
        text=plain["preview"]["text"],
        at=house.clock(),
    )
    assert budi.percent(activity, TEXT) == budi.percent(activity, "!!!") == 0
    budi.approve(activity, "!!!")
    assert house.rows("SELECT count(*) FROM texts") == [(0,)]


@pytest.mark.usefixtures("strict")
def test_a_comment_is_compared_like_a_post(house: House) -> None:
    activity = house.offer(kind=Kind.COMMENT)
    sari, budi = Colleague(house, "Sari"), Colleague(house, "Budi")
    sari.approve(activity)
    with pytest.raises(TooAlike):
        budi.approve(activity)
    budi.approve(activity, OTHER)
