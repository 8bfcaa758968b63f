"""Databases, roles and users for the services, in servers that run; idempotent.

Each service gets one PostgreSQL role that owns one database and may connect to no other, and one user of the
view database that may read and write its own database only. Passwords are set to the given ones each time, so
that a lost secret is mended by starting again.
Fails with `psycopg.Error` or `pymongo.errors.PyMongoError` as the servers say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
import pymongo
from psycopg import sql
from pymongo.errors import OperationFailure

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_USER_EXISTS = 51003


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
                connection.execute(
                    sql.SQL(
                        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' "
                        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
                    ).format(name, name)
                )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


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
