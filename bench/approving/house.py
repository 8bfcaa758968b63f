"""One consent service in a process of its own, with people, accounts and offers, and the requests that approve them."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from joserfc.jwk import OKPKey

from chassis.auth import GATEWAY, TokenIssuer
from chassis.clock import system_clock
from chassis.database import Database
from chassis.event_store import EventStore, Work
from chassis.settings import Settings
from chassis.signing import Signer, digest
from chassis.timers import Timers
from chassis.vault import Vault
from contracts.values import Audience, Choice, Kind, Network, Role, Window
from restu.ports import free_port
from services.consent.application import Offers, People
from services.consent.domain import Approval, Parties, Terms
from services.consent.tables import Tables
from services.consent.tokens import LIFETIME, Preview, Tokens
from tests.servers import Servers

TEXT = "We have built something new. This is what I think about it, and why I would use it every day. " * 3
AT_ONCE = 200


@dataclass(frozen=True)
class Offer:
    """An item with one activity."""

    item: UUID
    activity: UUID
    revision: UUID


class House:
    """A service's settings, its database and what stands in it."""

    def __init__(self, folder: Path, servers: Servers, kafka: str, *, people: int, offers: int) -> None:
        """Prepares the database; the service is not running yet."""
        gateway = _private()
        self._sealing = os.urandom(32)
        files = {
            "sealing": base64.urlsafe_b64encode(self._sealing).decode(),
            "signing": json.dumps(_private()),
            "trusted": json.dumps({"keys": Signer(GATEWAY, gateway).public}),
        }
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
        views = servers.mongo_database()
        self.settings = Settings(
            port=free_port(),
            postgres_dsn=servers.postgres_dsn(),
            kafka=kafka,
            mongo_url=views.url,
            mongo_database=views.name,
            sealing_keys_file=folder / "sealing",
            signing_keys_file=folder / "signing",
            trusted_keys_file=folder / "trusted",
            log_level="error",
        )
        self._people = [(uuid4(), uuid4()) for _ in range(people)]
        self._tokens = Tokens([self._sealing])
        self._gateway = TokenIssuer(GATEWAY, gateway)
        made = [Offer(uuid4(), uuid4(), uuid4()) for _ in range(offers)]
        self._offers = iter(made)
        self._fill(made)

    @contextmanager
    def served(self, module: str) -> Iterator[None]:
        """The service as a process, until the end of the block."""
        values = self.settings.model_dump(mode="json", exclude_none=True, exclude={"peers"})
        environment = {f"RESTU_{name.upper()}": str(value) for name, value in values.items()}
        process = subprocess.Popen([sys.executable, "-m", module], env={**os.environ, **environment})
        try:
            self.at_rest()
            yield
        finally:
            process.terminate()
            process.wait(20)

    def at_rest(self) -> None:
        """Waits until the service is ready and its view has caught up. Raises TimeoutError."""
        ends = time.monotonic() + 120
        while time.monotonic() < ends:
            if self._lag() == 0:
                return
            time.sleep(0.1)
        raise TimeoutError("the service does not come to rest")

    def requests(self) -> list[bytes]:
        """Everybody's approval of an offer that nobody has approved yet, previewed right now."""
        offer = next(self._offers)
        return [self._request(offer, person, account) for person, account in self._people]

    def approved(self) -> int:
        """How many approvals the store holds."""
        with psycopg.connect(self.settings.postgres_dsn) as connection:
            row = connection.execute(
                "SELECT count(*) FROM stored_events WHERE topic = %s", (Approval.Approved.TOPIC,)
            ).fetchone()
        assert row is not None
        return int(row[0])

    def _lag(self) -> float | None:
        here = f"http://127.0.0.1:{self.settings.port}"
        try:
            if httpx.get(here + "/readyz").status_code != 200:
                return None
            metrics = httpx.get(here + "/metrics").text
        except httpx.HTTPError:
            return None
        lags = [line.rsplit(" ", 1)[1] for line in metrics.splitlines() if line.startswith("restu_projection_lag_ev")]
        return float(lags[0]) if lags else None

    def _request(self, offer: Offer, person: UUID, account: UUID) -> bytes:
        at = system_clock()
        opening = {
            "salt": base64.urlsafe_b64encode(os.urandom(24)).decode(),
            "handle": "@somebody@social.example",
            "text": TEXT,
            "visibility": "public",
            "language": "en",
            "content_warning": "",
            "sensitive": False,
            "media": [],
            "link": "https://example.org/new",
            "target": None,
        }
        preview = Preview(
            approval_id=uuid4(),
            parties=Parties(person, offer.activity, account),
            item_id=offer.item,
            revision_id=offer.revision,
            opening={name: value for name, value in opening.items() if name != "text"},
            digest=digest(opening),
            choice=Choice.NOW,
            window=Window(at, at + timedelta(hours=1)),
            picked_at=None,
            own_words=60,
            expires_at=at + LIFETIME,
        )
        body = json.dumps({"verb": "approve", "token": self._tokens.seal(preview), "text": TEXT}).encode()
        bearer = self._gateway.for_person("consent", person, frozenset({Role.ADVOCATE}))
        head = (
            "POST /v1/respond HTTP/1.1\r\nhost: consent\r\naccept: application/json\r\n"
            f"authorization: Bearer {bearer}\r\nidempotency-key: {uuid4()}\r\n"
            f"traceparent: 00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _fill(self, made: list[Offer]) -> None:
        database = Database(self.settings.postgres_dsn)
        database.open()
        store = EventStore(database)
        store.open()
        vault, timers = Vault(database, [self._sealing]), Timers(database)
        tables = Tables(database, [self._sealing])
        for part in (vault, timers, tables):
            part.migrate()
        filling = _Filling(People(vault, tables, timers, "UTC"), Offers(tables, timers))
        for first in range(0, len(self._people), AT_ONCE):
            store.run(filling.join, self._people[first : first + AT_ONCE])
        store.run(filling.offer, made)
        store.close()
        database.close()


@dataclass(frozen=True)
class _Filling:
    people: People
    offers: Offers

    def join(self, work: Work, people: list[tuple[UUID, UUID]]) -> None:
        at = system_clock()
        for person, account in people:
            address = f"{person}@example.org"
            self.people.join(work, person_id=person, name="Somebody", email=address, roles=(), groups=(), at=at)
            self.offers.connect(work, account_id=account, advocate_id=person, network=Network.MASTODON, at=at)

    def offer(self, work: Work, made: list[Offer]) -> None:
        at = system_clock()
        window = Window(at, at + timedelta(days=1))
        terms = Terms(Kind.POST, Network.MASTODON, window, Audience(everyone=True), points=10, own_words=0)
        for each in made:
            self.offers.state(work, item_id=each.item, revision_id=each.revision, expires_at=None, at=at)
            self.offers.offer(work, item_id=each.item, activity_id=each.activity, terms=terms, at=at)


def _private() -> dict[str, Any]:
    return {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}
