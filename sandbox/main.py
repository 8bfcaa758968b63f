"""Starts the sandbox network: `python -m sandbox.main`.

Settings: RESTU_HOST, RESTU_PORT (8085), RESTU_SANDBOX_DATA (.restu/sandbox), RESTU_SANDBOX_URL,
RESTU_SANDBOX_LIMITS, RESTU_LOG_LEVEL. Ends with 0 on SIGTERM or SIGINT, with 1 and one sentence on standard error
when it cannot start (port taken, folder in use, a setting that cannot be used).
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import api, control, oauth, web
from sandbox.network import Network, build_network
from sandbox.settings import Settings, SettingsError, read_settings
from sandbox.store import StoreError
from sandbox.transport import Protocol, WithoutTrailingSlash


def build_application(network: Network) -> Starlette:
    """Everything the network answers, over a network whose store is opened with the application."""

    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        yield
        await network.close()

    return Starlette(
        routes=[
            *_health_routes(network),
            *control.routes(network),
            *oauth.routes(network),
            *api.routes(network),
            *web.routes(network),
        ],
        middleware=[Middleware(WithoutTrailingSlash)],
        lifespan=life,
    )


def main() -> int:
    """Run until told to stop; gives the exit code."""
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        return _sorry(str(error))
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr
    )
    logging.getLogger("uvicorn").setLevel(max(logging.WARNING, logging.getLogger().level))
    network = build_network(settings)
    try:
        listener = _listen(settings)
    except OSError as error:
        return _sorry(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}): "
            "end what listens there, or set RESTU_PORT to another port."
        )
    try:
        network.store.open_now()
    except StoreError as error:
        return _sorry(str(error))
    # uvicorn raises the signal again once it has stopped, which would end this process as if it had been killed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    config = uvicorn.Config(
        build_application(network),
        http=Protocol,
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    logging.getLogger("sandbox").info("listening on %s", settings.public_url)
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio sends without delay (TCP_NODELAY) only where the protocol is named; without it each answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((settings.host, settings.port))
    return listener


def _sorry(message: str) -> int:
    print(f"sandbox: {message}", file=sys.stderr)
    return 1


def _health_routes(network: Network) -> list[Route]:
    async def live(_request: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(_request: Request) -> Response:
        reasons: list[str] = []
        try:
            await network.store.run(lambda connection: connection.execute("SELECT 1").fetchone())
        except (sqlite3.Error, StoreError) as error:
            reasons.append(f"The store does not answer: {error}.")
        return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(network.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/livez", live, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]


if __name__ == "__main__":
    sys.exit(main())
