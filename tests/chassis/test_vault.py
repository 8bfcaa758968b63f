"""The vault on real PostgreSQL: sealed, bound to its row, deletable for good."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from chassis.database import Database
from chassis.vault import Unreadable, Vault

WORDS = {"text": "my very own words", "n": 1}
KEY = os.urandom(32)


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    database = Database(postgres_dsn)
    database.open()
    Vault(database, [KEY]).migrate()
    yield database
    database.close()


def stored(database: Database, identifier: UUID) -> bytes:
    row = database.fetch_one("SELECT value FROM vault WHERE id = %s", (identifier,))
    assert row is not None
    return bytes(row["value"])


def test_a_value_opens_again_and_stands_encrypted(database: Database) -> None:
    vault, identifier = Vault(database, [KEY]), uuid4()
    database.transact([vault.put(identifier, "opening", WORDS, person=uuid4())])

    assert vault.open(identifier, "opening") == WORDS
    assert b"own words" not in stored(database, identifier)


def test_a_row_that_was_moved_does_not_open(database: Database) -> None:
    vault, mine, theirs = Vault(database, [KEY]), uuid4(), uuid4()
    database.transact([vault.put(mine, "opening", WORDS, person=None)])
    with database.transaction() as cursor:
        cursor.execute("UPDATE vault SET id = %s", (theirs,))

    with pytest.raises(Unreadable):
        vault.open(theirs, "opening")


def test_after_erasure_nothing_of_the_person_is_there_or_comes_back(database: Database) -> None:
    vault, person, other = Vault(database, [KEY]), uuid4(), uuid4()
    before, after, theirs = uuid4(), uuid4(), uuid4()
    database.transact([vault.put(before, "opening", WORDS, person=person)])
    database.transact([vault.put(theirs, "opening", WORDS, person=other)])

    database.transact(vault.erase(person))
    database.transact([vault.put(after, "opening", WORDS, person=person)])

    assert vault.open_many([before, after, theirs], "opening") == {theirs: WORDS}
    assert vault.erased_among([person, other]) == {person}


def test_older_keys_open_and_reseal_makes_them_superfluous(database: Database) -> None:
    new, identifiers = os.urandom(32), [uuid4() for _ in range(5)]
    database.transact([Vault(database, [KEY]).put(i, "name", "Ann", person=None) for i in identifiers])
    rotating = Vault(database, [new, KEY])
    assert rotating.open(identifiers[0], "name") == "Ann"

    counts = [rotating.reseal(batch=3), rotating.reseal(batch=3), rotating.reseal(batch=3)]

    assert counts == [3, 2, 0]
    assert Vault(database, [new]).open_many(identifiers, "name") == dict.fromkeys(identifiers, "Ann")


def test_a_missing_key_is_said(database: Database) -> None:
    identifier = uuid4()
    database.transact([Vault(database, [KEY]).put(identifier, "name", "Ann", person=None)])

    with pytest.raises(Unreadable):
        Vault(database, [os.urandom(32)]).open(identifier, "name")
