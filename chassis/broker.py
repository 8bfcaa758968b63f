"""Where Kafka is and how it is entered: what every client of ours is made with.

Events without a signature rest on who may write their topic: a broker that others reach asks for a user and encrypts.
Settings that do not fit each other, and files that cannot be read, raise ValueError, which names the variable. Files
are read whenever a client is made, so a password can be changed under a running service; no setting and no log has it.

    kafka = Broker("broker:9093", Security.SASL_SSL, user="consent", password_file=..., ca_file=...)
    AIOKafkaProducer(**kafka.client(), acks="all")
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

ENTRY = frozenset(f"RESTU_KAFKA_{name}" for name in ("SECURITY", "MECHANISM", "USER", "PASSWORD_FILE", "CA_FILE"))
"""The environment variables that say how Kafka is entered."""

E = TypeVar("E", bound=StrEnum)


class Security(StrEnum):
    """How clients talk to the broker: encrypted or not, with a user's password (SASL) or without."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"

    @property
    def asks(self) -> bool:
        """Whether a user is asked for."""
        return self in (Security.SASL_PLAINTEXT, Security.SASL_SSL)

    @property
    def encrypts(self) -> bool:
        """Whether the broker shows a certificate."""
        return self in (Security.SSL, Security.SASL_SSL)


class Mechanism(StrEnum):
    """How a password is shown: as it is, or by a proof of knowing it."""

    PLAIN = "PLAIN"
    SCRAM_256 = "SCRAM-SHA-256"
    SCRAM_512 = "SCRAM-SHA-512"


@dataclass(frozen=True, slots=True)
class Broker:
    """Bootstrap servers, and how one enters. `ca_file`: who signs the brokers' certificates; None = the system's."""

    servers: str
    security: Security = Security.PLAINTEXT
    mechanism: Mechanism = Mechanism.SCRAM_512
    user: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        names = "RESTU_KAFKA_USER and RESTU_KAFKA_PASSWORD_FILE"
        given = bool(self.user), self.password_file is not None
        if self.security.asks and not all(given):
            raise ValueError(f"RESTU_KAFKA_SECURITY={self.security} needs {names}")
        if not self.security.asks and any(given):
            raise ValueError(f"{names} go with RESTU_KAFKA_SECURITY=SASL_SSL or SASL_PLAINTEXT")
        if self.ca_file is not None and not self.security.encrypts:
            raise ValueError("RESTU_KAFKA_CA_FILE goes with RESTU_KAFKA_SECURITY=SSL or SASL_SSL")

    @classmethod
    def of(cls, servers: str, environment: Mapping[str, str]) -> Broker:
        """The Kafka at these servers, entered as environment variables say."""
        password, ca = environment.get("RESTU_KAFKA_PASSWORD_FILE"), environment.get("RESTU_KAFKA_CA_FILE")
        return cls(
            servers,
            _named(environment, "RESTU_KAFKA_SECURITY", Security.PLAINTEXT),
            _named(environment, "RESTU_KAFKA_MECHANISM", Mechanism.SCRAM_512),
            environment.get("RESTU_KAFKA_USER", ""),
            Path(password) if password else None,
            Path(ca) if ca else None,
        )

    def client(self) -> dict[str, Any]:
        """What a client of aiokafka is made with."""
        made: dict[str, Any] = {"bootstrap_servers": self.servers, "security_protocol": self.security.value}
        if self.security.encrypts:
            made["ssl_context"] = self._context()
        if self.security.asks:
            made["sasl_mechanism"] = self.mechanism.value
            made["sasl_plain_username"] = self.user
            made["sasl_plain_password"] = self._password()
        return made

    def _context(self) -> ssl.SSLContext:
        """Verifies the broker's certificate, and that it is for the broker's name."""
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:  # what is no certificate is one, too
            raise ValueError(f"RESTU_KAFKA_CA_FILE: {self.ca_file} holds no certificates that can be read") from error

    def _password(self) -> str:
        assert self.password_file is not None
        try:
            password = self.password_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"RESTU_KAFKA_PASSWORD_FILE: {self.password_file} cannot be read") from error
        if not password:
            raise ValueError(f"RESTU_KAFKA_PASSWORD_FILE: {self.password_file} is empty")
        return password


def _named(environment: Mapping[str, str], name: str, usual: E) -> E:
    kind, value = type(usual), environment.get(name, usual)
    try:
        return kind(value)
    except ValueError as error:
        raise ValueError(f"{name} is one of {', '.join(kind)}, not {value}") from error
