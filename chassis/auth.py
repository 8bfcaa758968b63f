"""Who is asking: short-lived signed tokens inside the platform (decisions.md 32).

The gateway issues a token for a person, a service its own for named internal routes: a JWS over {iss, aud, sub, roles,
exp}, at most 60 s, for exactly one service. Every service checks the signature with the issuer's published keys, the
audience and the time, and then role and ownership itself. What cannot be checked is refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.errors import Forbidden, Unauthenticated
from chassis.jose import SigningKey, check, decoded, header_of
from chassis.keys import PeerKeys
from chassis.signing import KeyFinder, UnknownKey
from contracts.values import Role

LIFETIME_SECONDS = 60
LEEWAY_SECONDS = 5
GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Caller:
    """A person (issuer is the gateway) or a service."""

    issuer: str
    person: UUID | None
    roles: frozenset[Role]

    def as_person(self) -> UUID:
        """The person's id. Raises Forbidden for a service."""
        if self.person is None:
            raise Forbidden("only a signed-in person may do this")
        return self.person

    def require(self, *roles: Role) -> UUID:
        """The person's id when they have one of the roles. Raises Forbidden."""
        person = self.as_person()
        if self.roles.isdisjoint(roles):
            raise Forbidden(f"this needs the role {' or '.join(roles)}")
        return person

    def require_service(self, *services: str) -> str:
        """The calling service's name when it is one of these. Raises Forbidden."""
        if self.person is not None or self.issuer not in services:
            raise Forbidden("this is for named services only")
        return self.issuer


class TokenIssuer:
    """Signs tokens as one service."""

    def __init__(self, service: str, keys: Mapping[str, Any]) -> None:
        self._service = service
        self._key = SigningKey(keys["keys"][0])

    def for_service(self, audience: str) -> str:
        """This service's own token for one other service."""
        return self._sign({"aud": audience})

    def for_person(self, audience: str, person: UUID, roles: frozenset[Role]) -> str:
        """A token that speaks for a signed-in person. Only the gateway's are accepted."""
        return self._sign({"aud": audience, "sub": str(person), "roles": sorted(roles)})

    def _sign(self, claims: dict[str, Any]) -> str:
        claims = {**claims, "iss": self._service, "exp": int(time.time()) + LIFETIME_SECONDS}
        return ".".join(self._key.sign("JWT", json.dumps(claims, separators=(",", ":")).encode()))


class _NotKnown(Exception):
    """The key would have to be asked for."""


class TokenReader:
    """Checks tokens that are meant for one service."""

    def __init__(self, service: str, keys: PeerKeys) -> None:
        self._service = service
        self._keys = keys

    def read(self, authorization: str | None) -> Caller:
        """The caller behind an Authorization header; may ask the services for their keys. Raises Unauthenticated."""
        return self._read(authorization, self._keys.find)

    def read_known(self, authorization: str | None) -> Caller | None:
        """As `read`, without asking anybody: None where the signer's key is not known here. Raises Unauthenticated."""
        try:
            return self._read(authorization, self._known)
        except _NotKnown:
            return None

    def _known(self, kid: str) -> Mapping[str, Any]:
        if (key := self._keys.known(kid)) is None:
            raise _NotKnown
        return key

    def _read(self, authorization: str | None, find: KeyFinder) -> Caller:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("this needs a bearer token")
        try:
            head, body, tail = token.split(".")
            key = find(str(header_of(head).get("kid")))
            check(head, body, tail, key)
            claims = json.loads(decoded(body))
            signer = str(key["service"])
            if not isinstance(claims, dict):
                raise ValueError("no claims")  # noqa: TRY301, TRY004 - one of many ways to be no token
        except (UnknownKey, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise Unauthenticated("the token is not valid") from error
        return self._caller(claims, signer)

    def _caller(self, claims: dict[str, Any], signer: str) -> Caller:
        expires = claims.get("exp")
        if claims.get("iss") != signer or claims.get("aud") != self._service:
            raise Unauthenticated("the token is for another service")
        now = time.time()
        if (
            not isinstance(expires, int)
            or not now - LEEWAY_SECONDS <= expires <= now + LIFETIME_SECONDS + LEEWAY_SECONDS
        ):
            raise Unauthenticated("the token has expired")
        if "sub" not in claims:
            return Caller(signer, None, frozenset())
        if signer != GATEWAY:
            raise Unauthenticated("only the gateway speaks for a person")
        try:
            return Caller(signer, UUID(claims["sub"]), frozenset(Role(role) for role in claims["roles"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unauthenticated("the token is malformed") from error
