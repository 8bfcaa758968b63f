"""Personal data stands in vaults alone, encrypted: words, names, handles, links are looked for everywhere.

After erasure nothing of the person is left in any vault either, everything still verifies, and views show `[erased]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from psycopg import sql
from pymongo import MongoClient

from chassis.auth import TokenIssuer
from restu.commands.verify import examine_live
from restu.demo.waiting import expect, until
from tests.integration.collector import Collector
from tests.integration.town import RunningStack, Town

SERVICES = ("content", "consent", "publisher", "gamification", "gateway")
NAME, EMAIL, HANDLE = "Quillon Zephyrine", "quillon.zephyrine@example.org", "quillonzeph"
OWN, SUGGESTED = "xylophones dreamt vermilion", "suggestive marmalade zeppelin"
TITLE, LINK = "Gargantuan pangolin parade", "https://example.org/pangolin-parade-4711"
CANARIES = ("Quillon", "Zephyrine", "quillon.zephyrine", HANDLE, OWN, SUGGESTED, TITLE, "pangolin-parade")


async def test_personal_data_is_found_nowhere_but_encrypted_in_vaults(
    town: Town, stack: RunningStack, collector: Collector
) -> None:
    advocate = await town.advocate(NAME, EMAIL, HANDLE)
    activity = await town.offer(TITLE, LINK, SUGGESTED)
    approval = await town.approve(advocate, activity, f"{OWN} {SUGGESTED}")
    post = await town.post_is(advocate, approval, "published")
    assert post["link"]
    uncertain_words = f"{OWN} again"
    await town.network.order("error-before", advocate.account, "post")
    other = await town.offer(f"{TITLE} two", f"{LINK}-2", f"{SUGGESTED} two")
    await town.approve(advocate, other, uncertain_words)
    for path in (
        "/api/consent/feed",
        "/api/publisher/posts",
        "/api/consent/approvals",
        "/api/gamification/leaderboard",
    ):
        await advocate.person.get(path)

    await until(lambda: _traced(collector), "traces of the publication", seconds=20)
    canaries = (*CANARIES, post["link"], str(post["link"]).rsplit("/", 1)[-1])
    haystacks = {
        **{f"topic {name}": text async for name, text in _records(stack.addresses["kafka"])},
        **dict(_rows(stack)),
        **dict(_documents(stack)),
        **dict(_logs(stack)),
        "traces": b"\n".join(collector.raw),
    }

    assert len(haystacks) > 40
    assert sum(name.startswith("topic restu.") and len(text) > 0 for name, text in haystacks.items()) == 4
    found = [
        (name, canary)
        for name, text in haystacks.items()
        for canary in canaries
        if canary.lower().encode() in text.lower()
    ]
    assert not found

    sealed = {name: text for name, text in haystacks.items() if name.endswith(".vault")}
    assert sum(len(text) for text in sealed.values()) > 1000, "the vaults are where they stand, encrypted"


async def _traced(collector: Collector) -> None:
    expect(any("send" in name.lower() or "mastodon" in name.lower() for _, _, name in collector.spans()), "no span yet")


async def test_after_erasure_it_still_verifies_and_shows_erased(town: Town, stack: RunningStack) -> None:
    advocate = await town.advocate("Wilhelmina Oxbow", "wilhelmina.oxbow@example.org", "wilhelminaox")
    activity = await town.offer("Oxbow lakes", "https://example.org/oxbow", "about lakes")
    approval = await town.approve(advocate, activity, "entirely my own view of lakes")
    await town.post_is(advocate, approval, "published")
    person = advocate.person.id
    before = {service: _rows_of(stack, service, person) for service in ("consent", "publisher")}
    assert all(before.values())

    await town.administrator.post(f"/api/consent/people/{person}/erase")

    async def erased_everywhere() -> None:
        left = {service: _rows_of(stack, service, person) for service in SERVICES}
        expect(not any(left.values()), f"rows are left: {left}")

    await until(erased_everywhere, "nothing of the person is left in any vault")
    people = (await town.administrator.get("/api/consent/people"))["people"]
    assert person not in {each["person_id"] for each in people}
    keys = json.loads((stack.home.folder / "keys" / "gateway" / "signing.jwks").read_text("utf-8"))
    headers = {"Authorization": f"Bearer {TokenIssuer('gateway', keys).for_service('consent')}"}
    async with httpx.AsyncClient(trust_env=False) as client:
        told = await client.get(f"{stack.addresses['consent']}/internal/people/{person}", headers=headers)
    assert told.json()["name"] == "[erased]"
    refused = await advocate.person.client.get("/auth/me")
    assert refused.status_code == 401

    async def whole() -> Any:
        report = await examine_live(stack.sources)
        expect(report.violations or not report.gaps, f"{len(report.gaps)} gaps")
        return report

    report = await until(whole, "the stream is whole")
    assert report.clean, report.as_text()


def _rows_of(stack: RunningStack, service: str, person: str) -> int:
    with psycopg.connect(stack.database(service)) as connection:
        row = connection.execute("SELECT count(*) FROM vault WHERE person = %s", (person,)).fetchone()
    assert row is not None
    return int(row[0])


async def _records(kafka: str) -> Any:
    """Every record of every topic of the broker, the consumers' offsets included: key, headers and value."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, enable_auto_commit=False, auto_offset_reset="earliest", exclude_internal_topics=False
    )
    await consumer.start()
    try:
        for topic, partitions in await _topics(kafka):
            places = [TopicPartition(topic, number) for number in range(partitions)]
            ends = await consumer.end_offsets(places)
            text = b""
            for place in places:
                consumer.assign([place])
                await consumer.seek_to_beginning(place)
                while await consumer.position(place) < ends[place]:
                    for records in (await consumer.getmany(place, timeout_ms=500)).values():
                        for record in records:
                            headers = b"".join(name.encode() + (value or b"") for name, value in record.headers)
                            text += (record.key or b"") + headers + (record.value or b"") + b"\n"
            yield topic, text
    finally:
        await consumer.stop()


