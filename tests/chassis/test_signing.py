"""Signatures: every change of data, type, signer or key is caught; an unknown key is not called a bad signature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from chassis import jose, signing
from chassis.signing import BadSignature, Signer, UnknownKey, canonical, digest, verify

TYPE = "restu.Thing.v1"
DATA = {"id": "a", "number": 3, "list": ["x", None, True], "deep": {"words": "dünn"}}


def signer(service: str = "consent") -> Signer:
    return Signer(service, {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]})


CONSENT = signer()
EXACT = CONSENT.sign(TYPE, DATA)


def find(kid: str) -> Mapping[str, Any]:
    for key in CONSENT.public:
        if key["kid"] == kid:
            return key
    raise UnknownKey(kid)


def test_what_was_signed_verifies() -> None:
    assert verify(EXACT, TYPE, "consent", find) == DATA


def test_what_was_proven_is_not_computed_again_and_proves_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def check(head: str, body: str, tail: str, jwk: Mapping[str, Any]) -> None:
        checked.append(body)
        jose.check(head, body, tail, jwk)

    monkeypatch.setattr(signing, "check", check)
    fresh = CONSENT.sign(TYPE, {**DATA, "id": "fresh"})
    assert [verify(fresh, TYPE, "consent", find) for _ in range(3)] == [{**DATA, "id": "fresh"}] * 3
    assert len(checked) == 1

    other = {"keys": [{**key, "kid": CONSENT.kid} for key in signer().public]}
    for _ in range(2):
        with pytest.raises(BadSignature):
            verify(fresh.replace("fresh", "other"), TYPE, "consent", find)
        with pytest.raises(BadSignature):
            verify(fresh, TYPE, "consent", lambda _: other["keys"][0])
    assert len(checked) == 5


def test_the_private_part_is_never_published() -> None:
    assert all("d" not in key for key in CONSENT.public)


@given(st.sampled_from(sorted(DATA)), st.one_of(st.integers(0, 9), st.text(max_size=3), st.none()))
def test_any_other_value_is_caught(name: str, value: Any) -> None:
    data = json.loads(EXACT)
    if data[name] == value:
        return
    with pytest.raises(BadSignature):
        verify(json.dumps({**data, name: value}), TYPE, "consent", find)


@pytest.mark.parametrize("change", [{"added": 1}, {"signature": ""}, {"signature": 7}, {"signature": "a.b.c"}])
def test_added_fields_and_broken_signatures_are_caught(change: dict[str, Any]) -> None:
    with pytest.raises(BadSignature):
        verify(json.dumps({**json.loads(EXACT), **change}), TYPE, "consent", find)


def test_a_dropped_field_another_type_and_another_signer_are_caught() -> None:
    less = {name: value for name, value in json.loads(EXACT).items() if name != "number"}
    for exact, kind, service in [
        (json.dumps(less), TYPE, "consent"),
        (EXACT, "restu.Other.v1", "consent"),
        (EXACT, TYPE, "publisher"),
        ("not json", TYPE, "consent"),
        ("[]", TYPE, "consent"),
    ]:
        with pytest.raises(BadSignature):
            verify(exact, kind, service, find)


def test_a_key_that_is_not_known_is_not_a_bad_signature() -> None:
    with pytest.raises(UnknownKey):
        verify(signer().sign(TYPE, DATA), TYPE, "consent", find)


def test_digests_do_not_depend_on_the_order_of_members() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert canonical({"b": "é", "a": 1}) == b'{"a":1,"b":"\xc3\xa9"}'


def test_numbers_that_json_readers_disagree_about_are_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical({"n": 2**53})


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=12,
)


@given(ANY_JSON)
def test_canonical_json_is_what_the_reference_makes_of_it(data: Any) -> None:
    try:
        expected = rfc8785.dumps(data)
    except (
        rfc8785.CanonicalizationError,
        UnicodeEncodeError,
    ):  # the reference lets half a surrogate through to its encoder
        with pytest.raises(ValueError, match=r"."):
            canonical(data)
    else:
        assert canonical(data) == expected


def test_a_signature_is_a_detached_jws_that_others_verify() -> None:
    data = json.loads(EXACT)
    head, _, tail = data.pop("signature").split(".")
    read = jws.extract_compact(f"{head}..{tail}".encode(), canonical(data))

    assert jws.validate_compact(read, OKPKey.import_key(CONSENT.public[0]), ["Ed25519"])
    assert read.headers() == {"alg": "Ed25519", "kid": CONSENT.kid, "typ": TYPE}


def test_a_signature_spelled_in_another_way_is_caught() -> None:
    data = json.loads(EXACT)
    last = data["signature"][-1]
    spellings = [data["signature"] + "=", data["signature"][:-1] + chr(ord(last) + 1), data["signature"] + "\n"]

    for spelled in spellings:
        with pytest.raises(BadSignature):
            verify(json.dumps({**data, "signature": spelled}), TYPE, "consent", find)
