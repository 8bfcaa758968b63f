"""The countries' rules as data: typed, sourced, read once, and refused whole, in words, when they do not fit."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from contracts.disclosures import ANYWHERE, CountryRule, DisclosuresInvalid, best, disclosure_for, said_in, shipped
from contracts.disclosures.load import FOLDER, read
from contracts.networks import load, measure
from contracts.values import Network

FILES = sorted(file.name for file in FOLDER.glob("*.toml"))


def test_what_every_country_asks_for_is_expected() -> None:
    asked = {country: rule.required for rule in shipped() for country in rule.countries}
    assert all(asked.values())
    assert {"US", "GB", "DE", "FR", "AT", "NO", "ID", "IN", ANYWHERE} <= asked.keys()
    assert len(disclosure_for("FR").countries) == 29  # the other 26 of the Union, and three of the EEA


def test_every_rule_names_its_source_and_a_day_that_has_been() -> None:
    for rule in shipped():
        assert len(rule.source) > 30
        assert date(2026, 11, 1) <= rule.checked <= date.today()  # noqa: DTZ011 - a day, not a time


@pytest.mark.parametrize("country", ["BR", "XX", None, ANYWHERE])
def test_who_has_no_rule_of_their_own_has_the_one_for_anywhere(country: str | None) -> None:
    assert disclosure_for(country) is disclosure_for(ANYWHERE)
    assert disclosure_for(country).required


@pytest.mark.parametrize("network", list(Network))
@pytest.mark.parametrize("rule", shipped(), ids=lambda rule: rule.title)
def test_every_rule_has_short_words_for_every_network(rule: CountryRule, network: Network) -> None:
    for language in {each.language for each in rule.texts}:
        words = best(rule.texts, network=network, language=language)
        assert words is not None
        assert words.language == language
        assert said_in(words.text, [words], network=network) is words
        length = measure(words.text, load(network))
        assert 4 * length.used <= length.limit  # most of a post stays the person's


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        ("us.toml", "required = true", 'required = "maybe"', "us.toml does not fit"),
        ("us.toml", "required = true", "required =", "us.toml does not fit"),
        ("us.toml", "checked = 2026-11-26\n", "", "checked"),
        ("us.toml", '["US"]', '["USA"]', "countries"),
        ("us.toml", '["US"]', '["GB"]', "us.toml is about GB, and so is another file"),
        ("zz.toml", '["ZZ"]', '["YY"]', "no file is about ZZ"),
    ],
)
def test_what_does_not_fit_is_refused_whole(tmp_path: Path, file: str, before: str, after: str, problem: str) -> None:
    for name in FILES:
        shutil.copy(FOLDER / name, tmp_path)
    text = (tmp_path / file).read_text("utf-8")
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after), "utf-8")
    with pytest.raises(DisclosuresInvalid, match=problem):
        read(tmp_path)
