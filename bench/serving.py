"""One service of ours by itself, served over HTTP on loopback, with a caller whom it trusts."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from chassis.auth import GATEWAY, TokenIssuer
from chassis.settings import Settings
from chassis.signing import Signer
from restu.ports import HOST, free_port
from tests.servers import MongoDatabase, Servers


class Keys:
    """Files of keys in `folder`, and settings that name them. `gateway` signs tokens for people."""

    def __init__(self, folder: Path) -> None:
        gateway = _keys()
        self._folder = folder
        self.gateway = TokenIssuer(GATEWAY, gateway)
        self._write("sealing", base64.urlsafe_b64encode(os.urandom(32)).decode())
        self._write("signing", json.dumps(_keys()))
        self._write("trusted", json.dumps({"keys": Signer(GATEWAY, gateway).public}))

    def settings(self, servers: Servers, views: MongoDatabase, peers: Mapping[str, str]) -> Settings:
        """Settings of a service with a new, empty PostgreSQL database."""
        return Settings(
            postgres_dsn=servers.postgres_dsn(),
            kafka=servers.kafka,
            mongo_url=views.url,
            mongo_database=views.name,
            sealing_keys_file=self._folder / "sealing",
            signing_keys_file=self._folder / "signing",
            trusted_keys_file=self._folder / "trusted",
            peers=dict(peers),
            instance=views.name,
            log_level="warning",
        )

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, "ascii")


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application's address while it is served."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if serving.done():
                serving.result()
                raise RuntimeError("the service ended before it was started")
            await asyncio.sleep(0.02)
        yield f"http://{HOST}:{port}"
    finally:
        server.should_exit = True
        await serving


def _keys() -> dict[str, Any]:
    return {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}
