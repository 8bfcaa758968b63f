"""The countries' rules, read whole and once: one file that does not fit, and none is used. Nothing is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from contracts.disclosures.rules import ANYWHERE, CountryRule

FOLDER = Path(__file__).parent


class DisclosuresInvalid(ValueError):
    """A file does not fit, or two speak of one country. The message names the file and what is wrong."""


def disclosure_for(country: str | None) -> CountryRule:
    """The rule of a country; of one without a rule, and where it is not known, that for anywhere."""
    rules = _by_country()
    return rules.get(country or ANYWHERE, rules[ANYWHERE])


def shipped() -> tuple[CountryRule, ...]:
    """Every rule once, by title. Raises DisclosuresInvalid."""
    return tuple(sorted(set(_by_country().values()), key=lambda rule: rule.title))


def read(folder: Path) -> Mapping[str, CountryRule]:
    """The rule of each country out of a folder. Raises DisclosuresInvalid."""
    found: dict[str, CountryRule] = {}
    for file in sorted(folder.glob("*.toml")):
        rule = _read_one(file)
        for country in rule.countries:
            if country in found:
                raise DisclosuresInvalid(f"{file.name} is about {country}, and so is another file")
            found[country] = rule
    if ANYWHERE not in found:
        raise DisclosuresInvalid(f"no file is about {ANYWHERE}: people may live anywhere")
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _by_country() -> Mapping[str, CountryRule]:
    return read(FOLDER)


def _read_one(file: Path) -> CountryRule:
    try:
        return CountryRule.model_validate(tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise DisclosuresInvalid(f"{file.name} does not fit: {error}") from error
