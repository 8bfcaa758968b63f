"""How Kafka is entered: settings that fit each other, and a real broker that lets in who it knows, to their own."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import ssl
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError
from aiokafka.protocol.admin import CreateAclsRequest

from chassis.broker import Broker, Mechanism, Security
from chassis.consumer import Consumer
from chassis.event_store import EventStore, Work
from chassis.follower import Follower
from chassis.relay import Relay
from chassis.settings import Settings
from chassis.topics import create_missing, topic_reader
from contracts.envelope import PARTITIONS, Envelope
from restu.embedded.kafka import Kafka
from restu.embedded.server import start_and_wait
from restu.errors import StackError
from restu.ports import free_port
from restu.stream import Stream
from restu.topics import TOPICS, make_topics
from tests.certificates import certificate_for
from tests.chassis.pipeline import SOURCE, LampLit, hang, new_topic, translate, until, words
from tests.servers import Servers

TOPIC, GROUP = 2, 3
READ, WRITE, LITERAL, ALLOW = 3, 4, 3, 3


def test_without_settings_nobody_is_asked() -> None:
    assert Broker("broker:9092").client() == {"bootstrap_servers": "broker:9092", "security_protocol": "PLAINTEXT"}


def test_the_environment_says_how_it_is_entered(tmp_path: Path) -> None:
    password, certificate = tmp_path / "password", certificate_for("broker", tmp_path / "broker.pem")
    password.write_text("open sesame\n")
    said = {
        "RESTU_KAFKA_SECURITY": "SASL_SSL",
        "RESTU_KAFKA_USER": "consent",
        "RESTU_KAFKA_PASSWORD_FILE": str(password),
        "RESTU_KAFKA_CA_FILE": str(certificate),
    }

    broker = Broker.of("broker:9093", said)
    made = broker.client()

    context = made.pop("ssl_context")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert made == {
        "bootstrap_servers": "broker:9093",
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "consent",
        "sasl_plain_password": "open sesame",
    }
    password.write_text("another one")
    assert broker.client()["sasl_plain_password"] == "another one"
    assert "sesame" not in repr(broker)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"RESTU_KAFKA_SECURITY": "sasl"}, "RESTU_KAFKA_SECURITY is one of PLAINTEXT, SSL"),
        ({"RESTU_KAFKA_MECHANISM": "GSSAPI"}, "RESTU_KAFKA_MECHANISM is one of PLAIN, SCRAM-SHA-256"),
        ({"RESTU_KAFKA_SECURITY": "SASL_SSL"}, "needs RESTU_KAFKA_USER and RESTU_KAFKA_PASSWORD_FILE"),
        ({"RESTU_KAFKA_SECURITY": "SASL_SSL", "RESTU_KAFKA_USER": "consent"}, "needs RESTU_KAFKA_USER and"),
        ({"RESTU_KAFKA_SECURITY": "SSL", "RESTU_KAFKA_USER": "consent"}, "go with RESTU_KAFKA_SECURITY=SASL_SSL"),
        ({"RESTU_KAFKA_CA_FILE": "ca.pem"}, "RESTU_KAFKA_CA_FILE goes with"),
        ({"RESTU_KAFKA_SECURITY": "SSL", "RESTU_KAFKA_CA_FILE": "{empty}"}, "holds no certificates that can be read"),
        ({"RESTU_KAFKA_SECURITY": "SSL", "RESTU_KAFKA_CA_FILE": "{missing}"}, "holds no certificates that can be read"),
        (
            {
                "RESTU_KAFKA_SECURITY": "SASL_PLAINTEXT",
                "RESTU_KAFKA_USER": "consent",
                "RESTU_KAFKA_PASSWORD_FILE": "{missing}",
            },
            "RESTU_KAFKA_PASSWORD_FILE: .* cannot be read",
        ),
        (
            {
                "RESTU_KAFKA_SECURITY": "SASL_PLAINTEXT",
                "RESTU_KAFKA_USER": "consent",
                "RESTU_KAFKA_PASSWORD_FILE": "{empty}",
            },
            "is empty",
        ),
    ],
)
def test_what_does_not_fit_is_named(
    said: dict[str, str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").write_text("")
    places = {"empty": str(tmp_path / "empty"), "missing": str(tmp_path / "missing")}
    environment = {name: value.format(**places) for name, value in said.items()}

    with pytest.raises(ValueError, match=named):
        Broker.of("broker:9093", environment).client()

    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=r"RESTU_KAFKA|kafka_(security|mechanism)"):
        Settings(postgres_dsn="", sealing_keys_file=tmp_path, signing_keys_file=tmp_path)


@dataclass
class Castle:
    """A broker with two doors: one for us, its administrator, and one that lets in known users, over TLS."""

    inside: Broker
    door: str
    folder: Path
    passwords: Mapping[str, str]

    def as_(self, user: str, password: str | None = None, **changes: Any) -> Broker:
        """How a user enters."""
        file = self.folder / f"{user}-{uuid4().hex}"
        file.write_text(password or self.passwords[user])
        entering = Broker(
            self.door, Security.SASL_SSL, user=user, password_file=file, ca_file=self.folder / "localhost.pem"
        )
        return replace(entering, **changes)

    async def allow(self, user: str, kind: int, name: str, *operations: int) -> None:
        """Gives a user rights on a topic or a group."""
        admin = AIOKafkaAdminClient(**self.inside.client())
        await admin.start()
        try:
            for operation in operations:
                answer = await admin._send_request(
                    CreateAclsRequest(kind, name, LITERAL, f"User:{user}", "*", operation, ALLOW)
                )
                assert [code for code, _ in answer.creation_responses] == [0]
        finally:
            await admin.close()


SECOND_DOOR = """
listeners=BROKER://127.0.0.1:{port},DOOR://127.0.0.1:{door},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=BROKER://127.0.0.1:{port},DOOR://localhost:{door}
listener.security.protocol.map=BROKER:PLAINTEXT,DOOR:SASL_SSL,CONTROLLER:PLAINTEXT
listener.name.door.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
listener.name.door.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.door.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required {plain};
listener.name.door.ssl.keystore.type=PEM
listener.name.door.ssl.keystore.location={certificate}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""


