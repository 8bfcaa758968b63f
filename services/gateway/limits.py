"""How much may be asked for: by a person, by an address that nobody is signed in from, and how often one may sign in.

Each is a bucket that holds a minute's worth and fills evenly; what goes beyond is refused with 429 and the seconds
until there is room again. Counted in the memory of each replica: behind n replicas it may be up to n times as much, and
a start begins anew. The memory is bounded: beyond `most` keys, the one that asked longest ago is forgotten.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import ClassVar

from starlette.requests import Request

from chassis.errors import Refused
from services.gateway.settings import GatewaySettings

MINUTE = 60.0
MOST = 20_000
HOUSEHOLD = 64
"""The bits of an IPv6 address that one customer does not choose; the others they may change at will."""


class TooManyRequests(Refused):
    """More than may be asked for within a minute; `retry_after` is in seconds, as the header Retry-After."""

    code: ClassVar[str] = "too-many-requests"
    status: ClassVar[int] = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too much was asked for within a minute; nothing was done, please wait {retry_after} s")
        self.retry_after = retry_after


class Limit:
    """So many a minute for each key. Not shared between threads."""

    def __init__(self, per_minute: int, *, most: int = MOST, now: Callable[[], float] = time.monotonic) -> None:
        self._each = MINUTE / per_minute
        self._most = most
        self._now = now
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._full_at)

    def take(self, key: Hashable) -> None:
        """One more for this key. Raises TooManyRequests, which takes nothing."""
        now = self._now()
        full_at = max(self._full_at.get(key, now), now) + self._each
        if (wait := full_at - now - MINUTE) > 0:
            raise TooManyRequests(math.ceil(wait))
        self._full_at[key] = full_at
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)


class Limits:
    """The gateway's three."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._people = Limit(settings.requests_per_minute)
        self._strangers = Limit(settings.requests_per_minute)
        self._sign_ins = Limit(settings.sign_ins_per_minute)

    def person(self, person: Hashable) -> None:
        """A signed-in person asks, from wherever. Raises TooManyRequests."""
        self._people.take(person)

    def stranger(self, request: Request) -> None:
        """Somebody asks who is not signed in. Raises TooManyRequests."""
        self._strangers.take(address_of(request))

    def sign_in(self, request: Request) -> None:
        """Somebody signs in, or tries to. Raises TooManyRequests."""
        self._sign_ins.take(address_of(request))


def address_of(request: Request) -> str:
    """Where a request comes from; of an IPv6 address, the network it is in."""
    host = request.client.host if request.client is not None else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address.packed, HOUSEHOLD), strict=False))
