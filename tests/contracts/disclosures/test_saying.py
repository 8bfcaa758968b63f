"""Whether a text discloses: word for word, however it is set, and never by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.disclosures import DisclosureText, best, disclosed, said_in, seen_first, warned, without
from contracts.values import Network

WORK = DisclosureText(language="en", text="I work for the company this is about.")
KERJA = DisclosureText(language="id", text="Saya bekerja di perusahaan yang dibahas di sini.")
AD = DisclosureText(language="en", text="#ad I work there", networks=(Network.X,))
TEXTS = (WORK, KERJA, AD)


def said(text: str, network: Network = Network.MASTODON) -> DisclosureText | None:
    return said_in(text, TEXTS, network=network)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I work for the company this is about.", WORK),
        ("Look! i WORK for\n\nthe company   this is about, and I like it", WORK),
        ("Saya bekerja di perusahaan yang dibahas di sini", KERJA),
        ("I work for the company", None),
        ("Hi work for the company this is about.", None),
        ("I work for the company this is aboutish", None),
        ("See https://example.org/I work", None),
        ("#ad I work there", None),  # that is for X
        ("", None),
    ],
)
def test_a_disclosure_is_recognised(text: str, found: DisclosureText | None) -> None:
    assert said(text) is found


def test_words_for_a_network_count_there_alone() -> None:
    assert said("Well: #ad I work there", Network.X) is AD
    assert said("Well: #ad I work there", Network.BLUESKY) is None
    assert said("Well: ##ad I work there", Network.X) is None


def test_what_stands_in_a_link_is_not_said() -> None:
    mark = (DisclosureText(language="en", text="#ad"),)
    assert said_in("Read https://example.org/post#ad now", mark, network=Network.X) is None
    assert said_in("Read https://example.org/post/#ad", mark, network=Network.X) is None
    assert said_in("Read https://example.org/post #ad", mark, network=Network.X) is not None


def test_the_best_words_are_those_of_the_language_then_of_the_network() -> None:
    assert best(TEXTS, network=Network.MASTODON, language="id") is KERJA
    assert best(TEXTS, network=Network.MASTODON, language="en") is WORK
    assert best(TEXTS, network=Network.X, language="en") is AD
    assert best(TEXTS, network=Network.MASTODON, language="fr") is WORK
    assert best((AD,), network=Network.MASTODON, language="en") is None


def test_a_disclosure_is_a_paragraph_in_front() -> None:
    assert disclosed("Come by!", WORK.text) == "I work for the company this is about.\n\nCome by!"
    assert disclosed("", WORK.text) == WORK.text


def test_what_is_left_without_it_is_ones_own() -> None:
    assert without(disclosed("Come by!", WORK.text), TEXTS).split() == [".", "Come", "by!"]
    assert without("Nothing of that", TEXTS) == "Nothing of that"
    longer = DisclosureText(language="en", text=f"#ad {WORK.text}")
    assert without(disclosed("Come by!", longer.text), (WORK, longer)).split() == [".", "Come", "by!"]


@given(st.text(max_size=300), st.sampled_from([WORK, KERJA]))
def test_whatever_the_text_it_discloses_once_the_words_are_in_front(text: str, words: DisclosureText) -> None:
    try:
        whole = disclosed(text, words.text)
    except ValueError:
        return  # no text that anybody could publish
    assert said_in(whole, [words], network=Network.MASTODON) is words
    assert whole.startswith(words.text)
    assert disclosed(whole, "") == whole


def test_a_warning_is_what_everybody_sees_of_a_post() -> None:
    assert seen_first("The text", "") == "The text"
    assert seen_first("The text", "film endings") == "film endings"


@given(st.sampled_from(TEXTS), st.text(max_size=60))
def test_a_warning_that_was_made_to_disclose_does(disclosure: DisclosureText, warning: str) -> None:
    line = warned(" ".join(warning.split()), disclosure.text)
    network = Network.X if disclosure is AD else Network.MASTODON
    assert said_in(line, (disclosure,), network=network) is disclosure
    assert line.startswith(disclosure.text)
