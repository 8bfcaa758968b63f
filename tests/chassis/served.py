"""A tiny application as a process of its own: `python -m tests.chassis.served FOLDER PORT`, for test_serving.

`/slow` notes in the folder that it was begun and answers once it is told to; `/stream` says a word now and then until
the process is asked to end; `/stubborn` never answers.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi.responses import StreamingResponse

from chassis.http import Readiness, serve, service_app
from chassis.settings import Settings


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    closing = asyncio.Event()

    @asynccontextmanager
    async def live() -> AsyncIterator[None]:
        yield
        (folder / "ended").touch()

    app = service_app("served", readiness=Readiness(), keys=None, lifespan=live)
    app.state.closing.append(closing.set)

    @app.get("/slow")
    async def slow() -> str:
        (folder / "begun").touch()
        while not (folder / "go-on").exists():
            await asyncio.sleep(0.01)
        return "done"

    @app.get("/stubborn")
    async def stubborn() -> str:
        (folder / "begun").touch()
        await asyncio.Event().wait()
        return "never"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def words() -> AsyncIterator[str]:
            while not closing.is_set():
                yield "word\n"
                await asyncio.sleep(0.01)

        return StreamingResponse(words(), media_type="text/plain")

    nothing: Any = "unused"
    serve(app, Settings(port=port, postgres_dsn="", sealing_keys_file=nothing, signing_keys_file=nothing))


if __name__ == "__main__":
    main()
