"""Connections and their advocates: one connection ends once; who has left connects nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.values import Network
from services.publisher.domain.account import Account, Parting
from services.publisher.domain.advocate import Advocate, Preferences
from services.publisher.domain.errors import AccountGone, AdvocateGone

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_connection_ends_once() -> None:
    account = Account(id=uuid4(), advocate_id=uuid4(), network=Network.MASTODON, at=AT)
    account.check_connected()
    assert account.disconnect(reason=Parting.BY_OWNER, at=AT)
    assert not account.disconnect(reason=Parting.ADVOCATE_LEFT, at=AT)
    assert [type(event).__name__ for event in account.collect_events()] == ["Connected", "Disconnected"]
    with pytest.raises(AccountGone):
        account.check_connected()


def test_who_has_left_or_is_erased_connects_nothing() -> None:
    for gone in (Advocate.leave, Advocate.erase):
        advocate = Advocate(advocate_id=uuid4(), at=AT)
        gone(advocate, at=AT)
        gone(advocate, at=AT)
        with pytest.raises(AdvocateGone):
            advocate.add_account(uuid4(), at=AT)
        assert len(advocate.collect_events()) == 2


def test_the_same_preferences_say_nothing_new() -> None:
    advocate = Advocate(advocate_id=uuid4(), at=AT)
    preferences = Preferences("Asia/Jakarta", 1200, 480, (0, 1, 2), 30, 4)
    advocate.prefer(preferences, at=AT)
    advocate.prefer(preferences, at=AT)
    assert len(advocate.collect_events()) == 2
    assert advocate.preferences == preferences


def test_accounts_come_and_go() -> None:
    advocate, first, second = Advocate(advocate_id=uuid4(), at=AT), uuid4(), uuid4()
    advocate.add_account(first, at=AT)
    advocate.add_account(second, at=AT)
    advocate.remove_account(first, at=AT)
    advocate.remove_account(first, at=AT)
    assert advocate.accounts == (second,)
