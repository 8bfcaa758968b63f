"""Connecting to a peer that may die at that very moment, such as a service killed with -9."""

from __future__ import annotations

from collections.abc import Iterable

import httpcore


class Wire(httpcore.AnyIOBackend):
    """httpcore's own connections; one that is dead when it is there was never made.

    The service's event loop has no socket for such a connection, which httpcore meets with an AttributeError as soon as
    it looks at it. Once looked at, the loop keeps the socket.
    """

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects. Raises httpcore's errors."""
        stream = await super().connect_tcp(host, port, timeout, local_address, socket_options)
        try:
            stream.get_extra_info("socket")
        except AttributeError as error:
            raise httpcore.ConnectError("the connection ended at once") from error
        return stream
