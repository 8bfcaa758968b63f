"""`restu leaver` and `restu erase` on the whole stack: when the command says done, every service has done it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from restu.commands.verify import examine_live
from restu.demo.browser import Refused
from restu.demo.waiting import NotYet, expect, until
from restu.demo.walk import soon
from restu.home import PROJECT
from tests.integration.commands import command, restu
from tests.integration.town import Advocate, RunningStack, Town

pytestmark = pytest.mark.servers

SERVICES = ("content", "consent", "publisher", "gamification", "gateway")
# Events and first answers hold ids and codes; `erased` and the gateway's `people` say that nobody comes back under one.
MAY_HOLD_THE_ID = {"stored_events", "snapshots", "answers", "erased", "gateway.people"}


def of_them(stack: RunningStack, person: str) -> dict[str, int]:
    """How many rows of each table have the person's id, save for what may have it for ever."""
    found: dict[str, int] = {}
    for service in SERVICES:
        with psycopg.connect(stack.database(service)) as connection:
            tables = [
                row[0]
                for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            ]
            for table in tables:
                if {table, f"{service}.{table}"} & MAY_HOLD_THE_ID:
                    continue
                asked = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s").format(sql.Identifier(table))
                row = connection.execute(asked, (f"%{person}%",)).fetchone()
                if row is not None and row[0]:
                    found[f"{service}.{table}"] = row[0]
    return found


async def decline(advocate: Advocate, activity: str) -> None:
    """Declines what consent has heard of a moment after it was offered."""

    async def answer() -> None:
        try:
            await advocate.person.post("/api/consent/respond", {"verb": "decline", "activity_id": activity})
        except Refused as refusal:
            raise NotYet(str(refusal)) from refusal

    await until(answer, "the activity is declined")


async def test_when_it_says_so_nothing_of_them_is_left_anywhere(town: Town, stack: RunningStack) -> None:
    email = f"wira.{uuid4().hex[:8]}@example.org"
    advocate = await town.advocate("Wira Erased", email, f"wira_{uuid4().hex[:6]}")
    person = advocate.person.id
    first = await town.offer("Ferns", f"https://example.org/{uuid4()}", "about ferns")
    await town.post_is(advocate, await town.approve(advocate, first, "my own view of ferns"), "published")
    second = await town.offer("Mosses", f"https://example.org/{uuid4()}", "about mosses")
    later = await town.approve(advocate, second, "mosses, later", choice="pick", picked_at=soon(days=2))
    third = await town.offer("Lichens", f"https://example.org/{uuid4()}", "about lichens")
    await decline(advocate, third)
    await town.post_is(advocate, later, "scheduled")

    code, said = await asyncio.to_thread(restu, stack, "erase", "--email", email)
    assert (code, "Nothing was deleted." in said) == (1, True), said
    before = of_them(stack, person)
    expected = {"consent.vault", "consent.people", "consent.declines", "publisher.vault", "gateway.sessions"}
    assert expected <= set(before), before

    said = await command(stack, "erase", "--email", email.upper(), "--yes")

    assert "Wira Erased" in said
    left = of_them(stack, person)
    assert set(left) <= {"consent.standing"}, f"{left}\n{said}"
    assert (await advocate.person.client.get("/auth/me")).status_code == 401
    said = await command(stack, "erase", "--person", person)
    assert "They were erased before." in said
    code, said = await asyncio.to_thread(restu, stack, "erase", "--email", email, "--yes")
    assert (code, "has no address here" in said) == (1, True), said

    async def lapsed() -> None:
        expect(not of_them(stack, person), "the approval that stood lapses")

    await until(lapsed, "nothing stands any more")

    async def whole() -> None:
        report = await examine_live(stack.sources)
        expect(not report.gaps, f"{len(report.gaps)} gaps")
        assert report.clean, report.as_text()

    await until(whole, "the stream still verifies")


async def test_killed_in_the_middle_it_goes_on_and_is_seen_to_its_end_by_the_next(
    town: Town, stack: RunningStack
) -> None:
    email = f"yani.{uuid4().hex[:8]}@example.org"
    advocate = await town.advocate("Yani Leaver", email, f"yani_{uuid4().hex[:6]}")
    person = advocate.person.id

    said = await command(stack, "leaver", "--email", email)

    assert "Every service knows that they take part no longer." in said
    assert (await advocate.person.client.get("/auth/me")).status_code == 401
    assert "They had left before." in await command(stack, "leaver", "--email", email)

    stopped = stack.processes["publisher"]
    os.kill(stopped, signal.SIGSTOP)
    try:
        watching = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "restu", "erase", "--email", email, "--yes"),
            cwd=PROJECT,
            env={**os.environ, "RESTU_HOME": str(stack.home.folder)},
            stdout=PIPE,
            stderr=DEVNULL,
        )
        assert watching.stdout is not None
        async with asyncio.timeout(30):
            while b"Done in consent" not in await watching.stdout.readline():
                pass
        watching.kill()
        await watching.wait()
        assert "publisher.vault" in of_them(stack, person)
    finally:
        os.kill(stopped, signal.SIGCONT)

    said = await command(stack, "erase", "--person", person)

    assert "They were erased before. Nothing but the id is left of them in any service." in said
    assert not of_them(stack, person)
