"""A signed-in person at the gateway, as their browser would be: one cookie jar, our own origin, a CSRF token.

Every change carries an Idempotency-Key of its own; while a service does not answer, or asks to wait, the same request
is repeated under the same key, so that it happens once. Every read asks for at least one's own last change
(`Restu-Position`).
A problem document becomes `Refused`, in its own words.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import httpx

from restu.demo.waiting import SECONDS, NotYet, Unmet, require, until

POSITION = "Restu-Position"
_BUSY = frozenset({429, 502, 503, 504})


class Refused(Exception):
    """The platform said no. `code` is for programs; the text is the problem's own detail."""

    def __init__(self, request: str, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail") or problem.get("title") or "no reason given")
        self.problem = problem
        errors = "; ".join(f"{'.'.join(e['where'])}: {e['what']}" for e in problem.get("errors", []))
        more = f" ({errors})" if errors else ""
        super().__init__(f"{request} was refused: {self.detail}{more} [{status} {self.code}]")


@dataclass
class Person:
    """Somebody who is signed in. Use it through `Gateway.persona`. `patience` (s): how long a service may be away."""

    name: str
    id: str
    roles: tuple[str, ...]
    csrf: str
    client: httpx.AsyncClient = field(repr=False)
    patience: float = SECONDS
    _positions: dict[str, str] = field(default_factory=dict)

    @property
    def first_name(self) -> str:
        """What they are called in the walk."""
        return self.name.split()[0]

    async def get(self, path: str, **query: Any) -> Any:
        """The JSON of a read. Raises Refused, Unmet."""
        return await self._ask("GET", path, query=query)

    async def pages(self, path: str, rows: str, cursor: str, **query: Any) -> list[Any]:
        """All rows of a list that is told in pages. Raises Refused, Unmet."""
        found: list[Any] = []
        while True:
            page = await self.get(path, **query)
            found += page[rows]
            if page["next"] is None:
                return found
            query[cursor] = page["next"]

    async def post(self, path: str, body: Any = None) -> Any:
        """The JSON answer to a change. Raises Refused, Unmet."""
        return await self._ask("POST", path, body=body)

    async def put(self, path: str, body: Any) -> Any:
        """The JSON answer to a change. Raises Refused, Unmet."""
        return await self._ask("PUT", path, body=body)

    async def delete(self, path: str) -> Any:
        """The JSON answer to a removal. Raises Refused, Unmet."""
        return await self._ask("DELETE", path)

    async def upload(self, path: str, data: bytes) -> Any:
        """The JSON answer to bytes that are sent as they are. Raises Refused, Unmet."""
        return await self._ask("POST", path, data=data)

    async def is_refused(self, code: str, method: str, path: str, body: Any = None) -> Refused:
        """The refusal with this code that the request must meet. Raises Unmet when it meets another, or none."""
        try:
            await self._ask(method, path, body=body)
        except Refused as refusal:
            require(refusal.code == code, f"expected the refusal {code}, got: {refusal}")
            return refusal
        raise Unmet(f"{method} {path} was accepted; it had to be refused as {code}")

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: dict[str, Any] | None = None,
        data: bytes | None = None,
    ) -> Any:
        service = path.split("/")[2] if path.startswith("/api/") else ""
        headers = {POSITION: self._positions[service]} if service in self._positions else {}
        if method != "GET":
            headers |= {"Restu-CSRF": self.csrf, "Idempotency-Key": str(uuid4())}

        async def once() -> httpx.Response:
            return await _answer(self.client, method, path, json=body, params=query, headers=headers, content=data)

        answer = await until(once, f"{method} {path}", seconds=self.patience)
        if position := answer.headers.get(POSITION):
            self._positions[service] = position
        return answer.json() if answer.content else None


@dataclass(frozen=True)
class Gateway:
    """The one door, at `address`."""

    address: str

    async def is_nobody_there(self) -> bool:
        """Whether there is nobody whom one could be (demo mode). Raises Refused, Unmet."""
        async with httpx.AsyncClient(base_url=self.address, timeout=20.0, trust_env=False) as client:
            return not (await until(lambda: _answer(client, "GET", "/auth/personas"), "whom one can be")).json()

    @asynccontextmanager
    async def persona(self, person_id: str) -> AsyncIterator[Person]:
        """A person, signed in as a browser would be (demo mode). Raises Refused, Unmet."""
        headers = {"Origin": self.address, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        async with httpx.AsyncClient(
            base_url=self.address, headers=headers, timeout=20.0, trust_env=False, verify=_authorities()
        ) as client:

            async def sign_in() -> httpx.Response:
                try:
                    return await _answer(client, "POST", "/auth/persona", json={"person_id": person_id})
                except Refused as refusal:
                    # The gateway learns of a new person from the stream, a moment after consent has answered.
                    if refusal.status == 403:
                        raise NotYet(refusal.detail) from refusal
                    raise

            await until(sign_in, "signing in")
            me = (await until(lambda: _answer(client, "GET", "/auth/me"), "who is signed in")).json()
            require(me["person_id"] == person_id, "signed in as somebody else")
            yield Person(me["name"] or "", person_id, tuple(me["roles"]), me["csrf"], client)


@cache
def _authorities() -> ssl.SSLContext:
    """Whom all of them trust: to read the list of them takes longer than everything that a person then asks."""
    return httpx.create_ssl_context(trust_env=False)


async def _answer(client: httpx.AsyncClient, method: str, path: str, **request: Any) -> httpx.Response:
    """One answer. Raises NotYet while nobody answers, Refused for a problem document."""
    try:
        answer = await client.request(method, path, **request)
    except httpx.TransportError as error:
        raise NotYet(f"no answer ({type(error).__name__})") from error
    if answer.is_success:
        return answer
    problem = _problem(answer)
    if answer.status_code in _BUSY and problem.get("code") in ("unavailable", "not-ready", "too-many-requests"):
        raise NotYet(str(problem.get("detail", answer.status_code)))
    raise Refused(f"{method} {path}", answer.status_code, problem)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
