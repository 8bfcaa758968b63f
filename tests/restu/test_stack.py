"""The plan of the stack: how a Kafka of one's own is entered, by every process alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis.broker import Broker, Mechanism, Security
from restu.errors import StackError
from restu.home import Home
from restu.ports import USUAL
from restu.stack import SERVICES, Stack


def test_ones_own_kafka_is_entered_as_the_environment_says_and_so_by_every_service(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("open sesame")
    said = {
        "RESTU_KAFKA_SECURITY": "SASL_PLAINTEXT",
        "RESTU_KAFKA_MECHANISM": "PLAIN",
        "RESTU_KAFKA_USER": "restu",
        "RESTU_KAFKA_PASSWORD_FILE": str(tmp_path / "password"),
    }
    stack = Stack(Home(tmp_path), USUAL, {"RESTU_KAFKA": "broker:9093", **said})

    assert stack.kafka == Broker(
        "broker:9093", Security.SASL_PLAINTEXT, Mechanism.PLAIN, "restu", tmp_path / "password"
    )
    assert stack.addresses()["kafka"] == "broker:9093"
    for service in SERVICES:
        if service.has_stores:
            assert said.items() <= stack.service_environment(service).items()


def test_the_embedded_kafka_asks_nobody(tmp_path: Path) -> None:
    assert Stack(Home(tmp_path), USUAL, {}).kafka == Broker(f"127.0.0.1:{USUAL['kafka']}")
    with pytest.raises(StackError, match="RESTU_KAFKA_USER is about a Kafka of your own"):
        _ = Stack(Home(tmp_path), USUAL, {"RESTU_KAFKA_USER": "restu"}).kafka


def test_what_does_not_fit_is_said_before_anything_starts(tmp_path: Path) -> None:
    stack = Stack(Home(tmp_path), USUAL, {"RESTU_KAFKA": "broker:9093", "RESTU_KAFKA_SECURITY": "SASL_SSL"})

    with pytest.raises(StackError, match="needs RESTU_KAFKA_USER and RESTU_KAFKA_PASSWORD_FILE"):
        stack.provisioning()
