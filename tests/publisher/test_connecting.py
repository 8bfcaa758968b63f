"""Which networks accounts can be connected on: those that something is performed on, and every one of those."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from contracts.networks import load
from contracts.values import Network
from services.publisher.connecting import Connecting
from services.publisher.domain.errors import NetworkNotConnectable
from services.publisher.duties.promise import _PROMISES


def connecting() -> Connecting:
    nothing: Any = None
    return Connecting(
        nothing, nothing, accounts=nothing, identities=nothing, sign_ins={}, clock=nothing, redirect_uri=""
    )


@pytest.mark.parametrize("network", Network)
def test_a_network_without_a_sign_in_is_refused_in_words(network: Network) -> None:
    with pytest.raises(NetworkNotConnectable, match=f"accounts on {network} cannot be connected yet") as refused:
        asyncio.run(connecting().begin(uuid4(), network, "somewhere"))
    assert (refused.value.code, refused.value.status) == ("network-not-connectable", 422)


@pytest.mark.parametrize("network", Network)
def test_what_the_rules_call_performed_is_what_the_publisher_can_promise(network: Network) -> None:
    assert set(load(network).performed) == {kind for where, kind in _PROMISES if where is network}