async def _topics(kafka: str) -> list[tuple[str, int]]:
    """Every topic of the broker, its own ones too, with its number of partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        return [(each["topic"], len(each["partitions"])) for each in await admin.describe_topics()]
    finally:
        await admin.close()


def _rows(stack: RunningStack) -> Iterator[tuple[str, bytes]]:
    """Every row of every table, as text; bytes as they are."""
    for service in SERVICES:
        with psycopg.connect(stack.database(service)) as connection:
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables "
                "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            for schema, table in tables:
                rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table))).fetchall()
                yield f"{service}.{table}", b"\n".join(_as_bytes(value) for row in rows for value in row)


def _as_bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _documents(stack: RunningStack) -> Iterator[tuple[str, bytes]]:
    client: MongoClient[dict[str, Any]] = MongoClient(stack.views(), uuidRepresentation="standard")
    with client:
        for service in SERVICES[:4]:
            database = client[f"restu_{service}"]
            for name in database.list_collection_names():
                yield f"view {service}.{name}", b"\n".join(repr(each).encode() for each in database[name].find())


def _logs(stack: RunningStack) -> Iterator[tuple[str, bytes]]:
    """What our own processes wrote; the sandbox network is not ours: there the words are public."""
    for log in sorted(Path(stack.home.logs).glob("*.log")):
        if log.stem != "sandbox":
            yield f"log {log.stem}", log.read_bytes()


def test_an_address_with_a_query_is_in_no_log(stack: RunningStack) -> None:
    for name, text in _logs(stack):
        assert not re.search(rb"[?&](code|state|token)=", text), name


def test_every_line_of_a_service_s_log_is_one_object_of_json(stack: RunningStack) -> None:
    lines = (stack.home.logs / "consent.log").read_text("utf-8").splitlines()

    assert lines
    assert {json.loads(line)["service"] for line in lines} == {"consent"}
