"""Language tags: one spelling, and who understands whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.languages import LanguageTag, language_tag, understood


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("en", "en"),
        (" EN_us ", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-DE-1996", "de-DE"),
        ("pt_BR.UTF-8", "pt-BR"),
        ("fil", "fil"),
        ("english", None),
        ("e", None),
        ("", None),
        ("12", None),
    ],
)
def test_a_tag_has_one_spelling(said: str, tag: str | None) -> None:
    assert language_tag(said) == tag


@given(st.text(max_size=50))
def test_a_tag_stays_what_it_is_and_nothing_raises(said: str) -> None:
    tag = language_tag(said)
    assert tag is None or language_tag(tag) == tag


def test_a_request_takes_any_spelling_and_keeps_one() -> None:
    tags = TypeAdapter(LanguageTag)
    assert tags.validate_python("pt_br") == "pt-BR"
    with pytest.raises(ValidationError, match="no language tag"):
        tags.validate_python("english")


@pytest.mark.parametrize(
    ("tag", "among", "reads"),
    [
        ("en", ["en"], True),
        ("en-GB", ["en"], True),
        ("en", ["en-GB"], True),
        ("en-GB", ["en-US"], False),
        ("zh-Hant", ["zh-Hans"], False),
        ("fil", ["fi"], False),
        ("de", ["en", "de-AT"], True),
        ("de", [], False),
    ],
)
def test_who_reads_a_language_reads_what_says_only_less_or_more(tag: str, among: list[str], reads: bool) -> None:  # noqa: FBT001
    assert understood(tag, among) is reads
