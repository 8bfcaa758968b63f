"""Saying for whom one works: asked for by country, put in front by the preview, part of what is approved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.event_store import Work
from chassis.signing import digest
from contracts.disclosures import DisclosureText, disclosure_for
from contracts.networks import NetworkRules, load
from contracts.values import Kind, Network
from services.consent.domain import (
    Advocate,
    ConsentError,
    DisclosureInvalid,
    DisclosureMissing,
    Disclosures,
    TextInvalid,
    TextTooLong,
)
from services.consent.kinds import DISCLOSURE, OPENING
from tests.consent.house import Activity, House

WORDS = "I work for the company this is about."
OURS = DisclosureText(language="en", text="I am with Example Ltd.")


class Someone:
    """An advocate in a country, with an account and something to do."""

    def __init__(self, house: House, country: str | None = None, kind: Kind = Kind.POST) -> None:
        self.house = house
        self.id = house.join(f"Person{uuid4().hex}")
        self.account = house.connect(self.id)
        self.activity: Activity = house.offer(kind=kind)
        if country is not None:
            self.lives_in(country)

    def lives_in(self, country: str) -> None:
        def prefer(work: Work) -> None:
            advocate = work.get(Advocate, self.id)
            advocate.prefer(replace(advocate.preferences, country=country), at=self.house.clock())

        self.house.store.run(prefer)

    def preview(self, text: str = "Come and see", **wish: Any) -> dict[str, Any]:
        return self.house.preview(self.id, self.activity, self.account, text=text, **wish)

    def approve(self, shown: dict[str, Any]) -> UUID:
        return self.house.approve(self.id, shown)


def state(house: House, country: str, *, required: bool = True, texts: tuple[DisclosureText, ...] = (OURS,)) -> None:
    terms: dict[str, Any] = {"required": required, "texts": texts, "by": uuid4(), "at": house.clock()}
    house.store.run(house.disclosing.state, country=country, **terms)


def test_where_it_is_missing_the_preview_puts_it_in_front_and_says_so(house: House) -> None:
    shown = Someone(house, "US").preview()
    assert shown["preview"]["text"] == f"{WORDS}\n\nCome and see\n\nhttps://example.org/new"
    assert shown["disclosure_required"]
    assert shown["disclosure"] == {
        "required": True,
        "country": "US",
        "text": WORDS,
        "added": True,
        "in_warning": False,
        "label": None,
        "explained": {
            "en": "It says that you work there: that stands in front now, and is part of what you approve.",
            "id": "Pernyataan bahwa Anda bekerja untuk perusahaan ditambahkan di awal, dan ikut Anda setujui.",
        },
    }
    assert shown["length"]["used"] == len(f"{WORDS}\n\nCome and see\n\n") + 23


def test_where_it_is_said_already_nothing_is_put_in(house: House) -> None:
    sari = Someone(house, "US")
    shown = sari.preview(f"Come and see. {WORDS}")
    assert shown["preview"]["text"].count(WORDS) == 1
    assert (shown["disclosure"]["added"], shown["disclosure"]["text"]) == (False, WORDS)
    again = sari.preview(sari.preview()["preview"]["text"])
    assert again["preview"]["text"].count(WORDS) == 1


@pytest.mark.parametrize(
    ("country", "language", "words"),
    [
        (None, "en", WORDS),
        (None, "de", "Ich arbeite für das Unternehmen, um das es hier geht."),
        ("BR", "pt", WORDS),
        ("DE", "de", "Anzeige: Ich arbeite für das Unternehmen, um das es hier geht."),
        ("DE", "en", "Anzeige (ad): I work for the company this is about."),
        ("FR", "fr", "Publicité : je travaille pour l\u2019entreprise dont il est question."),
        ("FR", "ja", "Ad: I work for the company this is about."),
        ("GB", "en", "Ad: I work for the company this is about."),
        ("ID", "id", "Saya bekerja di perusahaan yang dibahas di sini."),
    ],
)
def test_the_words_are_those_of_the_country_and_the_language(
    house: House, country: str | None, language: str, words: str
) -> None:
    shown = Someone(house, country).preview(language=language)
    assert shown["preview"]["text"].split("\n\n")[0] == words
    assert shown["disclosure"]["country"] == (country or "ZZ")


def test_another_countrys_words_are_not_enough(house: House) -> None:
    shown = Someone(house, "DE").preview(WORDS, language="en")
    assert shown["preview"]["text"].startswith(f"Anzeige (ad): {WORDS}\n\n{WORDS}")


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.has_words])
def test_a_kind_without_words_discloses_nothing_and_that_is_said(house: House, kind: Kind) -> None:
    sari = Someone(house, "DE", kind)
    shown = sari.preview("")
    assert shown["preview"]["text"] == ""
    assert not shown["disclosure_required"]
    assert (shown["disclosure"]["required"], shown["disclosure"]["text"]) == (False, None)
    assert shown["disclosure"]["explained"]["en"] == f"A {kind} has no words of yours: nothing has to be said with it."
    sari.approve(shown)


def test_a_comment_is_not_just_its_disclosure(house: House) -> None:
    with pytest.raises(TextInvalid):
        Someone(house, "US", Kind.COMMENT).preview("  ")


def test_a_post_of_a_link_alone_has_one_too(house: House) -> None:
    assert Someone(house, "US").preview("")["preview"]["text"] == f"{WORDS}\n\nhttps://example.org/new"


def test_a_warning_that_folds_the_text_away_says_it(house: House) -> None:
    shown = Someone(house, "US").preview(content_warning=" film\nendings ")
    assert shown["preview"]["content_warning"] == f"{WORDS} film endings"
    assert shown["preview"]["text"] == "Come and see\n\nhttps://example.org/new"
    told = shown["disclosure"]
    assert (told["text"], told["added"], told["in_warning"]) == (WORDS, True, True)
    assert "stands in front of the warning now" in told["explained"]["en"]
    assert shown["length"]["used"] == len(f"{WORDS} film endingsCome and see\n\n") + 23


def test_what_the_folded_text_says_does_not_stand_in_for_the_warning(house: House) -> None:
    shown = Someone(house, "US").preview(f"{WORDS} Come and see", content_warning="film endings")
    assert shown["preview"]["content_warning"].startswith(WORDS)
    assert shown["preview"]["text"].count(WORDS) == 1


def test_a_warning_that_says_it_already_is_left_as_it_is(house: House) -> None:
    shown = Someone(house, "US").preview(content_warning=f"film endings; {WORDS.lower()}")
    assert shown["preview"]["content_warning"] == f"film endings; {WORDS.lower()}"
    told = shown["disclosure"]
    assert (told["added"], told["in_warning"]) == (False, True)
    assert told["explained"]["en"] == "Your warning says that you work there."


def test_words_without_an_end_are_set_apart_in_the_warning(house: House) -> None:
    state(house, "US", texts=(OURS.model_copy(update={"text": "#EmployeeOfExample"}),))
    shown = Someone(house, "US").preview(content_warning="film endings")
    assert shown["preview"]["content_warning"] == "#EmployeeOfExample · film endings"


def test_approving_looks_into_the_warning_too(house: House) -> None:
    sari = Someone(house, "US")
    shown = sari.preview(f"{OURS.text} Come and see", content_warning="film endings")
    state(house, "US")
    with pytest.raises(DisclosureMissing):
        sari.approve(shown)
    sari.approve(sari.preview(content_warning="film endings"))


def test_where_nothing_is_asked_for_a_warning_is_the_persons_own(house: House) -> None:
    state(house, "US", required=False, texts=())
    shown = Someone(house, "US").preview(content_warning="film endings")
    assert (shown["preview"]["content_warning"], shown["disclosure"]["in_warning"]) == ("film endings", False)


def test_it_counts_towards_the_length(house: House) -> None:
    sari = Someone(house, "US")
    room = 500 - 23 - 2 - len(WORDS) - 2
    assert sari.preview("x" * room)["length"]["used"] == 500
    with pytest.raises(TextTooLong):
        sari.preview("x" * (room + 1))


def test_it_is_nobodys_own_words_and_makes_nobody_alike(house: House) -> None:
    sari, budi = Someone(house, "US"), Someone(house, "US")
    budi.activity = sari.activity
    suggestion = "We have built something new and you can try it today"
    assert sari.preview(f"{WORDS} {suggestion}")["own_words"] == 0
    sari.approve(sari.preview("Nights and weekends, and now it runs"))
    assert budi.preview("The view from the roof is splendid")["alike"]["percent"] == 0
    assert budi.preview("Nights and weekends, and now it runs")["alike"]["percent"] == 100


def test_a_suggestion_that_discloses_is_nobodys_own_words_either(house: House) -> None:
    sari = Someone(house, "US")
    suggestion = f"{WORDS} Our lab is open"
    sari.activity = house.offer(messages=(suggestion,))
    assert sari.preview(suggestion)["own_words"] == 0
    assert sari.preview("Our lab is open")["own_words"] == 0


def test_what_was_shown_is_what_is_approved_and_approving_adds_nothing(house: House) -> None:
    sari = Someone(house, "US")
    shown = sari.preview()
    with pytest.raises(ConsentError, match="not the text that the preview showed"):
        sari.approve({**shown, "preview": {"text": "Come and see\n\nhttps://example.org/new"}})
    approval_id = sari.approve(shown)
    opening = house.vault.open(approval_id, OPENING)
    assert opening is not None
    assert opening["text"] == shown["preview"]["text"]
    assert digest(opening) == shown["digest"] == house.digest(approval_id)


def test_a_rule_that_changed_since_the_preview_refuses_and_says_what_to_add(house: House) -> None:
    sari = Someone(house, "US")
    shown = sari.preview()
    state(house, "US")
    with pytest.raises(DisclosureMissing, match="add “I am with Example") as refused:
        sari.approve(shown)
    assert (refused.value.country, refused.value.text) == ("US", OURS.text)
    assert (refused.value.code, refused.value.status) == ("disclosure-missing", 422)
    assert house.rows("SELECT count(*) FROM approvals") == [(0,)]
    sari.approve(sari.preview())


def test_moving_to_another_country_since_the_preview_refuses_too(house: House) -> None:
    sari = Someone(house, "US")
    shown = sari.preview()
    sari.lives_in("DE")
    with pytest.raises(DisclosureMissing):
        sari.approve(shown)


def test_an_approval_rests_on_the_rules_it_was_checked_against(house: House) -> None:
    """Two commands: the rule changes between the check and the save, and the save is done again from fresh state."""
    sari = Someone(house, "US")
    shown = sari.preview()
    changed = False

    def approve(work: Work) -> dict[str, Any]:
        nonlocal changed
        told = house.approvals.approve(
            work, by=sari.id, token=shown["token"], text=shown["preview"]["text"], at=house.clock()
        )
        if not changed:
            changed = True
            state(house, "US")
        return told

    with pytest.raises(DisclosureMissing):
        house.store.run(approve)


def test_the_programmes_own_words_stand_in_for_those_of_restu(house: House) -> None:
    state(house, "US")
    sari = Someone(house, "US")
    assert sari.preview()["preview"]["text"].startswith("I am with Example Ltd.\n\nCome")
    assert sari.preview(WORDS)["disclosure"]["added"]
    assert Someone(house, "GB").preview()["preview"]["text"].startswith("Ad: ")


def test_the_programme_may_ask_for_nothing_in_a_country(house: House) -> None:
    state(house, "US", required=False, texts=())
    sari = Someone(house, "US")
    shown = sari.preview()
    assert shown["preview"]["text"].startswith("Come and see")
    assert (shown["disclosure_required"], shown["disclosure"]["text"]) == (False, None)
    assert shown["disclosure"]["explained"]["en"] == "It need not say that you work there."
    sari.approve(shown)
    state(house, "US", texts=())
    assert sari.preview()["preview"]["text"].startswith(WORDS)


def test_a_rule_for_anywhere_is_for_countries_that_restu_has_none_for(house: House) -> None:
    state(house, "ZZ", required=False)
    assert not Someone(house, "BR").preview()["disclosure_required"]
    assert not Someone(house).preview()["disclosure_required"]
    assert Someone(house, "DE").preview()["disclosure_required"]
    state(house, "BR")
    assert Someone(house, "BR").preview()["disclosure_required"]


def test_words_for_another_network_leave_those_of_restu(house: House) -> None:
    state(house, "US", texts=(OURS.model_copy(update={"networks": (Network.X,)}),))
    assert Someone(house, "US").preview()["preview"]["text"].startswith(WORDS)


def test_words_that_nobody_needs_any_more_are_gone(house: House) -> None:
    for _ in range(3):
        state(house, "US")
    assert house.rows("SELECT count(*) FROM vault WHERE kind = %s", DISCLOSURE) == [(1,)]
    state(house, "US", texts=())
    assert house.rows("SELECT count(*) FROM vault WHERE kind = %s", DISCLOSURE) == [(0,)]


def test_lost_words_fall_back_on_those_of_restu(house: House) -> None:
    state(house, "US")
    house.database.transact([house.vault.delete(each, DISCLOSURE) for (each,) in house.rows("SELECT id FROM vault")])
    assert Someone(house, "US").preview()["preview"]["text"].startswith(WORDS)


@pytest.mark.parametrize(
    ("text", "networks"),
    [("...", ()), ("See https://example.org/us", ()), ("x" * 150, ()), ("\ud800", ()), ("x" * 190, (Network.BLUESKY,))],
)
def test_words_that_cannot_disclose_are_refused(house: House, text: str, networks: tuple[Network, ...]) -> None:
    with pytest.raises(DisclosureInvalid):
        state(house, "US", texts=(DisclosureText.model_construct(language="en", text=text, networks=networks),))
    assert house.disclosing.all(Work(house.store))["own"] == []


def test_long_words_are_possible_where_there_is_room(house: House) -> None:
    state(house, "US", texts=(OURS.model_copy(update={"text": "x" * 190, "networks": (Network.LINKEDIN,)}),))
    assert house.disclosing.all(Work(house.store))["own"][0]["texts"][0]["networks"] == ["linkedin"]


def test_a_label_of_the_network_is_told_and_does_not_stand_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load("mastodon")
    told = rules.rules.disclosure.model_copy(update={"label": "Sponsored"})
    labelled = rules.model_copy(update={"rules": rules.rules.model_copy(update={"disclosure": told})})

    def loaded(_: str) -> NetworkRules:
        return labelled

    monkeypatch.setattr("services.consent.application.previews.load", loaded)
    shown = Someone(house, "US").preview()
    assert shown["disclosure"]["label"] == "Sponsored"
    assert "“Sponsored”, which Restu cannot set" in shown["disclosure"]["explained"]["en"]
    assert shown["preview"]["text"].startswith(WORDS)


def test_no_words_and_no_names_are_in_the_events(house: House) -> None:
    state(house, "US")
    (state_of_it,) = house.rows("SELECT state FROM stored_events WHERE topic = %s", Disclosures.Stated.TOPIC)[0]
    assert b"Example" not in bytes(state_of_it)
    assert house.said() == []


@given(
    text=st.text(max_size=200),
    warning=st.text(max_size=40),
    country=st.sampled_from([None, "US", "GB", "DE", "FR", "ID", "IN", "BR"]),
    language=st.sampled_from(["en", "de", "fr", "es", "id", "it", "nl", "ja"]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_disclosure_once_shown_is_exactly_within_what_is_approved(
    house: House, text: str, warning: str, country: str | None, language: str
) -> None:
    """Whatever is written, wherever: what the preview says it says stands, unfolded, in what is approved."""
    sari = Someone(house, country)
    try:
        shown = sari.preview(text, language=language, content_warning=warning)
    except (TextInvalid, TextTooLong):
        return
    approval_id = sari.approve(shown)
    opening = house.vault.open(approval_id, OPENING)
    assert opening is not None
    assert digest(opening) == house.digest(approval_id) == shown["digest"]
    assert opening["text"] == shown["preview"]["text"]
    words = shown["disclosure"]["text"]
    assert words in {each.text for each in disclosure_for(country).texts}
    seen = opening["content_warning"] or opening["text"]
    assert not shown["disclosure"]["added"] or seen.startswith(words)
    assert shown["disclosure"]["in_warning"] == bool(opening["content_warning"])
