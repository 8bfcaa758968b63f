"""Connecting, replacing and ending connections: once, by the person who began, and by nobody else."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from chassis.errors import KeyReused, NotFound
from chassis.idempotency import Request
from contracts.consent import AdvocateLeft, PersonErased
from contracts.values import Network, timestamp
from services.publisher import kinds
from services.publisher.connecting import Begun
from services.publisher.domain.account import Account
from services.publisher.domain.errors import (
    AccountTaken,
    AdvocateGone,
    ConnectionFailed,
    ConnectionUnknown,
    ServerUnusable,
)
from services.publisher.domain.ids import post_id
from services.publisher.networks.protocol import Rejected, Retryable
from tests.publisher.house import House


def begin(house: House, person: UUID, typed: str = "social.example") -> Begun:
    return asyncio.run(house.connecting.begin(person, Network.MASTODON, typed))


def complete(house: House, person: UUID, state: str, code: str = "ann", key: str = "the key of it") -> UUID:
    return UUID(asyncio.run(house.connecting.complete(person, UUID(state), code, key)).result["account_id"])


def connected(house: House, account: UUID) -> bool:
    found = house.store.load([account])[account]
    assert isinstance(found, Account)
    return found.connected


def leave(house: House, person: UUID) -> None:
    house.deliver(AdvocateLeft.TYPE, {"advocate_id": str(person), "left_at": timestamp(house.clock())})


def erase(house: House, person: UUID) -> None:
    house.deliver(PersonErased.TYPE, {"advocate_id": str(person), "erased_at": timestamp(house.clock())})


def test_an_app_is_made_again_when_it_may_not_ask_for_what_is_needed_now(house: House) -> None:
    ann, ben = uuid4(), uuid4()
    for _ in range(2):
        begin(house, ann)
    assert house.sign_in.registered == ["https://social.example"]
    before = complete(house, ann, begin(house, ann).state)
    house.sign_in.needs.add("more")
    complete(house, ben, begin(house, ben).state, "ben", "another key")
    assert house.sign_in.registered == ["https://social.example"] * 2
    kept = house.vault.open(before, kinds.CREDENTIALS)
    assert kept is not None
    assert kept["app"]["scopes"] == ["all"]


def test_a_connection_is_begun_and_completed(house: House) -> None:
    ann = uuid4()
    begun = begin(house, ann)
    assert begun.authorize_url == f"https://social.example/oauth/authorize?state={begun.state}"
    account = complete(house, ann, begun.state)
    assert connected(house, account)
    assert [kind for kind, _ in house.said()] == ["AccountConnected"]
    assert house.vault.open(account, kinds.PROFILE) == {
        "network": "mastodon",
        "server": "https://social.example",
        "remote_id": "id of ann",
        "handle": "@ann@social.example",
        "max_characters": 500,
        "characters_per_url": 23,
    }
    assert 43 <= len(house.sign_in.verifiers[0]) <= 128
    assert house.vault.open(UUID(begun.state), kinds.CONNECTING) is None
    assert house.due() == []


def test_the_same_key_gets_the_first_answer_also_after_a_restart(house: House) -> None:
    ann = uuid4()
    state = begin(house, ann).state
    first = complete(house, ann, state)
    house.restart()
    assert complete(house, ann, state) == first
    assert len(house.sign_in.verifiers) == 1
    with pytest.raises(KeyReused):
        complete(house, ann, state, code="ben")


def test_a_begun_connection_serves_once(house: House) -> None:
    ann = uuid4()
    state = begin(house, ann).state
    complete(house, ann, state)
    with pytest.raises(ConnectionUnknown):
        complete(house, ann, state, key="another key")


def test_of_two_at_once_one_connection_comes_of_it(house: House) -> None:
    ann = uuid4()
    state = begin(house, ann).state

    def attempt(number: int) -> object:
        try:
            return complete(house, ann, state, key=f"key number {number}")
        except ConnectionUnknown:
            return None

    with ThreadPoolExecutor(4) as threads:
        done = [account for account in threads.map(attempt, range(4)) if account is not None]
    assert len(done) == 1
    assert [kind for kind, _ in house.said()] == ["AccountConnected"]


def test_nobody_else_completes_it(house: House) -> None:
    state = begin(house, uuid4()).state
    with pytest.raises(ConnectionUnknown):
        complete(house, uuid4(), state)
    assert house.sign_in.verifiers == []


def test_after_ten_minutes_it_is_forgotten(house: House) -> None:
    ann = uuid4()
    state = begin(house, ann).state
    house.clock.now += timedelta(minutes=10)
    with pytest.raises(ConnectionUnknown):
        complete(house, ann, state)
    house.settle()
    assert house.vault.open(UUID(state), kinds.CONNECTING) is None


@pytest.mark.parametrize("error", [Rejected("bad-request"), Retryable("unreachable")])
def test_what_the_network_refuses_leaves_nothing(house: House, error: Rejected | Retryable) -> None:
    ann = uuid4()
    state = begin(house, ann).state
    house.sign_in.error = error
    with pytest.raises(ConnectionFailed):
        complete(house, ann, state)
    assert house.said() == []


def test_what_is_no_server_is_refused(house: House) -> None:
    with pytest.raises(ServerUnusable):
        begin(house, uuid4(), "no server at all")
    house.sign_in.error = Retryable("unreachable")
    with pytest.raises(ServerUnusable):
        begin(house, uuid4(), "away.example")
    assert house.due() == []


def test_a_server_knows_us_as_one_app(house: House) -> None:
    begin(house, uuid4())
    begin(house, uuid4())
    begin(house, uuid4(), "other.example")
    assert house.sign_in.registered == ["https://social.example", "https://other.example"]


def test_connecting_the_same_account_again_replaces_the_connection(house: House) -> None:
    ann = uuid4()
    first, second = house.connect(ann), house.connect(ann)
    assert first != second
    assert not connected(house, first)
    assert connected(house, second)
    assert [kind for kind, _ in house.said()] == ["AccountConnected", "AccountDisconnected", "AccountConnected"]
    assert house.vault.open(first, kinds.CREDENTIALS) is None
    house.settle()
    assert house.sign_in.revoked == []


def test_somebody_elses_account_is_refused_and_its_new_credentials_end(house: House) -> None:
    account = house.connect(uuid4())
    with pytest.raises(AccountTaken):
        house.connect(uuid4())
    assert connected(house, account)
    assert house.sign_in.revoked == ["token of ann"]


def test_a_disconnected_account_may_be_connected_by_somebody_else(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    house.store.run(house.accounts.disconnect, by=ann, account=account, at=house.clock())
    other = house.connect(uuid4())
    assert connected(house, other)


def test_disconnecting_ends_the_credentials_at_the_network_and_deletes_them(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    house.store.run(house.accounts.disconnect, by=ann, account=account, at=house.clock())
    house.store.run(house.accounts.disconnect, by=ann, account=account, at=house.clock())
    assert [data.get("reason") for _, data in house.said()] == [None, "disconnected"]
    house.settle()
    assert house.sign_in.revoked == ["token of ann"]
    assert house.vault.open(account, kinds.CREDENTIALS) is None
    assert house.due() == []


def test_a_network_that_is_away_keeps_credentials_alive_only_for_a_while(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    house.store.run(house.accounts.disconnect, by=ann, account=account, at=house.clock())
    house.sign_in.error = Retryable("unreachable")
    house.pass_time(minutes=1)
    assert house.vault.open(account, kinds.CREDENTIALS) is not None
    house.pass_time(hours=2)
    assert house.vault.open(account, kinds.CREDENTIALS) is None
    assert house.due() == []


def test_nobody_disconnects_what_is_not_theirs(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    post = post_id(house.approve(ann, account))
    for stranger, asked in ((uuid4(), account), (uuid4(), uuid4()), (ann, post)):
        with pytest.raises(NotFound):
            house.store.run(house.accounts.disconnect, by=stranger, account=asked, at=house.clock())


def test_a_leaver_is_disconnected_from_everything_and_connects_nothing_more(house: House) -> None:
    ann = uuid4()
    accounts = [house.connect(ann), house.connect(ann, "ann2")]
    state = begin(house, ann).state
    leave(house, ann)
    assert not any(connected(house, account) for account in accounts)
    house.settle()
    assert sorted(house.sign_in.revoked) == ["token of ann", "token of ann2"]
    with pytest.raises(AdvocateGone):
        complete(house, ann, state)
    with pytest.raises(AdvocateGone):
        begin(house, ann)


def test_an_erased_person_leaves_nothing_behind(house: House) -> None:
    ann = uuid4()
    house.connect(ann)
    begin(house, ann)
    house.database.transact([house.store.answers.record(Request.of(ann, "take-down", "12345678", {}), {})])
    erase(house, ann)
    assert house.database.fetch("SELECT * FROM answers") == []
    assert house.database.fetch("SELECT id FROM vault WHERE person IS NOT NULL") == []
    assert house.database.fetch("SELECT * FROM identities") == []
    assert [data.get("reason") for _, data in house.said()] == [None, "person-erased"]
    house.pass_time(minutes=11)
    assert house.due() == []


def test_the_table_of_identities_tells_nobody_who_is_in_it(house: House) -> None:
    house.connect(uuid4())
    [row] = house.database.fetch("SELECT identity FROM identities")
    assert len(bytes(row["identity"])) == 32
    first = house.identities.of("mastodon", "https://social.example", "id of ann")
    assert bytes(row["identity"]) == first
    house.reset()
    assert house.identities.of("mastodon", "https://social.example", "id of ann") != first
