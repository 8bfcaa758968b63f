"""Putting a backup back: killed and begun again, the database that was there first is the one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

from restu import backups
from restu.backups import Running, dump, dump_files, forget_replaced, put_back, replaced
from restu.errors import StackError
from restu.provision import Account, make_databases
from tests.servers import Servers

SERVICE, NAME = "gamification", "restu_gamification"


@dataclass(frozen=True)
class Cluster:
    """What backups need of a running stack: the cluster and one service's database."""

    superuser: str
    own: str

    def dsn(self, _: str) -> str:
        return self.own

    def kept(self) -> str | None:
        """What stands in the database that was replaced, if there is one."""
        try:
            return stands(self.superuser.rsplit("/", 1)[0] + "/" + replaced(SERVICE))
        except psycopg.OperationalError:
            return None


@pytest.fixture
def cluster(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    superuser = servers.postgres.dsn()
    account = Account(NAME, "secret")
    make_databases(superuser, [account])
    own = servers.postgres.dsn(user=NAME, password="secret", database=NAME)
    with psycopg.connect(own) as connection:
        connection.execute("CREATE TABLE stored_events (notification_id bigint)")
        connection.execute("CREATE TABLE vault (id int)")
        connection.execute("CREATE TABLE what (words text)")
    monkeypatch.setattr(backups, "_end_process", lambda *_: None)
    yield Cluster(superuser, own)
    with psycopg.connect(superuser, autocommit=True) as connection:
        for name in (NAME, replaced(SERVICE), f"{NAME}_filling", f"{NAME}_unfinished"):
            backups._drop(connection, name)


def write(dsn: str, words: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("DELETE FROM what")
        connection.execute("INSERT INTO what VALUES (%s)", (words,))


def stands(dsn: str) -> str:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT words FROM what").fetchone()
    return str(row[0]) if row is not None else ""


def put(cluster: Cluster, folder: Path) -> None:
    put_back(cast(Running, cluster), SERVICE, *dump_files(folder, SERVICE))


def finish(cluster: Cluster) -> None:
    with psycopg.connect(cluster.own) as connection:
        connection.execute("UPDATE restorations SET finished_at = now()")


def open_again(cluster: Cluster) -> None:
    """The replaced database lets nobody in; this test looks into it."""
    with psycopg.connect(cluster.superuser, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{replaced(SERVICE)}" ALLOW_CONNECTIONS true')


def test_the_first_database_is_kept_until_a_restore_is_done(cluster: Cluster, tmp_path: Path) -> None:
    write(cluster.own, "in the backup")
    dump(cast(Running, cluster), SERVICE, tmp_path)
    write(cluster.own, "before the restore")

    put(cluster, tmp_path)
    assert stands(cluster.own) == "in the backup"
    write(cluster.own, "half restored")  # and killed there
    put(cluster, tmp_path)

    assert stands(cluster.own) == "in the backup"
    open_again(cluster)
    assert cluster.kept() == "before the restore"
    finish(cluster)
    write(cluster.own, "restored, and lived on")
    put(cluster, tmp_path)
    open_again(cluster)
    assert cluster.kept() == "restored, and lived on"
    forget_replaced(cast(Running, cluster), SERVICE)
    assert cluster.kept() is None


def test_a_run_that_was_killed_with_the_database_closed_is_begun_again(cluster: Cluster, tmp_path: Path) -> None:
    write(cluster.own, "in the backup")
    dump(cast(Running, cluster), SERVICE, tmp_path)
    put(cluster, tmp_path)
    with psycopg.connect(cluster.superuser, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{NAME}" ALLOW_CONNECTIONS false')

    put(cluster, tmp_path)

    assert stands(cluster.own) == "in the backup"


def test_two_at_once_do_no_harm(cluster: Cluster, tmp_path: Path) -> None:
    write(cluster.own, "in the backup")
    dump(cast(Running, cluster), SERVICE, tmp_path)
    with psycopg.connect(cluster.superuser, autocommit=True) as other:
        backups._be_alone(other, SERVICE)
        with pytest.raises(StackError, match="Another restore"):
            put(cluster, tmp_path)
    assert stands(cluster.own) == "in the backup"


def test_a_backup_that_fails_half_way_leaves_both_older_files(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(cluster.own, "older")
    before = [file.read_bytes() for file in dump(cast(Running, cluster), SERVICE, tmp_path)]
    write(cluster.own, "newer")
    real: Any = backups._dump

    def cut(dsn: str, file: Path, *options: str) -> None:
        if "vault" in file.name:
            raise StackError("pg_dump failed: cut")
        real(dsn, file, *options)

    monkeypatch.setattr(backups, "_dump", cut)
    with pytest.raises(StackError, match="cut"):
        dump(cast(Running, cluster), SERVICE, tmp_path)

    assert [file.read_bytes() for file in dump_files(tmp_path, SERVICE)] == before
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(f.name for f in dump_files(tmp_path, SERVICE))