@pytest.fixture(scope="module")
def castle(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Castle]:
    """The broker, started for these tests."""
    del servers  # its tests are among those that use real ones
    folder = tmp_path_factory.mktemp("castle")
    certificate = certificate_for("localhost", folder / "localhost.pem")
    passwords = {name: secrets.token_hex(8) for name in ("consent", "auditor")}
    kafka, door = Kafka(folder / "kafka", folder / "kafka.log", free_port(), free_port()), free_port()
    formatted_for(kafka, passwords)
    plain = " ".join(f'user_{name}="{password}"' for name, password in passwords.items())
    ports = {"port": kafka.port, "controller_port": kafka.controller_port, "door": door}
    with kafka._properties.open("a") as properties:
        properties.write(SECOND_DOOR.format(**ports, plain=plain, certificate=certificate))
    child = start_and_wait(kafka)
    yield Castle(Broker(kafka.bootstrap), f"localhost:{door}", folder, passwords)
    child.stop()


def formatted_for(kafka: Kafka, passwords: Mapping[str, str]) -> None:
    """Formats the broker's folder with users in it."""
    with pytest.MonkeyPatch.context() as patch:
        real = subprocess.run

        def with_users(command: Sequence[str], **more: Any) -> Any:
            users = [f"SCRAM-SHA-512=[name={name},password={password}]" for name, password in passwords.items()]
            return real([*command, *(part for user in users for part in ("--add-scram", user))], **more)

        patch.setattr(subprocess, "run", with_users)
        kafka.prepare()


async def test_a_service_publishes_and_consumes_what_it_may(castle: Castle, store: EventStore) -> None:
    own, seen = words(new_topic()), set[int]()
    await create_missing(castle.inside, [own.topic])
    await castle.allow("consent", TOPIC, own.topic, READ, WRITE)
    await castle.allow("consent", GROUP, f"restu-{own.topic}", READ)
    entering = castle.as_("consent")

    def lit(_: Work, event: LampLit, __: Envelope) -> None:
        seen.add(event.times)

    async with Follower(store) as follower:
        relay = Relay(follower, topic=own.topic, source=SOURCE, translate=translate, kafka=entering)
        consumer = Consumer(
            store,
            kafka=entering,
            group=own.topic,
            instance="castle-0",
            sources={own.topic: SOURCE},
            policies={own.lit: lit},
        )
        relay.migrate()
        consumer.migrate()
        async with relay, consumer:
            await until(relay.verified.is_set)
            await asyncio.to_thread(store.run, hang, uuid4(), 1, 2)

            await until(lambda: seen == {1, 2})


async def test_nobody_writes_where_they_may_only_read(castle: Castle) -> None:
    others = new_topic()
    await create_missing(castle.inside, [others])
    await castle.allow("consent", TOPIC, others, READ)
    entering = castle.as_("consent")
    producer = AIOKafkaProducer(**entering.client())
    await producer.start()
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(others, b"forged", partition=0)
    finally:
        await producer.stop()
    async with topic_reader(entering, others) as reader:
        assert await reader.ends() == [0] * PARTITIONS


@pytest.mark.parametrize("mechanism", [Mechanism.SCRAM_512, Mechanism.PLAIN])
async def test_the_stream_is_read_by_who_may(castle: Castle, mechanism: Mechanism) -> None:
    await make_topics(castle.inside)
    for topic in TOPICS:
        await castle.allow("auditor", TOPIC, topic, READ)
    auditor = castle.as_("auditor", mechanism=mechanism)

    async def is_read() -> bool:
        """A broker that has taken a right on file grants it a moment later."""
        stream = Stream(auditor)
        with contextlib.suppress(StackError):
            assert [line async for line in stream.lines()] == []
        return sorted(stream.ends) == sorted(TOPICS)

    await until(is_read)


async def test_whoever_is_not_known_or_does_not_know_the_broker_stays_outside(castle: Castle) -> None:
    for stranger in (castle.as_("auditor", "a wrong password"), castle.as_("auditor", ca_file=None)):
        with pytest.raises(StackError, match="lets nobody in as auditor"):
            [line async for line in Stream(stranger).lines()]
        with pytest.raises(KafkaError):
            await create_missing(stranger, TOPICS)
