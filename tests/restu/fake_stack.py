"""`restu up` with fake services, real servers: what the supervisor's tests start as a process."""

import os
import sys

from restu.errors import StackError
from restu.home import Home
from restu.stack import Service
from restu.supervisor import Supervisor, run_stack, serve_until_asked

FAKES = (
    Service("sandbox", "tests.restu.fake_service", has_stores=False),
    Service("consent", "tests.restu.fake_service"),
    Service("gateway", "tests.restu.fake_service"),
)


def say(line: str) -> None:
    print(line, flush=True)


async def serve(supervisor: Supervisor) -> int:
    say(f"ready {supervisor.ready_after:.1f}")
    return await serve_until_asked()


if __name__ == "__main__":
    try:
        sys.exit(run_stack(Home.from_environment(os.environ), serve, say, FAKES))
    except StackError as error:
        sys.exit(str(error))
