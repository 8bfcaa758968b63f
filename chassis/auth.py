"""Who is asking: short-lived signed tokens inside the platform (decisions.md 32).

The gateway issues a token for a person, a service its own for named internal routes: a JWS over {iss, aud, sub, roles,
exp}, at most 60 s, for exactly one service. Every service checks the signature with the issuer's published keys, the
audience and the time, and then role and ownership itself. What cannot be checked is refused.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from chassis.errors import Forbidden, Unauthenticated
from chassis.keys import PeerKeys
from chassis.signing import ALGORITHM, UnknownKey
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
        self._key = OKPKey.import_key(keys["keys"][0])
        self._kid = self._key.thumbprint()
        self._registry = JWSRegistry(algorithms=[ALGORITHM])

    def for_service(self, audience: str) -> str:
        """This service's own token for one other service."""
        return self._sign({"aud": audience})

    def for_person(self, audience: str, person: UUID, roles: frozenset[Role]) -> str:
        """A token that speaks for a signed-in person. Only the gateway's are accepted."""
        return self._sign({"aud": audience, "sub": str(person), "roles": sorted(roles)})

    def _sign(self, claims: dict[str, Any]) -> str:
        claims = {**claims, "iss": self._service, "exp": int(time.time()) + LIFETIME_SECONDS}
        return jwt.encode(
            {"alg": ALGORITHM, "kid": self._kid, "typ": "JWT"}, claims, self._key, registry=self._registry
        )


class TokenReader:
    """Checks tokens that are meant for one service."""

    def __init__(self, service: str, keys: PeerKeys) -> None:
        self._service = service
        self._keys = keys
        self._registry = JWSRegistry(algorithms=[ALGORITHM])

    def read(self, authorization: str | None) -> Caller:
        """The caller behind an Authorization header. Raises Unauthenticated."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("this needs a bearer token")
        try:
            claims, signer = self._proven(token)
        except (JoseError, UnknownKey, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise Unauthenticated("the token is not valid") from error
        return self._caller(claims, signer)

    def _proven(self, token: str) -> tuple[dict[str, Any], str]:
        signers: list[str] = []

        def find(guest: Any) -> OKPKey:
            key = self._keys.find(str(guest.headers().get("kid")))
            signers.append(str(key["service"]))
            return OKPKey.import_key({name: key[name] for name in ("kty", "crv", "x")})

        token_read = jwt.decode(token, find, registry=self._registry)
        return dict(token_read.claims), signers[0]

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
