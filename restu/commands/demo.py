"""Start the stack and walk the main path through it, visibly, for several advocates.

Real Kafka, PostgreSQL and view database, the real services and gateway, the sandbox network, content from real files.
It ends with the verifier over the stream. Then it serves until Ctrl-C; with --once it ends. The exit code is 0 only
when every step did what it should. It may be walked as often as wished, also after a walk that was interrupted.
"""

import argparse
import asyncio
import os
from typing import TYPE_CHECKING

from restu.commands.up import say
from restu.home import Home
from restu.supervisor import Supervisor, run_stack, serve_until_asked
from restu.table import stack_table

if TYPE_CHECKING:
    from restu.demo.walk import Walk

INTERRUPTED = 130


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--once", action="store_true", help="end by itself after the walk")


def run(arguments: argparse.Namespace) -> int:
    """Walk in the foreground."""
    home = Home.from_environment(os.environ)

    async def during(supervisor: Supervisor) -> int:
        say(stack_table(supervisor))
        try:
            return await walk_through(supervisor, once=arguments.once)
        except asyncio.CancelledError:
            say("The walk was interrupted. What it did so far stays; it can be walked again.")
            return INTERRUPTED

    say(f"Starting Restu on {home.folder} ...")
    return run_stack(home, during, say)


async def walk_through(supervisor: Supervisor, *, once: bool) -> int:
    """Walk against a stack that runs; 0 when every step did what it should."""
    from contextlib import AsyncExitStack
    from secrets import token_hex

    from restu.demo.browser import Gateway
    from restu.demo.network import reaching
    from restu.demo.report import happened, verdict
    from restu.demo.source import serving
    from restu.demo.steps import STORY
    from restu.demo.walk import Walk, take_all
    from restu.sources import Sources
    from restu.stream import KEY_SERVICES

    stack = supervisor.stack
    keys = tuple(stack.address(service) for service in KEY_SERVICES)
    with serving() as source:
        async with AsyncExitStack() as browsers, reaching(stack.address("sandbox")) as network:
            gateway = Gateway(stack.address("gateway"))
            walk = Walk(
                home=stack.home,
                consent=stack.address("consent"),
                sources=Sources(kafka=stack.kafka, key_addresses=keys, key_file=None),
                gateway=gateway,
                network=network,
                source=source,
                say=say,
                open=browsers,
                mark="" if await gateway.is_nobody_there() else token_hex(2),
            )
            records = await take_all(walk, STORY)
        said = verdict(records)
        say(f"\nWhat happened\n{happened(records)}\n\n{said.words}")
        if once:
            return said.code
        say(what_now(walk))
        return await serve_until_asked(said.code)


def what_now(walk: "Walk") -> str:
    """What one can look at and try while the stack goes on serving."""
    from restu.table import table

    accounts = [
        (each.username, each.password, each.url) for part, each in walk.handles.items() if part not in walk.gone
    ]
    gateway = walk.gateway.address
    tries = [
        (f"{gateway}/api/docs", "every operation of the API"),
        ("docs/main-path.md", "the main path by curl"),
        (".venv/bin/python -m restu status", "what runs, with its memory"),
        (".venv/bin/python -m restu verify", "the proof once more"),
        (".venv/bin/python -m restu export --to DIR", "the whole stream, for anybody to verify"),
    ]
    lines = [
        f"\nThe sandbox network shows its posts at {walk.network.address}. Accounts there, with throw-away passwords:",
        table([("account", "password", ""), *accounts]),
        "",
        "Besides the web app:",
        table(tries),
        "",
        f"Now open {gateway} in a browser, and begin as an advocate.",
        "Restu goes on serving; end with Ctrl-C.",
    ]
    return "\n".join(lines)
