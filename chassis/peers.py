"""Asking another service: its internal routes, with our own short-lived token. Nothing is retried here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from chassis.auth import TokenIssuer
from chassis.errors import Unavailable
from chassis.internal import trust
from chassis.telemetry import traceparent


class PeerRefused(Exception):
    """The other service answered with a problem document: it decided, asking again changes nothing.

    `told` is the document with all its members.
    """

    def __init__(self, status: int, code: str, detail: str, told: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.told = dict(told or {})


class Peers:
    """Blocking client for internal routes; call it from a thread. Safe to share between threads."""

    def __init__(self, addresses: Mapping[str, str], issuer: TokenIssuer, *, timeout_seconds: float = 5.0) -> None:
        self._addresses = dict(addresses)
        self._issuer = issuer
        self._client = httpx.Client(timeout=timeout_seconds, trust_env=False, verify=trust(addresses.values()))

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def get(self, service: str, path: str) -> Any:
        """The JSON answer of GET. Raises PeerRefused (4xx) or Unavailable (no answer, 5xx)."""
        return self._ask("GET", service, path, None)

    def post(self, service: str, path: str, body: Any) -> Any:
        """The JSON answer of POST. Raises PeerRefused (4xx) or Unavailable (no answer, 5xx: perhaps done)."""
        return self._ask("POST", service, path, body)

    def _ask(self, method: str, service: str, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._issuer.for_service(service)}"}
        if trace := traceparent():
            headers["traceparent"] = trace
        try:
            answer = self._client.request(method, self._addresses[service] + path, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(f"{service} does not answer") from error
        if answer.status_code >= 500:
            raise Unavailable(f"{service} cannot answer now")
        if answer.status_code >= 400:
            told = answer.json()
            raise PeerRefused(answer.status_code, told.get("code", ""), told.get("detail", ""), told)
        return answer.json()
