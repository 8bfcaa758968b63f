"""The gateway's composition: the only public port."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial

from chassis.background import ended
from chassis.errors import Refused, Unavailable
from chassis.http import ServiceApp, serve
from chassis.runtime import FlatRuntime
from contracts import consent
from contracts.consent import PersonErased
from services.gateway.api import Gateway, routes
from services.gateway.health import Health, Letters
from services.gateway.limits import Limits
from services.gateway.live import Hub
from services.gateway.policies import POLICIES
from services.gateway.proxy import SERVICES, Proxy
from services.gateway.security import Door
from services.gateway.sessions import Sessions
from services.gateway.settings import GatewaySettings

WATCH_SECONDS = 0.5


def build(settings: GatewaySettings) -> ServiceApp:
    """The gateway, ready to be served."""
    runtime = FlatRuntime(settings, "gateway")
    sessions = Sessions(runtime.database)
    hub = Hub({service: settings.peers[service] for service in SERVICES}, runtime.issuer)
    proxy = Proxy(settings.peers, runtime.issuer)
    watch = SessionWatch(hub, sessions, runtime)
    runtime.schema(sessions.migrate)
    consumer = runtime.consume({consent.TOPIC: "consent"}, POLICIES, overtakes=frozenset({PersonErased}))
    runtime.add(hub.start, hub.stop)
    runtime.add(watch.start, watch.stop)
    runtime.add(_nothing, proxy.close)
    health = Health({service: settings.peers[service] for service in (*SERVICES, runtime.service)})
    runtime.add(_nothing, health.close)
    gateway = Gateway(
        settings,
        sessions,
        Limits(settings),
        proxy,
        hub,
        runtime.peers,
        runtime.clock,
        health,
        Letters(SERVICES, runtime.peers, consumer),
    )
    app = runtime.http(Refused, [routes(gateway)])
    app.state.closing.append(hub.close)
    app.around = partial(Door, hosts=settings.hosts, secure=settings.secure)
    return app


class SessionWatch:
    """Ends open live connections the moment their session is over, whichever replica learned of it."""

    def __init__(self, hub: Hub, sessions: Sessions, runtime: FlatRuntime) -> None:
        self._hub = hub
        self._sessions = sessions
        self._clock = runtime.clock
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Starts watching."""
        self._task = asyncio.create_task(self._watch(), name="session watch")

    async def stop(self) -> None:
        """Stops watching."""
        if self._task is not None:
            await ended([self._task])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            open_now = self._hub.sessions()
            if self._hub.closing:
                self._hub.end(open_now)
                continue
            if not open_now:
                continue
            with contextlib.suppress(Unavailable):
                lasting = await asyncio.to_thread(self._sessions.lasting, open_now, self._clock())
                self._hub.end(open_now - lasting)


async def _nothing() -> None:
    """Starts nothing."""


def main() -> None:
    """Serves until told to stop."""
    settings = GatewaySettings()
    serve(build(settings), settings, trusted_proxies=settings.trusted_proxies)


if __name__ == "__main__":
    main()
