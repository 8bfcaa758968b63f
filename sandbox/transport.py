"""What happens below the methods: cutting a connection for real, and paths with a slash too many.

Guarantees: after `CutConnection` the client's socket is closed and not one byte of an answer was sent.
It works under uvicorn's h11 protocol only, which is why `main` chooses `Protocol` for its server.
"""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class Protocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, which also hands its transport to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        """Keep the transport where each request's scope will have it: `scope["state"]["transport"]`."""
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class CutConnection(Response):
    """An answer that is none: aborts the transport and waits until it is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut."""
        transport: asyncio.Transport = scope["state"]["transport"]
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class WithoutTrailingSlash:
    """Serves /api/.../ like /api/..., as Mastodon does; some clients write it so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            scope["path"] = scope["path"].rstrip("/")
        await self._app(scope, receive, send)
