"""Many at once for few, over HTTP at two replicas, one of which is killed: nothing is given twice, nothing is lost."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx

from chassis.database import Database
from restu.ports import free_port
from services.gamification.domain import Ledger, Redemption, Reward
from tests.gamification.conftest import Service, published

ROUNDS = 10


@dataclass
class Replica:
    """A process and a client of it."""

    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient

    async def post(self, path: str, by: UUID, *, key: str, role: str = "", body: object = None) -> httpx.Response:
        headers = {"authorization": f"Bearer {by}:{role}", "idempotency-key": key}
        return await self.client.post(path, headers=headers, json=body)


@contextmanager
def process(dsn: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen([sys.executable, "-m", "tests.gamification.served", dsn, str(port)])
    try:
        yield running
    finally:
        running.kill()
        running.wait()


@asynccontextmanager
async def replica(dsn: str) -> AsyncIterator[Replica]:
    port = free_port()
    with process(dsn, port) as running:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            for _ in range(600):
                try:
                    await client.get("/livez")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
            yield Replica(running, client)


async def made(at: Replica, *, points: int, stock: int) -> UUID:
    body = {"title": "A mug", "points": points, "stock": stock}
    answer = await at.post("/v1/rewards", uuid4(), key=str(uuid4()), role="administrator", body=body)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["reward_id"])


async def redeem(replicas: list[Replica], who: UUID, reward: UUID, key: str) -> tuple[int, str]:
    """Asks the first replica, and where that does not answer the next one, under the same key."""
    for each in replicas:
        try:
            answer = await each.post(f"/v1/rewards/{reward}/redeem", who, key=key)
        except httpx.TransportError:
            continue
        told = answer.json()
        return answer.status_code, told.get("redemption_id") or told["code"]
    raise AssertionError("nobody answers")


def earned(service: Service, points: int, people: int) -> list[UUID]:
    who = [uuid4() for _ in range(people)]
    service.happened(*(published(each, points=points) for each in who))
    return who


async def test_the_last_one_goes_to_one_and_a_killed_replica_changes_nothing(
    service: Service, postgres_dsn: str
) -> None:
    async with replica(postgres_dsn) as first, replica(postgres_dsn) as second:
        people = await asyncio.to_thread(earned, service, 20 * ROUNDS, 4)
        for _ in range(ROUNDS):
            reward = await made(first, points=1, stock=1)
            asked = [
                redeem([(first, second)[index % 2]], who, reward, str(uuid4())) for index, who in enumerate(people)
            ]
            codes = sorted(status for status, _ in await asyncio.gather(*asked))
            assert codes == [201, 409, 409, 409], "one stands, the others are told that none is left"

        # One of these can pay for two of the five only, and asks for six; the others ask for one each.
        (poor,) = await asyncio.to_thread(earned, service, 20, 1)
        others = await asyncio.to_thread(earned, service, 10, 30)
        reward = await made(second, points=10, stock=5)
        wishes = [(who, f"wish-{index:04}") for index, who in enumerate([*[poor] * 6, *others])]

        def all_at_once(replicas: list[Replica]) -> list[asyncio.Task[tuple[int, str]]]:
            return [
                asyncio.create_task(redeem(replicas[index % 2 :] + replicas[: index % 2], who, reward, key))
                for index, (who, key) in enumerate(wishes)
            ]

        tasks = all_at_once([first, second])
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        first.process.kill()
        told = await asyncio.gather(*tasks)
        again = await asyncio.gather(*all_at_once([second, second]))

        accepted = {wish: answer for wish, answer in zip(wishes, told, strict=True) if answer[0] == 201}
        repeated = {wish: answer for wish, answer in zip(wishes, again, strict=True) if answer[0] == 201}
        assert accepted == repeated, "who repeats a wish gets the first answer"
        assert len({redemption for _, redemption in accepted.values()}) == len(accepted) == 5
        assert sum(who == poor for who, _ in accepted) <= 2
        assert {answer[1] for answer in told if answer[0] != 201} <= {"out-of-stock", "not-enough-points"}
        check(service, postgres_dsn, reward, [poor, *others])


def check(service: Service, dsn: str, reward: UUID, people: list[UUID]) -> None:
    """What is saved agrees: stock, redemptions, ledgers."""
    database = Database(dsn)
    database.open()
    rows = database.fetch("SELECT DISTINCT originator_id AS id FROM stored_events")
    database.close()
    found = service.store.load([row["id"] for row in rows])
    redemptions = [each for each in found.values() if isinstance(each, Redemption) and each.reward_id == reward]
    (stocked,) = (each for each in found.values() if isinstance(each, Reward) and each.id == reward)
    assert (len(redemptions), stocked.stock) == (5, 0)
    for who in people:
        ledger = found[who]
        assert isinstance(ledger, Ledger)
        assert {each.id for each in redemptions if each.advocate_id == who} == set(ledger.redemptions())
        earned_points = sum(entry.points for entry in ledger.entries.values())
        assert ledger.balance == earned_points - sum(spending.points for spending in ledger.spent.values()) >= 0
