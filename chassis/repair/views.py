"""The view of a running service is built anew beside the one that serves (chassis/projection/rebuilding.py)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from chassis.auth import TokenReader
from chassis.projection import Projection
from chassis.repair.caller import command_line


def view_routes(projection: Projection, reader: TokenReader) -> APIRouter:
    """The routes below /internal/view."""
    router = APIRouter(prefix="/internal/view", include_in_schema=False, dependencies=[command_line(reader)])

    @router.get("")
    async def progress() -> dict[str, Any]:
        return asdict(await projection.progress())

    @router.post("/rebuild")
    async def rebuild() -> dict[str, int]:
        return {"generation": await projection.rebuild()}

    return router
