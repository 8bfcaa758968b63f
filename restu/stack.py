"""What the stack consists of: which processes, on which ports, with which environment. Starts nothing itself.

Everything listens on loopback. A server that a setting replaces (RESTU_KAFKA, RESTU_POSTGRES, RESTU_MONGO_URL)
is left out here and used there. Raises `StackError` in words for settings that cannot be.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urlsplit

from chassis.broker import ENTRY, Broker
from restu.child import Launch
from restu.embedded.kafka import Kafka
from restu.embedded.postgres import Postgres
from restu.embedded.server import EmbeddedServer, small_python
from restu.embedded.view_database import ViewDatabase
from restu.errors import StackError
from restu.home import PROJECT, Home
from restu.keys import SEALING, SIGNING, TRUSTED
from restu.ports import HOST
from restu.sources import entered

# Of the 120 that the embedded PostgreSQL allows, so that no service can starve the others.
CONNECTIONS_PER_SERVICE = 22


@dataclass(frozen=True, slots=True)
class Service:
    """One of our own processes: `python -m <module>`."""

    name: str
    module: str
    has_stores: bool = True


SERVICES = (
    Service("sandbox", "sandbox.main", has_stores=False),
    Service("content", "services.content.main"),
    Service("consent", "services.consent.main"),
    Service("publisher", "services.publisher.main"),
    Service("gamification", "services.gamification.main"),
    Service("gateway", "services.gateway.main"),
)


@dataclass(frozen=True)
class Stack:
    """The plan for one home folder, from the caller's environment."""

    home: Home
    ports: Mapping[str, int]
    environment: Mapping[str, str]
    services: tuple[Service, ...] = SERVICES

    @cached_property
    def servers(self) -> list[EmbeddedServer]:
        """The embedded servers that no setting replaces."""
        found: list[EmbeddedServer] = []
        if not self._own("RESTU_KAFKA"):
            found.append(self._kafka)
        if not self._own("RESTU_POSTGRES"):
            found.append(self._postgres)
        if not self._own("RESTU_MONGO_URL"):
            found.append(self._views)
        return found

    @cached_property
    def kafka(self) -> Broker:
        """Kafka, and how it is entered; ours asks nobody. Raises StackError."""
        own = self._own("RESTU_KAFKA")
        if not own and (stray := sorted(ENTRY & set(self.environment))):
            raise StackError(f"{stray[0]} is about a Kafka of your own: name its servers with RESTU_KAFKA.")
        return entered(own or self._kafka.bootstrap, self.environment)

    def address(self, name: str) -> str:
        """The base URL of one of our processes."""
        return f"http://{HOST}:{self.ports[name]}"

    def addresses(self) -> dict[str, str]:
        """Where everything is, for people; without passwords."""
        shown = {service.name: self.address(service.name) for service in self.services}
        shown["kafka"] = self.kafka.servers
        shown["postgres"] = _without_password(self._superuser)
        shown["views"] = _without_password(self._own("RESTU_MONGO_URL") or self._views.url())
        return shown

    def provisioning(self) -> dict[str, Any]:
        """The request for `restu.provision`."""
        own_views = self._own("RESTU_MONGO_URL")
        stores = [service.name for service in self.services if service.has_stores]
        return {
            "keys": str(self.home.folder / "keys"),
            "identities": stores,
            "postgres": self._superuser,
            "connections_per_service": CONNECTIONS_PER_SERVICE,
            "accounts": [{"name": database(name), "password": self.home.secret(database(name))} for name in stores],
            "views": None if own_views else self._views.url(),
            "kafka": self.kafka.servers,
        }

    def launch(self, service: Service) -> Launch:
        """How to start one of our processes."""
        return Launch(
            command=[sys.executable, "-m", service.module],
            environment=small_python(self.service_environment(service)),
            folder=PROJECT,
            log=self.home.log(service.name),
            stop_seconds=12.0,
        )

    def service_environment(self, service: Service) -> dict[str, str]:
        """The caller's environment without the stack's own settings, and what this service needs to know."""
        passed_on = {name: value for name, value in self.environment.items() if not self._is_of_the_stack(name)}
        environment = {
            "RESTU_DEMO": "1",
            "RESTU_ALLOW_PRIVATE_ADDRESSES": "1",
            "RESTU_PUBLIC_URL": self.address("gateway"),
            "RESTU_WEB_FOLDER": str(PROJECT / "web" / "dist"),
            **passed_on,
            "RESTU_HOST": HOST,
            "RESTU_PORT": str(self.ports[service.name]),
            "RESTU_INSTANCE": f"{service.name}-0",
            "RESTU_PEERS": json.dumps({s.name: self.address(s.name) for s in self.services if s.has_stores}),
        }
        if not service.has_stores:
            return {
                **environment,
                "RESTU_SANDBOX_DATA": str(self.home.folder / "sandbox"),
                "RESTU_SANDBOX_URL": self.address(service.name),
            }
        return {**environment, **self._stores_of(service)}

    def _stores_of(self, service: Service) -> dict[str, str]:
        keys = self.home.folder / "keys"
        name = database(service.name)
        password = self.home.secret(name)
        return {
            "RESTU_POSTGRES_DSN": _as_user(self._superuser, name, password),
            "RESTU_KAFKA": self.kafka.servers,
            "RESTU_MONGO_URL": self._own("RESTU_MONGO_URL") or self._views.url(user=name, password=password),
            "RESTU_MONGO_DATABASE": name,
            "RESTU_SEALING_KEYS_FILE": str(keys / service.name / SEALING),
            "RESTU_SIGNING_KEYS_FILE": str(keys / service.name / SIGNING),
            "RESTU_TRUSTED_KEYS_FILE": str(keys / TRUSTED),
        }

    def _is_of_the_stack(self, name: str) -> bool:
        ours = {"RESTU_HOME", "RESTU_KAFKA", "RESTU_POSTGRES", "RESTU_MONGO_URL"}
        return name in ours or name in {f"RESTU_{port.upper()}_PORT" for port in self.ports}

    def _own(self, setting: str) -> str:
        return self.environment.get(setting, "")

    @cached_property
    def _kafka(self) -> Kafka:
        return Kafka(
            folder=self.home.folder / "kafka",
            log=self.home.log("kafka"),
            port=self.ports["kafka"],
            controller_port=self.ports["kafka_controller"],
        )

    @cached_property
    def _postgres(self) -> Postgres:
        return Postgres(
            folder=self.home.folder / "postgres",
            log=self.home.log("postgres"),
            port=self.ports["postgres"],
            password=self.home.secret("postgres"),
        )

    @cached_property
    def _views(self) -> ViewDatabase:
        return ViewDatabase(
            folder=self.home.folder / "views",
            log=self.home.log("views"),
            port=self.ports["views"],
            password=self.home.secret("views"),
        )

    @cached_property
    def _superuser(self) -> str:
        own = self._own("RESTU_POSTGRES")
        if own and urlsplit(own).scheme not in ("postgresql", "postgres"):
            raise StackError(
                "RESTU_POSTGRES takes an address like postgresql://admin:password@host:5432/postgres, of a role that "
                "may create roles and databases."
            )
        return own or self._postgres.dsn()


def database(service: str) -> str:
    """The name of a service's role, of its database and of its database in the view database."""
    return f"restu_{service}"


def _as_user(superuser_dsn: str, name: str, password: str) -> str:
    """The same server as another role, in the database of that role's name."""
    parts = urlsplit(superuser_dsn)
    return parts._replace(netloc=f"{name}:{password}@{_place(parts)}", path=f"/{name}").geturl()


def _without_password(address: str) -> str:
    return _place(urlsplit(address))


def _place(parts: SplitResult) -> str:
    return parts.netloc.rsplit("@", 1)[-1]
