"""Who may repair: the command line, which has a key of its own. What waits may be seen by the gateway, too."""

from __future__ import annotations

from typing import Any

from fastapi import Depends

from chassis.auth import Caller, TokenReader
from chassis.http import caller_of

COMMAND_LINE = "cli"


def command_line(reader: TokenReader) -> Any:
    """The dependency of a router that lets the command line in and nobody else. Raises Forbidden."""
    return only(reader, COMMAND_LINE)


def only(reader: TokenReader, *services: str) -> Any:
    """The dependency that lets these services in and nobody else. Raises Forbidden."""
    asking = caller_of(reader)

    def check(caller: Caller = asking) -> None:
        caller.require_service(*services)

    return Depends(check)
