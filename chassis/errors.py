"""The errors that every service shares. `chassis.http` maps them to RFC 9457 problem documents.

`Refused` is the root of a service's own errors: what the person asked for is not possible, and nothing was changed.
"""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """Nothing was changed. `code` is stable for programs, the message is for people, `status` is the HTTP status."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409


class Invalid(Refused):
    """The request itself is wrong."""

    code = "invalid"
    status = 422


class NotFound(Refused):
    """There is no such thing, or it is not this person's."""

    code = "not-found"
    status = 404


class Forbidden(Refused):
    """The person or service may not do this."""

    code = "forbidden"
    status = 403


class Unauthenticated(Refused):
    """No valid token."""

    code = "unauthenticated"
    status = 401


class KeyReused(Refused):
    """The Idempotency-Key was used for another request."""

    code = "idempotency-key-reused"
    status = 422


class Unavailable(Refused):
    """A server this depends on does not answer; the same request may be sent again."""

    code = "unavailable"
    status = 503
