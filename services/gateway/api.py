"""The routes at the door: signing in and out, the services behind it, live updates, the end of connecting an account.

Every change needs the session's CSRF token in `Restu-CSRF` (from GET /auth/me) and must come from our own pages. How
much anybody may ask for within a minute is limited.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from chassis.clock import Clock
from chassis.errors import Forbidden, NotFound, Refused, Unauthenticated
from chassis.http import shown
from chassis.keys import JWKS_PATH
from chassis.peers import Peers
from chassis.together import Together
from contracts.values import Role
from services.gateway.health import DeadLettersOut, Health, HealthOut, Letters
from services.gateway.limits import Limits
from services.gateway.live import Hub, as_server_sent_events, heard_of
from services.gateway.pages import page_routes
from services.gateway.proxy import SERVICES, Proxy
from services.gateway.security import comes_from_elsewhere
from services.gateway.sessions import Session, Sessions, csrf_matches
from services.gateway.settings import GatewaySettings
from services.gateway.web import web_routes

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_UPLOAD = 8 * 1024 * 1024
"""In bytes."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
SIGNERS = ("consent", "publisher")
"""Who signs what people are shown as proof."""
NO_SESSION: dict[str, Any] = {"security": []}
EVENTS: dict[str, Any] = {"content": {"text/event-stream": {"schema": {"type": "string"}}}}


class Forgery(Refused):
    """A change without the proof that one of our own pages sent it."""

    code: ClassVar[str] = "csrf"
    status: ClassVar[int] = 403


class PersonaChosen(BaseModel):
    """Whom to be, in demo mode."""

    model_config = ConfigDict(extra="forbid", **shown({"person_id": "3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f"}))

    person_id: UUID


class Persona(BaseModel):
    """Somebody whom one can be in demo mode."""

    person_id: UUID
    name: str
    roles: list[Role]


class SignedIn(BaseModel):
    """A session's person; `csrf` is what every change carries in the header Restu-CSRF."""

    person_id: UUID
    roles: list[Role]
    csrf: str


class Me(SignedIn):
    """Who is signed in."""

    name: str | None


class PublicKey(BaseModel):
    """An Ed25519 key (RFC 8037) and the service that signs with it; `kid` is its RFC 7638 thumbprint."""

    kty: str
    crv: str
    x: str
    kid: str
    service: str


class KeySet(BaseModel):
    """Public keys, each service's oldest first."""

    keys: list[PublicKey]


class Way(StrEnum):
    """A way to sign in: as one of the demo's people."""

    PERSONA = "persona"


class Here(BaseModel):
    """Who is signed in here, null for nobody, and how one may sign in.

    `heard`, for somebody: how far live events had been told then. Of what is read after it, nothing is missed by who
    listens to `/api/events` behind it (`after`).
    """

    me: Me | None
    ways: list[Way]
    heard: str | None


@dataclass(frozen=True)
class Gateway:
    """What the routes need, in one place."""

    settings: GatewaySettings
    sessions: Sessions
    limits: Limits
    proxy: Proxy
    hub: Hub
    peers: Peers
    clock: Clock
    health: Health
    letters: Letters

    @property
    def cookie(self) -> str:
        """The session cookie's name; the prefix makes browsers insist on TLS, this host and the root path."""
        return "__Host-restu" if self.settings.secure else "restu"

    @cached_property
    def _find(self) -> Together[str, Session]:
        """Looks sessions up, those of requests that come together with one query."""
        return Together(lambda tokens: self.sessions.find(tokens, self.clock()))

    async def session(self, request: Request) -> Session:
        """The session of a request, which counts as one more of its person's.

        Raises Unauthenticated, TooManyRequests, or Forgery for a change that is not from our pages.
        """
        token = request.cookies.get(self.cookie)
        session = await self._find(token) if token else None
        if session is None:
            self.limits.stranger(request)
            raise Unauthenticated("nobody is signed in here, or the session has ended; please sign in")
        self.limits.person(session.person)
        if request.method not in SAFE:
            self.refuse_forgery(request)
            if not csrf_matches(session, request.headers.get("restu-csrf")):
                raise Forgery("the header Restu-CSRF is missing or not this session's; read it from /auth/me")
        return session

    async def administrator(self, request: Request) -> None:
        """Raises what `session` raises, Forbidden."""
        if Role.ADMINISTRATOR not in (await self.session(request)).roles:
            raise Forbidden("this needs the role administrator")

    async def me(self, request: Request) -> dict[str, Any]:
        """Who is signed in. Raises what `session` raises, Unavailable."""
        session = await self.session(request)
        person = await asyncio.to_thread(self.peers.get, "consent", f"/internal/people/{session.person}")
        return {
            "person_id": str(session.person),
            "name": person.get("name"),
            "roles": sorted(session.roles),
            "csrf": session.csrf,
        }

    def refuse_forgery(self, request: Request) -> None:
        """Raises Forgery when the browser says that another site sends this."""
        if comes_from_elsewhere(request.headers, self.settings.public_url):
            raise Forgery("this request comes from another site")


