"""Where `export` and `verify` read from: the running stack, or what the arguments say."""

import argparse
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.broker import Broker
from restu.errors import StackError
from restu.home import Home


@dataclass(frozen=True)
class Sources:
    """Kafka, and the public keys: a file, or the services that publish them."""

    kafka: Broker
    key_addresses: tuple[str, ...]
    key_file: Path | None

    async def keys(self) -> list[dict[str, Any]]:
        """The public keys. Raises StackError."""
        if self.key_file is not None:
            return read_keys(self.key_file)
        from restu.stream import public_keys

        return await public_keys(self.key_addresses)


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """For reading another platform than the one that runs here."""
    parser.add_argument(
        "--kafka",
        metavar="HOST:PORT",
        help="bootstrap servers (those of the running stack); how they are entered: RESTU_KAFKA_SECURITY and others",
    )
    parser.add_argument("--jwks", type=Path, metavar="FILE", help="public keys (asked of the running services)")


def sources_from(arguments: argparse.Namespace) -> Sources:
    """The sources that the arguments and the running stack give; how Kafka is entered is in the environment.

    Raises StackError when there are none.
    """
    from restu.stream import KEY_SERVICES

    known: dict[str, str] = {}
    if arguments.kafka is None or arguments.jwks is None:
        home = Home.from_environment(os.environ)
        if home.running() is None:
            raise StackError(
                f"Restu does not run on {home.folder}. Start it (restu up), or name --kafka and --jwks of another. "
                "An export is verified without: restu verify DIR."
            )
        known = {name: str(address) for name, address in home.state().get("addresses", {}).items()}
        if "kafka" not in known:
            raise StackError("Restu is still starting. Try again in a moment.")
    return Sources(
        kafka=entered(arguments.kafka or known["kafka"], os.environ),
        key_addresses=tuple(known[service] for service in KEY_SERVICES if service in known),
        key_file=arguments.jwks,
    )


def entered(servers: str, environment: Mapping[str, str]) -> Broker:
    """Kafka at these servers, as the environment says that it is entered. Raises StackError."""
    try:
        kafka = Broker.of(servers, environment)
        kafka.client()
    except ValueError as error:
        raise StackError(f"{error}.") from error
    return kafka


def read_keys(path: Path) -> list[dict[str, Any]]:
    """The keys of a JWKS file. Raises StackError."""
    try:
        keys = json.loads(path.read_text("utf-8"))["keys"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StackError(f"{path} holds no JSON Web Key Set.") from error
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise StackError(f"{path} holds no JSON Web Key Set.")
    return keys
