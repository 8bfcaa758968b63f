"""Builds the views of every service from zero beside the running ones: `python -m tests.faults.replay <request.json>`.

The request names each service's environment, with another view database. The services' own handlers are what a replay
is made of; nothing else of a service runs here: no consumer, no relay, no timers. Prints each service's position.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from chassis.runtime import Runtime
from chassis.settings import Settings

SECONDS = 120.0


async def rebuild(service: str, environment: dict[str, str]) -> int:
    """One service's view, from the first event to the last; the position of the last. Raises TimeoutError."""
    os.environ.update(environment)
    runtime: Runtime = import_module(f"services.{service}.main").build(Settings()).state.runtime
    projection = runtime.projection
    assert projection is not None
    async with runtime.at_rest(), runtime.follower, projection:
        last = await asyncio.to_thread(runtime.store.position)
        if not await projection.past(last - 1, within=SECONDS):
            raise TimeoutError(f"the replay of {service} stands at {projection.position} of {last}")
        return projection.position


def main() -> None:
    """Rebuilds what the request names."""
    request = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(json.dumps({service: asyncio.run(rebuild(service, each)) for service, each in request.items()}))


if __name__ == "__main__":
    main()
