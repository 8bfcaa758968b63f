"""Canonical JSON (RFC 8785), fast for what our events are made of.

Text, booleans, null and integers below 2^53 under ASCII names are encoded by msgspec with sorted names, which for these
gives the very bytes of the reference (tests/chassis/test_canonical.py); everything else is left to the reference.
"""

from __future__ import annotations

from typing import Any

import msgspec
import rfc8785

_BEYOND = 2**53

_encode = msgspec.json.Encoder(order="sorted").encode


def canonical(data: Any) -> bytes:
    """Canonical JSON. Raises ValueError for what it cannot hold (integers from 2^53, NaN, half a surrogate pair)."""
    if _is_plain(data):
        return _encode(data)
    try:
        return rfc8785.dumps(data)
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def _is_plain(data: Any) -> bool:
    if data is None or isinstance(data, (str, bool)):
        return True
    if isinstance(data, int):
        return -_BEYOND < data < _BEYOND
    if isinstance(data, dict):
        for name, each in data.items():
            # Most values are texts: they are not called for.
            if not (isinstance(name, str) and name.isascii() and (isinstance(each, str) or _is_plain(each))):
                return False
        return True
    return isinstance(data, list) and all(map(_is_plain, data))
