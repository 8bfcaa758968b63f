"""Clients for the services' own addresses, which are plain HTTP in a network of their own.

Reading the usual certificate authorities takes longer than the rest of a client, so it is done only where an address
is https; a client for plain addresses trusts nobody, and refuses should it ever be led to one.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import httpx


def trust(addresses: Iterable[str]) -> ssl.SSLContext:
    """What a client for these addresses verifies certificates with."""
    if any(address.startswith("https:") for address in addresses):
        return httpx.create_ssl_context(trust_env=False)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
