"""Connections that are dead when they are there."""

from __future__ import annotations

from typing import Any

import httpcore
import pytest

from chassis.wire import Wire


class Gone:
    """A connection as the event loop shows it after its peer has died: without a socket."""

    def get_extra_info(self, _: str) -> Any:
        none: Any = None
        return none.family


async def test_a_connection_that_ended_at_once_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    async def connect(*_: Any) -> Any:
        return Gone()

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)

    with pytest.raises(httpcore.ConnectError):
        await Wire().connect_tcp("127.0.0.1", 1)
