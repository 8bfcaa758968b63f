"""The networks' rules, read whole and once: one file that does not fit, and none is used. Nothing is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from contracts.networks.rules import NetworkRules
from contracts.values import Network

FOLDER = Path(__file__).parent


class UnknownNetwork(LookupError):
    """No rules are kept for a network of this name."""


class RulesInvalid(ValueError):
    """A file of rules is missing or does not fit. The message names the file and everything that is wrong in it."""


def names() -> tuple[str, ...]:
    """The networks there are rules for, in alphabetical order. Raises `RulesInvalid`."""
    return tuple(sorted(_shipped()))


def load(name: str) -> NetworkRules:
    """The rules of a network. Raises `UnknownNetwork`, `RulesInvalid`."""
    try:
        return _shipped()[name]
    except KeyError:
        raise UnknownNetwork(name) from None


def read(folder: Path) -> Mapping[str, NetworkRules]:
    """The rules of every network out of a folder with one file each and no other. Raises `RulesInvalid`."""
    expected, found = {network.value for network in Network}, {path.stem for path in folder.glob("*.toml")}
    if missing := sorted(expected - found):
        raise RulesInvalid(f"{missing[0]}.toml is missing: every network of contracts.values has its rules")
    if strange := sorted(found - expected):
        raise RulesInvalid(f"{strange[0]}.toml is about no network of contracts.values")
    return MappingProxyType({name: _read_one(folder / f"{name}.toml") for name in sorted(expected)})


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, NetworkRules]:
    return read(FOLDER)


def _read_one(file: Path) -> NetworkRules:
    try:
        rules = NetworkRules.model_validate(tomllib.loads(file.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise RulesInvalid(f"{file.name} is no TOML: {error}") from error
    except ValidationError as error:
        raise RulesInvalid(f"{file.name} does not fit: {_said(error)}") from error
    if rules.name.value != file.stem:
        raise RulesInvalid(f"{file.name} is about {rules.name}: a file is named as its network")
    return rules


def _said(error: ValidationError) -> str:
    """What is wrong, each with its place in the file."""
    return "; ".join(
        f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}" for each in error.errors(include_url=False)
    )
