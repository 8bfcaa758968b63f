"""A private set of the embedded servers for tests: real ones, in a temporary folder, on ports of their own.

Each server starts when first asked for, so a test that needs PostgreSQL alone does not start Java. They run
beside a running stack, and end with the test process, however that ends.

    servers.postgres_dsn()      a new, empty database, owned by an ordinary role
    servers.mongo_database()    a connection string and a database name that nobody has used
    servers.kafka               bootstrap servers, host:port
    await servers.fresh_topics()    the four topics, empty; consumer groups forgotten
"""

import asyncio
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
from aiokafka.admin import AIOKafkaAdminClient
from psycopg import sql

from chassis.broker import Broker
from restu.child import Child
from restu.embedded.kafka import Kafka
from restu.embedded.postgres import Postgres
from restu.embedded.server import EmbeddedServer, start_and_wait
from restu.embedded.view_database import ViewDatabase
from restu.ports import free_port
from restu.provision import Account, make_databases
from restu.topics import TOPICS, make_topics


@dataclass(frozen=True, slots=True)
class MongoDatabase:
    """A connection string and an unused database name."""

    url: str
    name: str


@dataclass
class Servers:
    """Embedded servers that start on first use; `close` ends them and removes their folder."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="restu-test-")))
    _children: list[Child] = field(default_factory=list)

    def _start(self, server: EmbeddedServer) -> None:
        server.prepare()
        self._children.append(start_and_wait(server))

    @cached_property
    def kafka(self) -> str:
        """Bootstrap servers of a broker that has the four topics."""
        kafka = Kafka(
            folder=self.folder / "kafka",
            log=self.folder / "kafka.log",
            port=free_port(),
            controller_port=free_port(),
        )
        self._start(kafka)
        return kafka.bootstrap

    @cached_property
    def postgres(self) -> Postgres:
        """The PostgreSQL cluster; for a database use `postgres_dsn`."""
        postgres = Postgres(
            folder=self.folder / "postgres",
            log=self.folder / "postgres.log",
            port=free_port(),
            password=secrets.token_hex(16),
        )
        self._start(postgres)
        return postgres

    @cached_property
    def views(self) -> ViewDatabase:
        """The view database; for a database use `mongo_database`."""
        views = ViewDatabase(
            folder=self.folder / "views",
            log=self.folder / "views.log",
            port=free_port(),
            password=secrets.token_hex(16),
        )
        self._start(views)
        return views

    def postgres_dsn(self) -> str:
        """Make a database and give its owner's address, as a service gets it."""
        account = Account(f"test_{secrets.token_hex(6)}", secrets.token_hex(16))
        make_databases(self.postgres.dsn(), [account])
        return self.postgres.dsn(user=account.name, password=account.password, database=account.name)

    def drop_postgres(self, dsn: str) -> None:
        """Drop what `postgres_dsn` made, also while somebody is connected."""
        name = sql.Identifier(dsn.rsplit("/", 1)[1])
        with psycopg.connect(self.postgres.dsn(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))

    def mongo_database(self) -> MongoDatabase:
        """Give a database name that nobody has used."""
        return MongoDatabase(self.views.url(), f"test_{secrets.token_hex(6)}")

    async def fresh_topics(self) -> str:
        """Delete and make the four topics, forget every consumer group; gives the bootstrap servers."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await admin.start()
        try:
            present = set(await admin.list_topics()) & set(TOPICS)
            if present:
                await admin.delete_topics(sorted(present))
            async with asyncio.timeout(30):
                # The broker says yes before it has let go of the topics.
                while set(await admin.list_topics()) & set(TOPICS):
                    await asyncio.sleep(0.02)
        finally:
            await admin.close()
        await make_topics(Broker(self.kafka))
        return self.kafka

    def close(self) -> None:
        """End every server and remove the folder."""
        for child in reversed(self._children):
            child.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
