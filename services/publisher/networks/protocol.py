"""What every connector to a network promises, and the words in which it answers.

A connector never repeats a request by itself. Every failure answers one question: did it happen?

| error            | did it happen?       | what may follow                                                       |
|------------------|----------------------|-----------------------------------------------------------------------|
| `Retryable`      | certainly not        | the same intent later, under a new release                            |
| `RateLimited`    | certainly not        | not before `until`; without it the caller lets its pauses grow        |
| `TooLate`        | certainly not        | a new release: the deadline passed before the first byte              |
| `AuthExpired`    | certainly not        | the person connects the account again                                 |
| `Rejected`       | no, and it never will| back to the person, with `code`                                       |
| `UnknownOutcome` | maybe                | wait until the attempt's hard end, then `lookup`; never send again    |
| `NeedsHuman`     | the API cannot tell  | the person looks and decides                                          |

Codes are stable and ours; what a network wrote (localised) is never matched and never passed on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from contracts.networks import Capability, Opening
from contracts.values import Kind


class ConnectorError(Exception):
    """Root of what a connector raises. `code` is stable, for programs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Retryable(ConnectorError):
    """Certainly not performed: refused before execution, or never sent."""


class RateLimited(Retryable):
    """Certainly not performed. `until` (UTC) is when the network allows more; None: it did not say."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__("rate-limited")
        self.until = until


class TooLate(Retryable):
    """Certainly not performed: the deadline for the first byte had passed."""

    def __init__(self) -> None:
        super().__init__("too-late")


class AuthExpired(ConnectorError):
    """Certainly not performed: the network no longer accepts these credentials."""

    def __init__(self) -> None:
        super().__init__("auth-expired")


class Rejected(ConnectorError):
    """Not performed, and it will not be: `code` says why."""


def require(condition: object, code: str) -> None:
    """Raises `Rejected` with this code where a condition does not hold."""
    if not condition:
        raise Rejected(code)


class UnknownOutcome(ConnectorError):
    """It may have happened: look it up, do not send again."""


class NeedsHuman(ConnectorError):
    """The network's interface cannot tell or cannot do it: the person has to."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account on one server. `server` is its base URL without a slash, `handle` is @name@host."""

    server: str
    remote_id: str
    handle: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What lets us act for an account. Lives in the vault; never in an intent, an event or a log."""

    access_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What an activity is done to, somebody's post or account: its address, and its id on the advocate's own server.

    `handle` (of the author or the account), `text`, `content_warning` and `created_at` are as its server shows them
    at this moment.
    """

    url: str
    remote_id: str
    handle: str | None = None
    text: str = ""
    content_warning: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of an image that was approved; `type` is image/jpeg or image/png."""

    type: str
    data: bytes


class Uploaded(BaseModel):
    """An image that the network has: by the digest of its bytes, with its description, under the network's own id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hash: str
    alt: str
    remote_id: str


class Intent(BaseModel):
    """Exactly what will be sent, without credentials.

    Persisted before the first byte; it holds the person's words, so it belongs into the vault. `model_dump_json` and
    `model_validate_json` are exact inverses.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: str
    kind: Kind
    server: str
    account_id: str
    method: str
    path: str
    form: dict[str, str]
    headers: dict[str, str]
    target_id: str | None = None
    target_url: str | None = None
    media: tuple[Uploaded, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What stands on the network. `target_id` is what it was done to; `created_at` is by the network's clock.

    What has no id of its own there (a like, a follow) is named after its target, so that `remote_id` is one's own.
    """

    remote_id: str
    url: str | None
    target_id: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """It is on the network."""

    published: Published


@dataclass(frozen=True, slots=True)
class Absent:
    """It is certainly not on the network now."""


@dataclass(frozen=True, slots=True)
class Inconclusive:
    """The network gave no certain answer; `why` is a code."""

    why: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """How often others have answered a post, as its network counts now; None where it does not tell."""

    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    views: int | None = None


Finding = Found | Absent | Inconclusive


@runtime_checkable
class Network(Protocol):
    """A connector. `send_seconds`: no request of `send` is under way longer than this after its deadline."""

    name: str
    send_seconds: float

    def capability(self, kind: Kind) -> Capability:
        """What may be done and how surely. Raises `Rejected` for a kind the network does not offer."""
        ...

    def prepare(
        self,
        opening: Opening,
        kind: Kind,
        account: Account,
        key: str,
        target: Target | None = None,
        *,
        uploaded: tuple[Uploaded, ...] = (),
    ) -> Intent:
        """Exactly what will be sent for an approved opening; pure. `key` names the approval.

        Raises `Rejected` where the opening asks for what this network or account cannot do.
        """
        ...

    def permitted(self, kind: Kind, credentials: Credentials, *, images: bool = False) -> bool:
        """Whether these credentials were given for this kind, with images or without, as far as they tell; pure."""
        ...

    async def resolve(self, url: str, kind: Kind, account: Account, credentials: Credentials) -> Target:
        """The post or account behind an address, as this account's server knows it. Read only.

        Raises `Rejected` where there is none, this cannot be done to it, or the account has done it already.
        """
        ...

    async def upload(self, picture: Picture, alt: str, account: Account, credentials: Credentials) -> str:
        """Bring an image to the network, for a post to come; its id there. Nobody sees it before.

        Raises ConnectorError, but never `UnknownOutcome`.
        """
        ...

    async def has_image(self, remote_id: str, account: Account, credentials: Credentials) -> bool:
        """Whether the network still has an image that was uploaded, for a post to come. Read only.

        Raises ConnectorError where nobody can tell now.
        """
        ...

    async def send(self, intent: Intent, credentials: Credentials, deadline: datetime) -> Published:
        """Perform the intent once. No byte of it leaves after `deadline` (checked after connecting).

        Raises `UnknownOutcome` also where what stands there then is, by the network's answer, not what was intended.
        """
        ...

    async def lookup(
        self, intent: Intent, credentials: Credentials, first_sent_at: datetime, known: Collection[str] = ()
    ) -> Finding:
        """Whether an earlier attempt took effect. Read only, raises nothing of its own.

        `known` are remote ids that belong to other approvals: they are never taken for this one.
        """
        ...

    async def measure(self, published: Published, account: Account, credentials: Credentials) -> Engagement:
        """What others have done with a published post, as far as the network tells. One read.

        Raises `Rejected` where there is no such post (any more).
        """
        ...

    async def followers(self, account: Account, credentials: Credentials) -> int | None:
        """How many follow this account now; None where the network does not tell. One read. Raises ConnectorError."""
        ...

    async def retract(self, published: Published, kind: Kind, account: Account, credentials: Credentials) -> None:
        """Take back what was published. Already gone is fine; repeating is safe.

        Raises `Retryable` where it may be tried again, `NeedsHuman` where the server cannot do it.
        """
        ...
