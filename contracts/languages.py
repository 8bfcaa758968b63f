"""Languages as BCP 47 writes them, and whether two of them understand each other. Pure; nothing here raises.

A tag here is a language with, at most, its script and its country or region: `en`, `pt-BR`, `zh-Hant-TW`. What else a
tag may say (variants, extensions) is cut off. Nobody checks that there is such a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

LONGEST = 35
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?:[-_.@].*)?", re.DOTALL)


def language_tag(said: str) -> str | None:
    """The tag in its one spelling (`en-US` for `en_us`); None when it is none."""
    match = _TAG.fullmatch(said.strip()[:LONGEST])
    if match is None:
        return None
    primary, script, region = match.groups()
    return "-".join(part for part in (primary.lower(), (script or "").title(), (region or "").upper()) if part)


def _checked(said: str) -> str:
    tag = language_tag(said)
    if tag is None:
        raise ValueError("this is no language tag, such as id, pt-BR or zh-Hant")
    return tag


LanguageTag = Annotated[
    str,
    Field(min_length=2, max_length=LONGEST),
    AfterValidator(_checked),
    WithJsonSchema(
        {"type": "string", "maxLength": LONGEST, "pattern": "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"}
    ),
]
"""A tag that is taken in any spelling and kept in one."""


def understood(tag: str, among: Iterable[str]) -> bool:
    """Whether who reads one of the languages reads `tag`: the same, or one says only less than the other.

    `en` and `en-GB` understand each other, `en-GB` and `en-US` are not asked to, `zh-Hans` and `zh-Hant` do not.
    """
    return any(tag == other or _less(tag, other) or _less(other, tag) for other in among)


def _less(short: str, long: str) -> bool:
    return long.startswith(f"{short}-")
