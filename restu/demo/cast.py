"""Who takes part in a walk. First names are fixed, so that the story reads the same; all else is new each time."""

import secrets
from dataclasses import dataclass

ADMINISTRATOR, CURATOR, AUDITOR = "sari", "budi", "tom"
AYU, BEN, CITRA, DEWI, EKO = "ayu", "ben", "citra", "dewi", "eko"
ADVOCATES = (AYU, BEN, CITRA, DEWI, EKO)
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
    Role(AYU, groups=(SALES,)),
    Role(BEN, groups=(ENGINEERING,)),
    Role(CITRA, groups=(SALES,)),
    Role(DEWI, groups=(ENGINEERING,)),
    Role(EKO),
)
"""Everybody but the first administrator, who adds them."""


def full_name(part: str) -> str:
    """A first name with a family name drawn anew."""
    return f"{part.title()} {secrets.choice(_FAMILY_NAMES)}"


def email(part: str, mark: str) -> str:
    """An address that no earlier walk used, under a domain that is nobody's."""
    return f"{part}.{mark}@example.org"


def username(part: str, mark: str) -> str:
    """A name on the sandbox network that no earlier walk used."""
    return f"{part}_{mark}"


def called(part: str) -> str:
    """What they are called in the walk's lines."""
    return part.title()
