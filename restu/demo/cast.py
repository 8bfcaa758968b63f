"""Who takes part in a walk. First names are fixed, so that the story reads the same; family names are drawn anew.

A walk where others walked before has a mark in every name that has to be its own.
"""

import secrets
from dataclasses import dataclass

ADMINISTRATOR, CURATOR, AUDITOR, SPONSOR = "sari", "budi", "tom", "maya"
AYU, BEN, CITRA, DEWI, EKO = "ayu", "ben", "citra", "dewi", "eko"
ADVOCATES = (AYU, BEN, CITRA, DEWI, EKO)
FAJAR, GITA = NEWCOMERS = ("fajar", "gita")
"""Advocates who have yet to begin: they have no account, and approve nothing."""
ENGINEERING, SALES = "Engineering", "Sales"

_FAMILY_NAMES = (
    *("Adams", "Halim", "Hartono", "Kusuma", "Lestari", "Moretti", "Novak", "Okafor", "Pratama", "Putri"),
    *("Rahman", "Santoso", "Schmidt", "Siregar", "Tan", "Utami", "Wibowo", "Wijaya", "Yamada", "Zahra"),
)


@dataclass(frozen=True, slots=True)
class Role:
    """One person's place in the story."""

    part: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


COLLEAGUES = (
    Role(CURATOR, roles=("curator",)),
    Role(AUDITOR, roles=("auditor",)),
    Role(SPONSOR, roles=("sponsor",)),
    Role(AYU, groups=(SALES,)),
    Role(BEN, groups=(ENGINEERING,)),
    Role(CITRA, groups=(SALES,)),
    Role(DEWI, groups=(ENGINEERING,)),
    Role(EKO),
    Role(FAJAR, groups=(SALES,)),
    Role(GITA, groups=(ENGINEERING,)),
)
"""Everybody but the first administrator, who adds them."""


def full_name(part: str) -> str:
    """A first name with a family name drawn anew."""
    return f"{part.title()} {secrets.choice(_FAMILY_NAMES)}"


def email(name: str, mark: str) -> str:
    """Somebody's address that no earlier walk used, under a domain that is nobody's."""
    return f"{_joined(name, mark, '.')}@example.org"


def username(name: str, mark: str) -> str:
    """Somebody's name on the sandbox network that no earlier walk used."""
    return _joined(name, mark, "_")


def _joined(name: str, mark: str, by: str) -> str:
    return by.join([*name.lower().split(), *filter(None, [mark])])


def called(part: str) -> str:
    """What they are called in the walk's lines."""
    return part.title()
