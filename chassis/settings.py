"""Settings that every service has, from the environment (prefix RESTU_). Built once in `main`, never global."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.broker import Broker, Mechanism, Security
from contracts.values import check_time_zone


class Settings(BaseSettings):
    """One service's settings. Wrong ones raise pydantic's ValidationError, which names the variable."""

    model_config = SettingsConfigDict(env_prefix="RESTU_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = 0
    postgres_dsn: str
    kafka: str = "127.0.0.1:9092"
    kafka_security: Security = Security.PLAINTEXT
    kafka_mechanism: Mechanism = Mechanism.SCRAM_512
    kafka_user: str = ""
    kafka_password_file: Path | None = None
    kafka_ca_file: Path | None = None
    mongo_url: str = "mongodb://127.0.0.1:27017"
    mongo_database: str = "restu"
    sealing_keys_file: Path
    signing_keys_file: Path
    trusted_keys_file: Path | None = None
    peers: dict[str, str] = Field(default_factory=dict)
    instance: str = ""
    public_url: str = "http://127.0.0.1:8080"
    demo: bool = False
    allow_private_addresses: bool = False
    time_zone: str = "UTC"
    otlp_endpoint: str = ""
    log_level: str = "info"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        check_time_zone(value)
        return value

    @model_validator(mode="after")
    def _kafka_can_be_entered(self) -> Self:
        self.broker().client()
        return self

    def broker(self) -> Broker:
        """Kafka, and how it is entered. Raises ValueError."""
        return Broker(
            self.kafka,
            self.kafka_security,
            self.kafka_mechanism,
            self.kafka_user,
            self.kafka_password_file,
            self.kafka_ca_file,
        )

    def sealing_keys(self) -> list[bytes]:
        """The vault's keys, the first seals. Raises OSError or ValueError."""
        lines = self.sealing_keys_file.read_text("ascii").split()
        return [base64.urlsafe_b64decode(line + "=" * (-len(line) % 4)) for line in lines]

    def signing_keys(self) -> dict[str, Any]:
        """The private JSON Web Key Set, the first key signs. Raises OSError or ValueError."""
        keys: dict[str, Any] = json.loads(self.signing_keys_file.read_text("utf-8"))
        return keys

    def trusted_keys(self) -> list[dict[str, Any]]:
        """Public keys of callers that publish none themselves (the command line). Raises OSError or ValueError."""
        if self.trusted_keys_file is None:
            return []
        keys: list[dict[str, Any]] = json.loads(self.trusted_keys_file.read_text("utf-8"))["keys"]
        return keys
