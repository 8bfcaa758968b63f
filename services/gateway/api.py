"""The routes at the door: signing in and out, the services behind it, live updates, the end of connecting an account.

Every change needs the session's CSRF token in `Restu-CSRF` (from GET /auth/me) and must come from our own pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict

from chassis.clock import Clock
from chassis.errors import Forbidden, NotFound, Refused, Unauthenticated
from chassis.peers import Peers
from services.gateway.live import Hub, as_server_sent_events, heard_of
from services.gateway.proxy import Proxy
from services.gateway.security import comes_from_elsewhere
from services.gateway.sessions import Session, Sessions, csrf_matches
from services.gateway.settings import GatewaySettings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_UPLOAD = 8 * 1024 * 1024
"""In bytes."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


class Forgery(Refused):
    """A change without the proof that one of our own pages sent it."""

    code: ClassVar[str] = "csrf"
    status: ClassVar[int] = 403


class PersonaChosen(BaseModel):
    """Whom to be, in demo mode."""

    model_config = ConfigDict(extra="forbid")

    person_id: UUID


@dataclass(frozen=True)
class Gateway:
    """What the routes need, in one place."""

    settings: GatewaySettings
    sessions: Sessions
    proxy: Proxy
    hub: Hub
    peers: Peers
    clock: Clock

    @property
    def cookie(self) -> str:
        """The session cookie's name; the prefix makes browsers insist on TLS, this host and the root path."""
        return "__Host-restu" if self.settings.secure else "restu"

    async def session(self, request: Request) -> Session:
        """The session of a request. Raises Unauthenticated, or Forgery for a change that is not from our pages."""
        token = request.cookies.get(self.cookie)
        session = await asyncio.to_thread(self.sessions.find, token, self.clock()) if token else None
        if session is None:
            raise Unauthenticated("nobody is signed in here, or the session has ended; please sign in")
        if request.method not in SAFE:
            self.refuse_forgery(request)
            if not csrf_matches(session, request.headers.get("restu-csrf")):
                raise Forgery("the header Restu-CSRF is missing or not this session's; read it from /auth/me")
        return session

    def refuse_forgery(self, request: Request) -> None:
        """Raises Forgery when the browser says that another site sends this."""
        if comes_from_elsewhere(request.headers, self.settings.public_url):
            raise Forgery("this request comes from another site")


def routes(gateway: Gateway) -> APIRouter:
    """All routes."""
    router = APIRouter()
    _add_sign_in(router, gateway)
    if gateway.settings.demo:
        _add_personas(router, gateway)
    _add_live(router, gateway)
    _add_services(router, gateway)
    _add_pages(router)
    return router


def _add_sign_in(router: APIRouter, gateway: Gateway) -> None:
    @router.get("/auth/me")
    async def me(request: Request) -> dict[str, Any]:
        """Who is signed in, and the CSRF token that every change needs."""
        session = await gateway.session(request)
        person = await asyncio.to_thread(gateway.peers.get, "consent", f"/internal/people/{session.person}")
        return {
            "person_id": str(session.person),
            "name": person.get("name"),
            "roles": sorted(session.roles),
            "csrf": session.csrf,
        }

    @router.post("/auth/sign-out", status_code=204)
    async def sign_out(request: Request) -> Response:
        """Ends this session."""
        session = await gateway.session(request)
        await asyncio.to_thread(gateway.sessions.close, session)
        gateway.hub.end({session.id})
        response = Response(status_code=204)
        response.delete_cookie(gateway.cookie, path="/", secure=gateway.settings.secure, httponly=True)
        return response


def _add_personas(router: APIRouter, gateway: Gateway) -> None:
    @router.get("/auth/personas")
    async def personas() -> Any:
        """The people one can be in demo mode."""
        return await asyncio.to_thread(gateway.peers.get, "consent", "/internal/personas")

    @router.post("/auth/persona")
    async def be(chosen: PersonaChosen, request: Request, response: Response) -> dict[str, Any]:
        """Signs in as one of them."""
        gateway.refuse_forgery(request)
        lifetime = gateway.settings.session_lifetime
        opened = await asyncio.to_thread(gateway.sessions.open, chosen.person_id, gateway.clock(), lifetime)
        if opened is None:
            raise Forbidden("this person does not take part (or joined a moment ago: please try again)")
        response.set_cookie(
            gateway.cookie,
            opened.token,
            max_age=int(lifetime.total_seconds()),
            path="/",
            secure=gateway.settings.secure,
            httponly=True,
            samesite="strict",
        )
        return {
            "person_id": str(chosen.person_id),
            "roles": sorted(opened.session.roles),
            "csrf": opened.session.csrf,
        }


def _add_live(router: APIRouter, gateway: Gateway) -> None:
    @router.get("/api/events")
    async def events(
        request: Request, last_event_id: Annotated[str | None, Header(alias="Last-Event-ID")] = None
    ) -> StreamingResponse:
        """Server-sent events for the signed-in person; `reset` means: read everything again."""
        session = await gateway.session(request)

        async def stream() -> Any:
            with gateway.hub.listening(session.person, session.id, heard_of(last_event_id)) as listener:
                async for text in as_server_sent_events(listener):
                    yield text

        return StreamingResponse(stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _add_services(router: APIRouter, gateway: Gateway) -> None:
    @router.post("/api/consent/images", include_in_schema=False, max_body_size=LARGEST_UPLOAD)
    async def upload(request: Request) -> Response:
        """The one route that takes more than a usual body: how much is for the service to say."""
        session = await gateway.session(request)
        return await gateway.proxy.pass_on("consent", "images", request, session)

    @router.api_route("/api/{service}/{path:path}", methods=METHODS, include_in_schema=False)
    async def pass_on(service: str, path: str, request: Request) -> Response:
        session = await gateway.session(request)
        return await gateway.proxy.pass_on(service, path, request, session)

    @router.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    async def nothing(rest: str) -> Response:
        raise NotFound(f"there is no /api/{rest}")


def _add_pages(router: APIRouter) -> None:
    """What stands at the root, and where a network sends the browser back to: a page that hands code and state over."""
    files: Mapping[str, tuple[str, str]] = {
        "/": ("index.html", "text/html"),
        "/connected": ("connected.html", "text/html"),
        "/connected.js": ("connected.js", "text/javascript"),
        "/connected.css": ("connected.css", "text/css"),
    }
    folder = resources.files("services.gateway") / "static"
    for path, (name, kind) in files.items():
        content = (folder / name).read_text("utf-8")
        router.add_api_route(path, _serving(content, kind), methods=["GET"], include_in_schema=False)


def _serving(content: str, kind: str) -> Callable[[], Awaitable[Response]]:
    async def serve() -> Response:
        return HTMLResponse(content, media_type=kind)

    return serve
