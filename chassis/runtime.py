"""One service as a whole: what it stands on, started in order, stopped in reverse, served over HTTP.

A service's `main.py` says what is its own; everything that all services do alike is here. The HTTP server answers at
once; until the databases are there and the store was compared with its topic, every route but health, metrics and keys
answers 503 with the reason, no event is taken and no timer runs (decisions.md 24). A server that is away delays the
start, it never ends it. Nothing connects before `app`'s lifespan begins.

Asked to end, a service takes nothing new, answers the requests under way, ends its streams, finishes or gives back what
it has begun, and is gone in less than ten seconds, whatever does not answer by then: all that is left undone stands in
the store, and the next start, or another replica, takes it up.

    runtime = Runtime(settings, "content")
    application = Content(runtime.vault, runtime.timers)
    runtime.schema(tables.migrate)                          # idempotent; run in a thread once the database is there
    runtime.publish(content.TOPIC, translate)
    runtime.consume({consent.TOPIC: "consent"}, policies(application), overtakes=frozenset({PersonErased}))
    views = runtime.project(COLLECTIONS, HANDLERS, live)    # views, and live updates for the gateway
    runtime.due({"poll": poller.poll})
    app = runtime.http(ContentError, [routes(...)])
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pymongo import IndexModel
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis import snapshots, telemetry
from chassis.auth import GATEWAY, Caller, TokenIssuer, TokenReader
from chassis.background import ended
from chassis.backoff import Backoff
from chassis.clock import Clock, system_clock
from chassis.consumer import Consumer, Policy
from chassis.daily import DAILY, Daily
from chassis.database import Database
from chassis.errors import Unavailable
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.http import Readiness, ServiceApp, add_error_tree, caller_of, problem, service_app
from chassis.keys import JWKS_PATH, OwnKeys, PeerKeys
from chassis.live import Live, LiveEvent, live_response
from chassis.peers import Peers
from chassis.projection import Handler as ViewHandler
from chassis.projection import Projection, open_views
from chassis.proofs import Proofs
from chassis.relay import Relay, Translate
from chassis.repair import effect_routes, letter_routes, topic_routes, view_routes
from chassis.restoring.plan import Plan
from chassis.settings import Settings
from chassis.signing import Signer
from chassis.timers import Handler, TimerLoop, Timers
from chassis.vault import Vault
from contracts.event import IntegrationEvent

log = logging.getLogger(__name__)

END_SECONDS = 8.0
"""How long everything may take to end, from the signal on: who asks for an end, waits ten seconds and kills."""
OPEN_PATHS = frozenset({"/livez", "/readyz", "/metrics"})

Step = Callable[[], None]
Async = Callable[[], Awaitable[None]]
Translator = Callable[[Any], LiveEvent | None]


class FlatRuntime:
    """What every service stands on, also one without an event store. Built once, in `main`; tests build the same."""

    def __init__(self, settings: Settings, service: str, *, clock: Clock = system_clock) -> None:
        signing_keys = settings.signing_keys()
        self.settings = settings
        self.service = service
        self.instance = settings.instance or f"{service}-0"
        self.clock = clock
        self.database = Database(settings.postgres_dsn)
        self.vault = Vault(self.database, settings.sealing_keys())
        self.signer = Signer(service, signing_keys)
        self.own_keys = OwnKeys(self.database, service)
        self.keys = PeerKeys(settings.peers, [*self.signer.public, *settings.trusted_keys()])
        self.issuer = TokenIssuer(service, signing_keys)
        self.reader = TokenReader(service, self.keys)
        self.peers = Peers(settings.peers, self.issuer)
        self.readiness = Readiness()
        self.consumer: Consumer | None = None
        self.sources: Mapping[str, str] = {}
        self._booted = asyncio.Event()
        self._trouble = "starting"
        self._schema: list[Step] = [self.vault.migrate, lambda: self.own_keys.migrate(self.signer.public)]
        self._starts: list[Async] = []
        self._stops: list[Async] = []
        self._rests: list[Step] = []
        self._ends_at: float | None = None
        self.readiness.add("start", lambda: None if self._booted.is_set() else self._trouble)
        self.readiness.add("database", self._database_answers)

    def schema(self, *steps: Step) -> None:
        """Adds idempotent steps that make the service's own tables."""
        self._schema.extend(steps)

    def consume(
        self,
        sources: Mapping[str, str],
        policies: Mapping[type[IntegrationEvent], Policy],
        *,
        reads: Mapping[type[IntegrationEvent], Callable[..., Iterable[UUID]]] | None = None,
        overtakes: frozenset[type[IntegrationEvent]] = frozenset(),
    ) -> Consumer:
        """Consumes topics, each written, and its proofs signed, by the service named."""
        consumer = Consumer(
            self._target(),
            kafka=self.settings.broker(),
            group=self.service,
            instance=self.instance,
            sources={topic: f"/restu/{service}" for topic, service in sources.items()},
            policies=policies,
            reads=reads or {},
            overtakes=overtakes,
            after=self._admission(),
            proofs=Proofs(self.keys, sources),
        )
        self.consumer, self.sources = consumer, sources
        self._schema.append(consumer.migrate)
        self.readiness.add("consumer", consumer.reason)
        self.add(consumer.start, consumer.stop)
        return consumer

    def add(self, start: Async, stop: Async) -> None:
        """Adds a part that is started after those before it and stopped before them."""
        self._starts.append(start)
        self._stops.append(stop)

    def rests(self, rest: Step) -> None:
        """Adds what begins nothing new from the signal on, while requests under way are answered."""
        self._rests.append(rest)

    def http(self, errors: type[Exception], routers: Iterable[APIRouter]) -> ServiceApp:
        """The service's application; its lifespan starts and stops everything."""
        telemetry.set_up(self.service, otlp_endpoint=self.settings.otlp_endpoint, log_level=self.settings.log_level)
        app = service_app(self.service, readiness=self.readiness, keys=self.own_keys, lifespan=self._live)
        add_error_tree(app, errors)
        if self.consumer is not None:
            app.include_router(letter_routes(self.consumer, self.reader))
            app.include_router(effect_routes(self.consumer, self.reader))
        for router in routers:
            app.include_router(router)
        app.add_middleware(Gate, closed=self._closed)
        app.state.closing.append(self._ask_to_end)
        return app

    def _target(self) -> Database | EventStore:
        return self.database

    def _admission(self) -> asyncio.Event | None:
        return None

    def _closed(self, path: str) -> str | None:
        """Why this path is not served now, or None."""
        return None if path in OPEN_PATHS or self._booted.is_set() else self._trouble

    @asynccontextmanager
    async def _live(self) -> AsyncIterator[None]:
        boot = asyncio.create_task(self._boot(), name="boot")
        try:
            yield
        finally:
            await ended([boot])
            await self._halt()

    async def _boot(self) -> None:
        self.database.open()
        backoff = Backoff()
        while True:
            try:
                await asyncio.to_thread(self._make_schema)
                break
            except Unavailable as error:
                self._trouble = str(error)
            except Exception:
                self._trouble = "the tables cannot be made; see the log"
                log.exception("the tables cannot be made")
            await asyncio.sleep(backoff.pause())
        for start in self._starts:
            await start()
        self._booted.set()

    def _make_schema(self) -> None:
        for step in self._schema:
            step()

    def _ask_to_end(self) -> None:
        """The signal has come."""
        self._ends_at = time.monotonic() + END_SECONDS
        for rest in self._rests:
            rest()

    async def _halt(self) -> None:
        ends_at = self._ends_at or time.monotonic() + END_SECONDS
        for stop in reversed(self._stops) if self._booted.is_set() else ():
            try:
                async with asyncio.timeout(max(0.0, ends_at - time.monotonic())):
                    await stop()
            except TimeoutError:
                log.warning("a part did not end in time; the next start takes up what it left")
            except Exception:
                log.exception("a part did not stop cleanly")
        self.peers.close()
        self.database.close()

    def _database_answers(self) -> str | None:
        self.database.fetch_one("SELECT 1")
        return None


