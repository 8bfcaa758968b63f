"""Preview tokens: whatever somebody sends instead of one is no preview, and nothing worse."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwe
from joserfc.jwk import OctKey

from contracts.values import Choice, Window
from services.consent.domain import Parties, PreviewInvalid
from services.consent.tables import derived_key
from services.consent.tokens import Preview, Tokens

OF_OURS = {"alg": "dir", "enc": "A256GCM"}
AT, SOMEBODY = datetime(2026, 11, 23, 10, tzinfo=UTC), UUID(int=7)
PREVIEW = Preview(
    approval_id=UUID(int=1),
    parties=Parties(SOMEBODY, UUID(int=2), UUID(int=3)),
    item_id=UUID(int=4),
    revision_id=UUID(int=5),
    opening={"salt": "s", "media": []},
    digest="d" * 64,
    choice=Choice.NOW,
    window=Window(AT, AT.replace(hour=11)),
    picked_at=None,
    own_words=40,
    expires_at=AT,
)


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


def test_a_token_is_opened_with_whichever_key_sealed_it() -> None:
    old, new = b"o" * 32, b"n" * 32
    token = Tokens([old]).seal(PREVIEW)

    assert Tokens([new, old]).open(token) == PREVIEW
    with pytest.raises(PreviewInvalid):
        Tokens([new]).open(token)


def test_a_token_is_a_jwe_that_others_open() -> None:
    key = OctKey.import_key(derived_key(b"k" * 32, "preview tokens"))
    token = Tokens([b"k" * 32]).seal(PREVIEW)

    plain = jwe.decrypt_compact(token, key, algorithms=["dir", "A256GCM"]).plaintext

    assert json.loads(plain or b"")["digest"] == PREVIEW.digest


@pytest.mark.parametrize("part", [0, 2, 3, 4])
def test_a_token_with_one_bit_changed_is_no_preview(part: int) -> None:
    parts = Tokens([b"k" * 32]).seal(PREVIEW).split(".")
    parts[part] = ("A" if parts[part][0] != "A" else "B") + parts[part][1:]

    with pytest.raises(PreviewInvalid):
        Tokens([b"k" * 32]).open(".".join(parts))
