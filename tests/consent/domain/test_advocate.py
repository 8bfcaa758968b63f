"""People: they join, change, leave and are erased, for good."""

from __future__ import annotations

from uuid import uuid4

import pytest

from contracts.values import Role
from services.consent.domain import Advocate, NotTakingPart, Preferences
from services.consent.domain.errors import UnknownTimeZone
from tests.consent.domain.given import AT, what_happened


@pytest.fixture
def advocate() -> Advocate:
    advocate = Advocate(id=uuid4(), at=AT)
    advocate.collect_events()
    return advocate


def test_everybody_who_joins_is_an_advocate(advocate: Advocate) -> None:
    assert advocate.roles == {Role.ADVOCATE}
    advocate.change_roles(frozenset({Role.CURATOR}), at=AT)
    assert advocate.roles == {Role.ADVOCATE, Role.CURATOR}
    advocate.change_roles(frozenset(), at=AT)
    assert advocate.roles == {Role.ADVOCATE}
    assert what_happened(advocate) == ["RolesChanged", "RolesChanged"]


def test_the_same_roles_and_groups_change_nothing(advocate: Advocate) -> None:
    advocate.change_roles(frozenset({Role.ADVOCATE}), at=AT)
    advocate.change_groups(frozenset(), at=AT)
    assert what_happened(advocate) == []


def test_groups_are_stated_whole(advocate: Advocate) -> None:
    one, other = uuid4(), uuid4()
    advocate.change_groups(frozenset({one}), at=AT)
    advocate.change_groups(frozenset({other}), at=AT)
    assert advocate.groups == {other}


def test_an_unknown_time_zone_is_refused(advocate: Advocate) -> None:
    for zone in ("Mars/Olympus", "../etc/passwd", "/etc/passwd", "Asia\x00", "localtime", "right/UTC", "Factory"):
        with pytest.raises(UnknownTimeZone):
            advocate.prefer(Preferences(time_zone=zone), at=AT)
    advocate.prefer(Preferences(time_zone="Asia/Jakarta"), at=AT)
    assert what_happened(advocate) == ["PreferencesChanged"]


def test_the_first_preferences_are_the_organisations_and_what_follows_is_ones_own(advocate: Advocate) -> None:
    assert not advocate.has_chosen
    advocate.prefer(Preferences(time_zone="Asia/Jakarta"), at=AT)
    assert not advocate.has_chosen
    advocate.prefer(Preferences(time_zone="Asia/Jakarta"), at=AT)
    assert advocate.has_chosen, "also where one chooses what one had"


def test_leaving_ends_everything_but_the_name(advocate: Advocate) -> None:
    advocate.leave(at=AT)
    advocate.leave(at=AT)
    assert what_happened(advocate) == ["Left"]
    with pytest.raises(NotTakingPart):
        advocate.change_roles(frozenset({Role.ADMINISTRATOR}), at=AT)
    with pytest.raises(NotTakingPart):
        advocate.change_groups(frozenset({uuid4()}), at=AT)
    with pytest.raises(NotTakingPart):
        advocate.prefer(Preferences(), at=AT)


def test_erasure_includes_leaving_and_forgets_roles_and_groups(advocate: Advocate) -> None:
    advocate.change_groups(frozenset({uuid4()}), at=AT)
    advocate.erase(at=AT)
    advocate.erase(at=AT)
    assert what_happened(advocate) == ["GroupsChanged", "Left", "Erased"]
    assert (advocate.roles, advocate.groups, advocate.active) == (frozenset(), frozenset(), False)


def test_who_has_left_can_still_be_erased(advocate: Advocate) -> None:
    advocate.leave(at=AT)
    advocate.erase(at=AT)
    assert what_happened(advocate) == ["Left", "Erased"]
