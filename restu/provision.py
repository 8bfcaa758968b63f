"""Databases, roles and users for the services, in servers that run; idempotent.

Each service gets one PostgreSQL role that owns one database and may connect to no other, and one user of the
view database that may read and write its own database only. Passwords are set to the given ones each time, so
that a lost secret is mended by starting again.
Run as a program (`python -m restu.provision`, a request as JSON on the standard input) it makes keys, databases,
users and topics side by side, in a process of its own so that the supervisor need not load the client libraries.
The functions fail with `psycopg.Error` or `pymongo.errors.PyMongoError` as the servers
say; the program ends with 1 and says so in words.
"""

import asyncio
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pymongo
from aiokafka.errors import KafkaError
from psycopg import sql
from pymongo.errors import OperationFailure, PyMongoError

from chassis.broker import Broker
from restu.errors import StackError
from restu.keys import ensure_keys
from restu.topics import make_topics

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_USER_EXISTS = 51003
_BUILTIN_LOCALES_SINCE = 17_00_00


@dataclass(frozen=True, slots=True)
class Account:
    """One login and the database of the same name that is its own."""

    name: str
    password: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not a database name: {self.name!r}")


def make_databases(superuser_dsn: str, accounts: Iterable[Account], *, connections: int = -1) -> None:
    """Make roles and databases (UTF-8, locale C.UTF-8); each role may hold `connections` at once (-1: any)."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        databases = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for account in accounts:
            name = sql.Identifier(account.name)
            verb = sql.SQL("ALTER" if account.name in roles else "CREATE")
            connection.execute(
                sql.SQL(
                    "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION "
                    "CONNECTION LIMIT {} PASSWORD {}"
                ).format(verb, name, sql.Literal(connections), sql.Literal(account.password))
            )
            if account.name not in databases:
                make_database(connection, account.name, owner=account.name)
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


def make_database(connection: psycopg.Connection[tuple[object, ...]], name: str, *, owner: str) -> None:
    """Make a database that its owner alone may connect to."""
    locale = _locale(connection.info.server_version)
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' {}").format(
            sql.Identifier(name), sql.Identifier(owner), locale
        )
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def _locale(server_version: int) -> sql.SQL:
    """C.UTF-8, from PostgreSQL itself where it has it, so that no upgrade of the machine changes an order."""
    if server_version >= _BUILTIN_LOCALES_SINCE:
        return sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")
    return sql.SQL("LOCALE 'C.UTF-8'")


def make_view_users(administrator_url: str, accounts: Iterable[Account]) -> None:
    """Make users of the view database; their database appears with its first document."""
    with pymongo.MongoClient[dict[str, object]](administrator_url, serverSelectionTimeoutMS=10_000) as client:
        for account in accounts:
            roles = [{"role": "readWrite", "db": account.name}]
            try:
                client.admin.command("createUser", account.name, pwd=account.password, roles=roles)
            except OperationFailure as error:
                if error.code != _USER_EXISTS:
                    raise
                client.admin.command("updateUser", account.name, pwd=account.password, roles=roles)


async def provision(request: dict[str, Any]) -> None:
    """Make everything the request names; see `restu.stack.Stack.provisioning` for its shape."""
    ensure_keys(Path(request["keys"]), request["identities"])
    accounts = [Account(**account) for account in request["accounts"]]
    steps = [
        asyncio.to_thread(
            make_databases, request["postgres"], accounts, connections=request["connections_per_service"]
        ),
        make_topics(Broker.of(request["kafka"], os.environ)),
    ]
    if request["views"]:
        steps.append(asyncio.to_thread(make_view_users, request["views"], accounts))
    await asyncio.gather(*steps)


def main() -> int:
    """Read the request, provision, say what went wrong in one line."""
    try:
        asyncio.run(provision(json.load(sys.stdin)))
    except psycopg.Error as error:
        return _give_up(f"PostgreSQL refused to make the databases: {str(error).strip()}")
    except PyMongoError as error:
        return _give_up(f"The view database refused to make the users: {error}")
    except KafkaError as error:
        return _give_up(f"Kafka refused to make the topics: {error}")
    except (StackError, OSError) as error:
        return _give_up(str(error))
    return 0


def _give_up(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
