"""/api/<service>/X goes to that service's /v1/X, with a token of one minute that speaks for the signed-in person.

Only what a service needs of the request is passed on; cookies never are. A service that does not answer becomes 503,
and whether the request was done is then unknown: the client repeats it with the same Idempotency-Key. So does one that
does not accept our token, and one that is asked more than it can answer (lanes.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import httpcore
import httpx
from opentelemetry.trace import SpanKind
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from chassis.auth import TokenIssuer
from chassis.errors import NotFound, Unavailable
from chassis.internal import trust
from chassis.telemetry import Continued, traceparent
from services.gateway.lanes import Lane
from services.gateway.sessions import Session

SERVICES = ("content", "consent", "publisher", "gamification")
ASKED = ("accept", "accept-language", "content-type", "idempotency-key", "restu-position")
TOLD = (b"content-type", b"restu-position", b"retry-after", b"content-disposition", b"content-language")
NO_ANSWER = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


class Proxy:
    """Passes requests on, each service's in a lane of its own: one that hangs holds nobody up on the way to others."""

    def __init__(self, peers: Mapping[str, str], issuer: TokenIssuer) -> None:
        self._peers = {service: peers[service] for service in SERVICES}
        self._issuer = issuer
        ssl_context = trust(self._peers.values())
        self._lanes = {service: Lane(service, address, ssl_context) for service, address in self._peers.items()}

    async def close(self) -> None:
        """Closes the connections."""
        for lane in self._lanes.values():
            await lane.aclose()

    async def pass_on(self, service: str, path: str, request: Request, session: Session) -> Response:
        """The answer of one of SERVICES. Raises NotFound, Unavailable when it does not answer, Busy."""
        if any(part in ("", ".", "..") for part in path.split("/")):
            raise NotFound(f"there is no /api/{service}/{path}")
        # The very bytes that came: what they may be is for the service to say.
        asked = [(name, value) for name in ASKED if (value := request.headers.get(name)) is not None]
        token = self._issuer.for_person(service, session.person, session.roles)
        headers = [(name.encode(), value.encode("latin-1")) for name, value in asked]
        headers.append((b"authorization", f"Bearer {token}".encode()))
        try:
            query = request.url.query.encode() or None
            url = httpx.URL(self._peers[service]).copy_with(path=f"/v1/{path}", query=query)
        except httpx.InvalidURL as error:
            raise NotFound("there is nothing under such an address") from error
        try:
            body = await request.body()
        except ClientDisconnect as error:
            raise Unavailable("the request broke off; nothing was passed on") from error
        with Continued(f"pass on to {service}", SpanKind.CLIENT, traceparent()):
            headers.append((b"traceparent", traceparent().encode()))
            place = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
            try:
                answer = await self._lanes[service].request(request.method, place, headers, body)
            except NO_ANSWER as error:
                raise Unavailable(f"{service} does not answer; please repeat the same request") from error
        if answer.status == httpx.codes.UNAUTHORIZED:
            # It is our token that was refused, not the person: they are signed in, and need not do so again.
            raise Unavailable(
                f"{service} did not accept the gateway's token, as while clocks differ; nothing was done, "
                "please repeat the same request"
            )
        response = Response(answer.content, answer.status)
        response.raw_headers += [(name.lower(), value) for name, value in answer.headers if name.lower() in TOLD]
        return response
