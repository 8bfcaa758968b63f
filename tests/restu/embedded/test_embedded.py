"""The three embedded servers, as everybody's integration tests use them."""

import json
import urllib.parse
from pathlib import Path

import psycopg
import pymongo
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from pymongo.errors import OperationFailure

from chassis.broker import Broker
from contracts.envelope import PARTITIONS
from restu.embedded.kafka import Kafka
from restu.provision import Account, make_databases, make_view_users
from restu.topics import TOPICS, make_topics
from tests.servers import MongoDatabase, Servers


def test_postgres_gives_each_caller_an_empty_utf8_database(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        row = connection.execute(
            "SELECT datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert row == ("C.UTF-8", "UTF8")
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_a_role_may_not_enter_another_ones_database(servers: Servers) -> None:
    mine, other = servers.postgres_dsn(), servers.postgres_dsn()
    trespass = urllib.parse.urlsplit(mine)._replace(path=urllib.parse.urlsplit(other).path).geturl()
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(trespass)


def test_postgres_wants_the_password(postgres_dsn: str) -> None:
    wrong = urllib.parse.urlsplit(postgres_dsn)
    address = wrong._replace(netloc=f"{wrong.username}:wrong@127.0.0.1:{wrong.port}").geturl()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_making_databases_again_changes_the_password_and_keeps_the_data(servers: Servers) -> None:
    first, second = Account("test_again", "first"), Account("test_again", "second")
    make_databases(servers.postgres.dsn(), [first])
    address = servers.postgres.dsn(user="test_again", password="first", database="test_again")
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    make_databases(servers.postgres.dsn(), [second])
    with psycopg.connect(address.replace("first", "second")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_view_database_keeps_services_apart(servers: Servers, mongo_database: MongoDatabase) -> None:
    account = Account("test_views", "pw")
    make_view_users(servers.views.url(), [account])
    make_view_users(servers.views.url(), [account])
    with pymongo.MongoClient[dict[str, object]](servers.views.url(user="test_views", password="pw")) as client:
        client["test_views"]["things"].insert_one({"_id": 1})
        assert client["test_views"]["things"].count_documents({}) == 1
        with pytest.raises(OperationFailure, match="not authorized"):
            client[mongo_database.name]["things"].insert_one({"_id": 1})


async def test_another_stacks_broker_is_not_taken_for_ours(kafka_bootstrap: str, tmp_path: Path) -> None:
    port = int(kafka_bootstrap.rsplit(":", 1)[1])

    def formatted_for(cluster: str) -> Kafka:
        folder = tmp_path / cluster
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "meta.properties").write_text(f"version=1\ncluster.id={cluster}\nnode.id=1\n")
        return Kafka(folder, tmp_path / "log", port, 0)

    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    try:
        cluster = str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()
    assert formatted_for(cluster).is_ready()
    assert not formatted_for("R" + "x" * 21).is_ready()
    assert not Kafka(tmp_path / "unformatted", tmp_path / "log", port, 0).is_ready()


async def test_topics_are_twelve_partitions_that_keep_everything(kafka_bootstrap: str) -> None:
    await make_topics(Broker(kafka_bootstrap))
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    try:
        described = await admin.describe_topics(list(TOPICS))
        assert {topic["topic"]: len(topic["partitions"]) for topic in described} == dict.fromkeys(TOPICS, PARTITIONS)
    finally:
        await admin.close()


async def test_fresh_topics_are_empty(servers: Servers, kafka_bootstrap: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        sent = await producer.send_and_wait(TOPICS[0], json.dumps({"a": 1}).encode(), partition=3)
        assert sent.offset == 0
    finally:
        await producer.stop()
    await servers.fresh_topics()
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka_bootstrap)
    await consumer.start()
    try:
        place = TopicPartition(TOPICS[0], 3)
        assert await consumer.end_offsets([place]) == {place: 0}
    finally:
        await consumer.stop()