def routes(gateway: Gateway) -> APIRouter:
    """All routes."""
    router = APIRouter()
    _add_services(router, gateway)  # first, for most requests are theirs, and looking for a route takes its time
    _add_sign_in(router, gateway)
    if gateway.settings.demo:
        _add_personas(router, gateway)
    _add_live(router, gateway)
    _add_keys(router, gateway)
    _add_health(router, gateway)
    router.include_router(page_routes())
    _add_nothing(router)
    router.include_router(web_routes(gateway.settings.web_folder))
    return router


def _add_sign_in(router: APIRouter, gateway: Gateway) -> None:
    @router.get("/auth/me", response_model=Me)
    async def me(request: Request) -> Any:
        """Who is signed in, and the CSRF token that every change needs."""
        return await gateway.me(request)

    @router.get("/auth/session", response_model=Here, openapi_extra=NO_SESSION)
    async def here(request: Request) -> Any:
        """Who is signed in here, if anybody, and how one may: what a page begins with. Nobody is no error."""
        ways = [Way.PERSONA] if gateway.settings.demo else []
        heard = gateway.hub.heard
        try:
            return {"me": await gateway.me(request), "ways": ways, "heard": heard}
        except Unauthenticated:
            return {"me": None, "ways": ways, "heard": None}

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
    @router.get("/auth/personas", response_model=list[Persona], openapi_extra=NO_SESSION)
    async def personas(request: Request) -> Any:
        """In demo mode: the people one can be."""
        gateway.limits.stranger(request)
        return await asyncio.to_thread(gateway.peers.get, "consent", "/internal/personas")

    @router.post("/auth/persona", response_model=SignedIn, openapi_extra=NO_SESSION)
    async def be(chosen: PersonaChosen, request: Request, response: Response) -> Any:
        """In demo mode: signs in as one of them."""
        gateway.limits.sign_in(request)
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
    @router.get("/api/events", response_class=StreamingResponse, responses={200: EVENTS})
    async def events(
        request: Request,
        after: str | None = None,
        last_event_id: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
    ) -> StreamingResponse:
        """Tells what changes for the signed-in person, as server-sent events.

        Each has the type of what happened and `data` as JSON. `reset` means: read everything again. `alive` comes after
        ten seconds in which nothing happened: where it stays away, the connection is dead. A connection that was lost
        goes on behind `Last-Event-ID`, which browsers send by themselves, and a first one behind `after`, which
        `/auth/session` tells (`heard`): nothing is missed that happens while a page reads what it shows.
        """
        session = await gateway.session(request)

        async def stream() -> Any:
            with gateway.hub.listening(session.person, session.id, heard_of(last_event_id or after)) as listener:
                async for text in as_server_sent_events(listener):
                    yield text

        return StreamingResponse(stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _add_keys(router: APIRouter, gateway: Gateway) -> None:
    @router.get("/api/keys", response_model=KeySet)
    async def keys(request: Request) -> Any:
        """The public keys that ever signed approvals, grants and publications: what receipts are verified with."""
        await gateway.session(request)
        sets = [await asyncio.to_thread(gateway.peers.get, service, JWKS_PATH) for service in SIGNERS]
        return {"keys": [key for each in sets for key in each["keys"]]}


def _add_health(router: APIRouter, gateway: Gateway) -> None:
    @router.get("/api/health", response_model=HealthOut)
    async def health(request: Request) -> Any:
        """How every service is right now: whether it is ready, why not, and how far it is behind.

        What does not answer is `silent`, and of what is not told there is null, never 0.
        """
        await gateway.administrator(request)
        return {"asked_at": gateway.clock(), "services": await gateway.health.look()}

    @router.get("/api/dead-letters", response_model=DeadLettersOut)
    async def dead_letters(request: Request) -> Any:
        """The events that a service could not apply, the oldest first, without their data.

        They are settled with the command line (`restu dead-letters`).
        """
        await gateway.administrator(request)
        return {"services": await asyncio.to_thread(gateway.letters.look)}


def _add_services(router: APIRouter, gateway: Gateway) -> None:
    @router.post("/api/consent/images", include_in_schema=False, max_body_size=LARGEST_UPLOAD)
    async def upload(request: Request) -> Response:
        """The one route that takes more than a usual body: how much is for the service to say."""
        session = await gateway.session(request)
        return await gateway.proxy.pass_on("consent", "images", request, session)

    for service in SERVICES:
        _add_service(router, gateway, service)


def _add_service(router: APIRouter, gateway: Gateway, service: str) -> None:
    @router.api_route(f"/api/{service}/{{path:path}}", methods=METHODS, include_in_schema=False)
    async def pass_on(path: str, request: Request) -> Response:
        session = await gateway.session(request)
        return await gateway.proxy.pass_on(service, path, request, session)


def _add_nothing(router: APIRouter) -> None:
    @router.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    async def nothing(rest: str) -> Response:
        raise NotFound(f"there is no /api/{rest}")
