"""Which addresses may be requested when a person, a page or a server names them (decisions.md 38).

`web_address` reads what was typed; `may_connect` judges the numbers a name leads to. Both are pure. Guarantee: an IP
address that `may_connect` lets through is one of the public internet, or, where private ones are allowed, of this
machine or a private network, but never a metadata service, a link-local, multicast, reserved or translated address.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import ClassVar

import httpx

from chassis.errors import Refused

MAX_ADDRESS = 2048
"""Longest address accepted, in characters: what browsers and servers agree on."""


class GuardedError(Refused):
    """A guarded request did not give an answer; the message is for the person who typed the address.

    `nothing_sent` is True only when certainly no byte of any request left: then the other side did nothing.
    """

    code: ClassVar[str] = "request-failed"
    status: ClassVar[int] = 502

    def __init__(self, words: str, *, nothing_sent: bool) -> None:
        super().__init__(words)
        self.nothing_sent = nothing_sent


class AddressRefused(GuardedError):
    """The address is not one that may be requested. Nothing was sent to it."""

    code = "address-refused"
    status = 422

    def __init__(self, words: str, *, nothing_sent: bool = True) -> None:
        super().__init__(words, nothing_sent=nothing_sent)


_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?\Z")
_TARGET = re.compile(rb"[\x21-\x7e]+\Z")
_LINE_BREAKS = str.maketrans("", "", "\t\r\n")


def web_address(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """The http(s) address in `text`, without its fragment, read relative to `base` when there is one.

    Spaces and foreign letters are encoded, names become ASCII (IDNA). Raises AddressRefused for anything else: other
    schemes, a user name or password in it, no or a malformed host, a port out of range, more than 2,048 characters.
    """
    text = text.strip().translate(_LINE_BREAKS)
    if not text or len(text) > MAX_ADDRESS:
        raise AddressRefused("The address is empty." if not text else "The address is too long.")
    try:
        url = httpx.URL(text) if base is None else base.join(text)
        url = url.copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused("This is not a web address.") from error
    if url.scheme not in ("http", "https"):
        raise AddressRefused("Only addresses that begin with http:// or https:// can be used.")
    if url.userinfo:
        raise AddressRefused("An address with a user name or password in it cannot be used.")
    if not _is_host(url.raw_host.decode("ascii")):
        raise AddressRefused("The address has no valid host name.")
    if url.port is not None and not 0 < url.port < 65536:
        raise AddressRefused("The address has an impossible port.")
    if len(str(url)) > 4 * MAX_ADDRESS or not _TARGET.match(url.raw_path):
        raise AddressRefused("This is not a web address.")
    return url


def _is_host(host: str) -> bool:
    if ":" in host:  # an IPv6 literal; a zone ("%eth0") would choose one of this machine's own interfaces
        return "%" not in host
    return bool(_HOST_NAME.match(host))


_REFUSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments, with a cloud's metadata service
        "168.63.129.16/32",  # a cloud's metadata and key service on a public number
        "192.88.99.0/24",  # relays into IPv6, withdrawn
    )
)
_UNICAST_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, with Teredo, which wraps an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4 wraps an IPv4 address
        "3fff::/20",
    )
)
_PRIVATE_V4 = tuple(
    IPv4Network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10")
)
_PRIVATE_V6 = (IPv6Network("fc00::/7"), IPv6Network("::1/128"))
_METADATA = frozenset({ip_address("100.100.100.200"), ip_address("fd00:ec2::254"), ip_address("fd20:ce::254")})
"""Metadata services that live inside private ranges."""


def may_connect(number: str, *, allow_private: bool = False) -> bool:
    """Whether a connection to this IP address is allowed. What is no IP address is not."""
    try:
        address = ip_address(number)
    except ValueError:
        return False
    if address in _METADATA:
        return False
    private: tuple[IPv4Network, ...] | tuple[IPv6Network, ...]
    private = _PRIVATE_V4 if isinstance(address, IPv4Address) else _PRIVATE_V6
    if any(address in network for network in private):
        return allow_private
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    # Everything that wraps or translates IPv4 (::ffff:0:0/96, 64:ff9b::/96) lies outside 2000::/3 or in the list.
    return address in _UNICAST_V6 and not any(address in network for network in _REFUSED_V6)
