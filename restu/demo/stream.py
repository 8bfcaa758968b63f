"""What the event stream says in public, read as any consumer may, and what the verifier says of it."""

import json
from typing import Any

from restu.commands.verify import examine_live
from restu.demo.waiting import SECONDS, expect, until
from restu.sources import Sources
from restu.verifier import Report


async def lines(sources: Sources) -> list[str]:
    """Every event so far as one line of JSON. Raises StackError."""
    from restu.stream import Stream

    return [line async for line in Stream(sources.kafka).lines()]


async def says(sources: Sources, kind: str, **facts: str) -> dict[str, Any]:
    """The data of the first event of that type with these values, once it is there. Raises Unmet, StackError."""

    async def look() -> dict[str, Any]:
        for line in await lines(sources):
            event = json.loads(line)
            data: dict[str, Any] = event["data"]
            if event["type"] == f"restu.{kind}.v1" and all(data.get(name) == value for name, value in facts.items()):
                return data
        expect(condition=False, seen="the stream does not say so")
        raise AssertionError

    return await until(look, f"the event {kind}", seconds=SECONDS)


async def verified(sources: Sources, *, posts: int) -> Report:
    """The verifier's report once it has seen that many posts and misses no event. Raises Unmet, StackError."""

    async def look() -> Report:
        report = await examine_live(sources)
        expect(report.violations or not report.gaps, f"{len(report.gaps)} events are missing")
        expect(report.posts >= posts, f"{report.posts} of {posts} posts")
        return report

    return await until(look, "the stream is whole")