class Runtime(FlatRuntime):
    """A service with an event store: relay, timers, projection and live updates follow its log."""

    def __init__(self, settings: Settings, service: str, *, clock: Clock = system_clock) -> None:
        snapshots.note_sources()
        super().__init__(settings, service, clock=clock)
        self.store = EventStore(self.database, trace=telemetry.traceparent)
        self.timers = Timers(self.database)
        self.daily = Daily(self.database, self.timers, clock)
        self.daily.add(self.store.answers.forget_old)
        self.follower = Follower(self.store)
        self.relay: Relay | None = None
        self.projection: Projection | None = None
        self.plan: Plan | None = None
        self._live_updates: Live | None = None
        self.schema(self.store.open, self.timers.migrate)
        self.add(_nothing, self._close_store)
        self.add(self.follower.start, self.follower.stop)

    def publish(self, topic: str, translate: Translate) -> Relay:
        """Publishes the store's events. Comes first: what acts waits until the store was compared with its topic."""
        relay = Relay(
            self.follower,
            topic=topic,
            source=f"/restu/{self.service}",
            translate=translate,
            kafka=self.settings.broker(),
        )
        self.relay = relay
        self.schema(relay.migrate)
        self.readiness.add("relay", relay.reason)
        self.add(relay.start, relay.stop)
        return relay

    def project(
        self,
        collections: Mapping[str, Sequence[IndexModel]],
        handlers: Mapping[type, ViewHandler],
        live: Translator,
        *,
        shape: int,
    ) -> Projection:
        """Writes the service's views, and tells what they newly show at the internal route for live updates."""
        views = open_views(self.settings.mongo_url, self.settings.mongo_database)

        async def close_views() -> None:
            views.client.close()

        self.add(_nothing, close_views)
        projection = Projection(
            self.follower,
            views,
            self.service,
            collections=collections,
            handlers=handlers,
            shape=shape,
            by=self.instance,
        )
        self.projection = projection
        self._live_updates = Live(projection, live)
        self.readiness.add("views", projection.reason)
        self.add(projection.start, projection.stop)
        return projection

    def restores(self, plan: Plan) -> None:
        """What is taken over from the own topic after an older database was put back."""
        self.plan = plan

    @asynccontextmanager
    async def at_rest(self) -> AsyncIterator[None]:
        """The database open and its tables made, and nothing running: for a command beside the service."""
        self.database.open()
        try:
            await asyncio.to_thread(self._make_schema)
            yield
        finally:
            self._booted.set()  # so that everything is closed that a part may have opened
            await self._halt()

    def due(self, handlers: Mapping[str, Handler]) -> TimerLoop:
        """Works what is due, and what is to be done daily."""
        self.schema(self.daily.begin)
        working = {**handlers, DAILY: self.daily.due}
        loop = TimerLoop(self.timers, self.clock, working, after=self._admission(), by=self.instance)
        self.store.on_saved(loop.saved)
        self.add(loop.start, loop.stop)
        self.rests(loop.rest)
        return loop

    def _target(self) -> Database | EventStore:
        return self.store

    def _admission(self) -> asyncio.Event | None:
        return self.relay.verified if self.relay is not None else None

    def _closed(self, path: str) -> str | None:
        if (reason := super()._closed(path)) is not None or path in OPEN_PATHS or path == JWKS_PATH:
            return reason
        return self.relay.reason() if self.relay is not None else None

    def http(self, errors: type[Exception], routers: Iterable[APIRouter]) -> ServiceApp:
        """The service's application, with its live updates for the gateway."""
        app = super().http(errors, routers)
        app.state.runtime = self
        if self.relay is not None:
            app.include_router(topic_routes(self.relay, self.reader))
        if self.projection is not None:
            app.include_router(view_routes(self.projection, self.reader))
        if (updates := self._live_updates) is not None:
            app.include_router(_live_route(updates, self.reader))
            app.state.closing.append(updates.close)
        return app

    async def _close_store(self) -> None:
        await asyncio.to_thread(self.store.close)


async def _nothing() -> None:
    """Starts nothing."""


def _live_route(updates: Live, reader: TokenReader) -> APIRouter:
    router = APIRouter()
    asking = caller_of(reader)

    @router.get("/internal/live", include_in_schema=False)
    async def live(caller: Caller = asking, after: int | None = None) -> StreamingResponse:
        caller.require_service(GATEWAY)
        return live_response(updates, after)

    return router


class Gate:
    """ASGI middleware: 503 with the reason for every path that `closed` gives a reason for."""

    def __init__(self, app: ASGIApp, closed: Callable[[str], str | None]) -> None:
        self._app = app
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        if scope["type"] == "http" and (reason := self._closed(scope["path"])) is not None:
            refusal: Any = problem(503, "not-ready", f"not ready: {reason}")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)
