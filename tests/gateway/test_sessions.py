"""Sessions on real PostgreSQL: they end when the person's part ends, whoever is first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chassis.database import Database
from contracts.values import Role
from services.gateway import sessions as rules
from services.gateway.sessions import Sessions, csrf_matches

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    database = Database(postgres_dsn)
    database.open()
    Sessions(database).migrate()
    yield database
    database.close()


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database)


@pytest.fixture
def ann(database: Database) -> UUID:
    person = uuid4()
    database.transact(rules.joined(person))
    return person


def test_a_session_is_found_by_its_token_only(sessions: Sessions, ann: UUID) -> None:
    opened = sessions.open(ann, NOW, HOUR)
    assert opened is not None

    found = sessions.find([opened.token, opened.token + "x"], NOW)

    assert found == {opened.token: opened.session}
    assert opened.session.roles == {Role.ADVOCATE}


def test_the_table_does_not_hold_the_token(database: Database, sessions: Sessions, ann: UUID) -> None:
    opened = sessions.open(ann, NOW, HOUR)
    assert opened is not None

    rows = database.fetch("SELECT s::text AS row FROM sessions s")

    assert opened.token not in rows[0]["row"]


def test_a_session_ends_after_its_lifetime(sessions: Sessions, ann: UUID) -> None:
    opened = sessions.open(ann, NOW, HOUR)
    assert opened is not None

    assert sessions.find([opened.token], NOW + HOUR - timedelta(seconds=1))
    assert not sessions.find([opened.token], NOW + HOUR)


def test_signing_out_ends_this_session_only(sessions: Sessions, ann: UUID) -> None:
    phone, laptop = sessions.open(ann, NOW, HOUR), sessions.open(ann, NOW, HOUR)
    assert phone is not None
    assert laptop is not None

    sessions.close(phone.session)

    assert not sessions.find([phone.token], NOW)
    assert sessions.lasting([phone.session.id, laptop.session.id], NOW) == {laptop.session.id}


def test_other_roles_end_sessions_and_count_at_the_next(database: Database, sessions: Sessions, ann: UUID) -> None:
    before = sessions.open(ann, NOW, HOUR)
    assert before is not None

    database.transact(rules.roles_changed(ann, [Role.ADVOCATE, Role.CURATOR]))
    after = sessions.open(ann, NOW, HOUR)

    assert not sessions.find([before.token], NOW)
    assert after is not None
    assert after.session.roles == {Role.ADVOCATE, Role.CURATOR}


def test_whoever_left_is_out_and_stays_out(database: Database, sessions: Sessions, ann: UUID) -> None:
    opened = sessions.open(ann, NOW, HOUR)
    assert opened is not None

    database.transact(rules.gone(ann))

    assert not sessions.find([opened.token], NOW)
    assert sessions.open(ann, NOW, HOUR) is None
    database.transact(rules.joined(ann))  # an old event that comes again
    assert sessions.open(ann, NOW, HOUR) is None


def test_a_stranger_gets_no_session(sessions: Sessions) -> None:
    assert sessions.open(uuid4(), NOW, HOUR) is None


def test_the_csrf_token_belongs_to_one_session(sessions: Sessions, ann: UUID) -> None:
    one, other = sessions.open(ann, NOW, HOUR), sessions.open(ann, NOW, HOUR)
    assert one is not None
    assert other is not None

    assert csrf_matches(one.session, one.session.csrf)
    assert not csrf_matches(one.session, other.session.csrf)
    assert not csrf_matches(one.session, None)
    assert not csrf_matches(one.session, "é")
