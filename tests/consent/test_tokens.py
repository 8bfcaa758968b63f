"""Preview tokens: whatever somebody sends instead of one is no preview, and nothing worse."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from services.consent.domain import PreviewInvalid
from services.consent.tokens import Tokens

OF_OURS = {"alg": "dir", "enc": "A256GCM"}


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "header",
    [
        [],
        1,
        None,
        "dir",
        {},
        {**OF_OURS, "alg": {}},
        {**OF_OURS, "alg": ["dir"]},
        {**OF_OURS, "enc": ["A256GCM"]},
        {**OF_OURS, "crit": 1},
        {**OF_OURS, "crit": ["b64"], "b64": False},
        {"alg": "none"},
    ],
)
def test_a_token_with_a_strange_header_is_no_preview(header: Any) -> None:
    token = ".".join([encoded(json.dumps(header).encode()), "", encoded(b"0" * 12), encoded(b"x"), encoded(b"0" * 16)])

    with pytest.raises(PreviewInvalid):
        Tokens([b"k" * 32]).open(token)


@pytest.mark.parametrize(
    "token", ["....", "a.b.c.d.e", "\u00e9.\u00e9.\u00e9.\u00e9.\u00e9", encoded(b"[" * 10_000) + "...."]
)
def test_what_is_no_token_is_no_preview(token: str) -> None:
    with pytest.raises(PreviewInvalid):
        Tokens([b"k" * 32]).open(token)
