"""What every answer and every request at the door has: our own host name, strict headers, proof against forgery."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http import problem

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer, whatever the answer says itself."""
UNKEPT = "no-store"
"""How an answer is kept that says nothing about it: answers are personal unless they know better."""
HSTS = "max-age=31536000; includeSubDomains"
UNCHECKED = frozenset({"/livez", "/readyz", "/metrics", "/.well-known/jwks.json"})


class Door:
    """ASGI middleware: refuses foreign Host headers (DNS rebinding) and sets the security headers on every answer.

    Health, metrics and keys answer under any name: they are asked for by address and say nothing of people.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], *, secure: bool) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._headers = {**HEADERS, **({"Strict-Transport-Security": HSTS} if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def harden(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("Cache-Control", UNKEPT)
            await send(message)

        host = Headers(scope=scope).get("host", "").lower()
        if scope["path"] not in UNCHECKED and host not in self._hosts:
            refusal = problem(421, "wrong-host", "this address is not served under that host name")
            await refusal(scope, receive, harden)
            return
        await self._app(scope, receive, harden)


def comes_from_elsewhere(headers: Headers, public_url: str) -> bool:
    """Whether the browser says that another site sends this request."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and _place(origin) != _place(public_url)


def _place(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme, parts.netloc.lower()
