"""Commands that are worked as one batch: as if one after the other, and none harms those beside it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import hypothesis.strategies as st
import pytest
from eventsourcing.domain import Aggregate
from hypothesis import HealthCheck, given, settings

from chassis.commands import MOST, Done, Wish, _Batch, _round
from chassis.database import Write, WriteMissed
from chassis.dead_letters import DeadLetters, KeyParked
from chassis.errors import Invalid, KeyReused, Unavailable
from chassis.event_store import Conflict, EventStore, Unit, Work
from chassis.idempotency import Request
from tests.chassis.pipeline import AT, Lamp

Command = Callable[[Work], dict[str, Any]]


def wish(command: Command, *reads: UUID, key: str | None = None, body: Any = None) -> Wish:
    request = Request.of(UUID(int=1), "test", key or str(uuid4()), body)
    return Wish(request, command, lambda: reads, copy_context(), Future())


def light(identifier: UUID) -> Command:
    """Hangs the lamp where it is missing, lights it, and tells how often it was lit before."""

    def command(work: Work) -> dict[str, Any]:
        lamp = work.find(Lamp, identifier) or work.add(Lamp(identifier=identifier, at=AT))
        before = len(lamp.lit)
        lamp.light(before, at=AT)
        return {"before": before}

    return command


def work_off(store: EventStore, wishes: Sequence[Wish]) -> list[int]:
    """Works the wishes to the end, a batch after the other; how many were carried over in each round."""
    waiting, rounds = list(wishes), []
    while waiting:
        batch = _Batch(store, waiting)
        left = batch.begin(None)
        waiting = batch.finish() + left
        rounds.append(len(waiting))
    return rounds


def work_off_overlapping(store: EventStore, wishes: Sequence[Wish]) -> None:
    """Works the wishes to the end, each batch while the one before it is saved."""
    waiting, before = list(wishes), None
    while waiting or before:
        waiting, before = _round(store, waiting, before)


def told(wishes: Sequence[Wish]) -> list[Any]:
    """The results, or the kinds of the errors."""
    found: list[Any] = []
    for each in wishes:
        assert isinstance(each.future, Future)
        error = each.future.exception(timeout=0)
        found.append(type(error) if error is not None else each.future.result().result)
    return found


def lit(store: EventStore, identifier: UUID) -> int:
    lamp = Work(store).find(Lamp, identifier)
    return len(lamp.lit) if lamp is not None else 0


def test_what_arrives_together_shares_its_reads_and_its_commit(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamps = [uuid4() for _ in range(20)]
    loads: list[int] = []
    load = store.load

    def counted(identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        loads.append(len(identifiers))
        return load(identifiers)

    monkeypatch.setattr(store, "load", counted)
    wishes = [wish(light(each), each) for each in lamps]

    assert work_off(store, wishes) == [0]

    assert told(wishes) == [{"before": 0}] * 20
    assert loads == [20]
    row = store.database.fetch_one("SELECT count(DISTINCT xmin::text) AS commits FROM stored_events")
    assert row is not None
    assert row["commits"] == 1


def test_a_command_that_fails_does_no_harm_to_those_beside_it(store: EventStore) -> None:
    first, second = uuid4(), uuid4()

    def spoils(work: Work) -> dict[str, Any]:
        light(first)(work)
        raise Invalid("not this one")

    def missed(work: Work) -> dict[str, Any]:
        work.write(Write("UPDATE answers SET key = key WHERE key = 'nobody'", (), rows=1))
        return light(uuid4())(work)

    wishes = [wish(spoils), wish(light(first)), wish(missed), wish(light(second))]
    work_off(store, wishes)

    assert told(wishes) == [Invalid, {"before": 0}, WriteMissed, {"before": 0}]
    assert (lit(store, first), lit(store, second)) == (1, 1)


def test_a_parked_key_refuses_only_the_commands_about_it(store: EventStore) -> None:
    letters = DeadLetters(store.database)
    letters.migrate()
    parked, free = uuid4(), uuid4()
    store.database.transact([Write("INSERT INTO parked_keys (topic, key) VALUES ('test', %s)", (str(parked),))])

    def guarded(key: UUID) -> Command:
        def command(work: Work) -> dict[str, Any]:
            work.write(letters.guard(key, uuid4()))
            return light(uuid4())(work)

        return command

    wishes = [wish(guarded(key)) for key in (free, parked, free)]
    work_off(store, wishes)

    assert told(wishes) == [{"before": 0}, KeyParked, {"before": 0}]


def test_one_that_reads_what_an_earlier_one_changes_waits_for_the_next_batch(store: EventStore) -> None:
    lamp = uuid4()
    wishes = [wish(light(lamp)) for _ in range(3)]

    assert work_off(store, wishes) == [2, 1, 0]

    assert told(wishes) == [{"before": 0}, {"before": 1}, {"before": 2}]


def test_one_that_reads_what_the_batch_under_way_changes_waits_until_it_is_saved(store: EventStore) -> None:
    lamp, other = uuid4(), uuid4()
    first = _Batch(store, [wish(light(lamp), lamp)])
    behind, beside = wish(light(lamp), lamp), wish(light(other), other)
    second = _Batch(store, [behind, beside])

    assert first.begin(None) == []
    assert second.begin(first) == [behind]
    assert first.finish() == second.finish() == []

    assert told([beside]) == [{"before": 0}]
    work_off(store, [behind])
    assert told([behind]) == [{"before": 1}]


def test_a_batch_is_told_while_the_next_one_is_stuck_behind_it(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.commands.MOST", 1)
    lamp = uuid4()
    wishes = [wish(light(lamp), lamp, key=f"key-{number // 2:04}") for number in range(6)]

    work_off_overlapping(store, wishes)

    assert told(wishes) == [{"before": 0}] * 2 + [{"before": 1}] * 2 + [{"before": 2}] * 2
    assert lit(store, lamp) == 3


def test_what_cannot_be_worked_harms_nobody_in_the_batch_under_way(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = wish(light(uuid4())), wish(light(uuid4()))
    under_way = _Batch(store, [first])
    under_way.begin(None)

    def away(_: Sequence[Request]) -> dict[Any, Any]:
        raise Unavailable("the database does not answer")

    monkeypatch.setattr(store.answers, "find_all", away)
    waiting, before = _round(store, [second], under_way)
    assert waiting == []
    assert before is not None
    assert told([first]) == [{"before": 0}]
    assert before.finish() == []

    assert told([second]) == [Unavailable]


def test_one_that_was_overtaken_from_outside_is_run_again_and_the_others_are_saved(store: EventStore) -> None:
    lamp, other = uuid4(), uuid4()
    runs: list[dict[str, Any]] = []

    def overtaken(work: Work) -> dict[str, Any]:
        answer = light(lamp)(work)
        if not runs:
            store.run(light(lamp))
        runs.append(answer)
        return answer

    wishes = [wish(overtaken), wish(light(other))]

    assert work_off(store, wishes) == [1, 0]
    assert told(wishes) == [{"before": 1}, {"before": 0}]
    assert runs == [{"before": 0}, {"before": 1}]


def test_those_who_only_read_what_was_changed_from_outside_are_run_again(store: EventStore) -> None:
    shared, mine = uuid4(), uuid4()
    store.run(light(shared))

    def reads(work: Work) -> dict[str, Any]:
        lamp = work.get(Lamp, shared)
        light(uuid4())(work)
        return {"saw": len(lamp.lit)}

    def changes_outside(work: Work) -> dict[str, Any]:
        if lit(store, shared) == 1:
            store.run(light(shared))
        return light(mine)(work)

    wishes = [wish(reads, shared), wish(changes_outside), wish(reads, shared)]

    assert work_off(store, wishes) == [2, 0]
    assert told(wishes) == [{"saw": 2}, {"before": 0}, {"saw": 2}]


def test_one_that_conflicts_for_ever_gives_up(store: EventStore) -> None:
    lamp = uuid4()

    def overtaken(work: Work) -> dict[str, Any]:
        answer = light(lamp)(work)
        store.run(light(lamp))
        return answer

    wishes = [wish(overtaken)]
    work_off(store, wishes)

    assert told(wishes) == [Conflict]


def test_twins_in_one_batch_do_it_once_and_both_get_the_answer(store: EventStore) -> None:
    lamp = uuid4()
    wishes = [wish(light(lamp), key="key-0001") for _ in range(3)]

    assert work_off(store, wishes) == [2, 0]

    assert told(wishes) == [{"before": 0}] * 3
    assert lit(store, lamp) == 1


def test_a_key_of_another_request_of_the_same_batch_is_refused(store: EventStore) -> None:
    wishes = [wish(light(uuid4()), key="key-0001", body=number) for number in range(2)]
    work_off(store, wishes)

    assert told(wishes) == [{"before": 0}, KeyReused]


def test_a_repeat_that_would_be_refused_by_now_gets_the_first_answer(store: EventStore) -> None:
    def only_once(work: Work) -> dict[str, Any]:
        if lit(store, lamp):
            raise Invalid("it is lit")
        return light(lamp)(work)

    lamp = uuid4()
    wishes = [wish(only_once, key="key-0001"), wish(only_once, key="key-0001"), wish(only_once)]
    work_off(store, wishes)

    assert told(wishes) == [{"before": 0}, {"before": 0}, Invalid]


async def test_many_coroutines_and_threads_wait_at_once_and_each_gets_its_own(store: EventStore) -> None:
    lamps = [uuid4() for _ in range(3 * MOST)]
    requests = [Request.of(each, "test", "key-0001", None) for each in lamps]
    threads = [
        asyncio.to_thread(store.run_once, request, light(lamp))
        for request, lamp in zip(requests[:8], lamps[:8], strict=True)
    ]
    coroutines = [
        store.once(request, light(lamp), reads=partial(list, [lamp]))
        for request, lamp in zip(requests[8:], lamps[8:], strict=True)
    ]

    outcomes: list[Done] = await asyncio.gather(*threads, *coroutines)

    log = {each.originator_id: each.id for each in store.notifications(0, 10_000)}
    assert [outcome.position for outcome in outcomes] == [log[each] for each in lamps]


async def test_what_comes_in_the_same_turn_of_the_loop_is_one_batch(store: EventStore) -> None:
    lamps = [uuid4() for _ in range(20)]
    wishes = [(Request.of(UUID(int=1), "test", str(each), None), light(each)) for each in lamps]

    outcomes = await asyncio.gather(*(store.once(request, command) for request, command in wishes))

    assert [outcome.result for outcome in outcomes] == [{"before": 0}] * 20
    row = store.database.fetch_one("SELECT count(DISTINCT xmin::text) AS commits FROM stored_events")
    assert row is not None
    assert row["commits"] == 1


async def test_what_comes_after_the_end_is_refused_at_once(store: EventStore) -> None:
    store.close()

    with pytest.raises(Unavailable):
        await asyncio.wait_for(store.once(Request.of(UUID(int=1), "test", "key-0001", None), light(uuid4())), 5)
    late = wish(light(uuid4()))
    store._commands.wish(late)
    assert told([late]) == [Unavailable]


def test_what_was_wished_for_before_the_end_is_done_and_the_rest_refused(store: EventStore) -> None:
    wishes = [wish(light(uuid4())) for _ in range(500)]
    ending = threading.Thread(target=store.close)

    for number, each in enumerate(wishes):
        if number == 100:
            ending.start()
        store._commands.wish(each)
    ending.join()

    assert all(each.future.done() for each in wishes)
    answers = told(wishes)
    done = answers.count({"before": 0})
    assert done >= 100
    assert answers == [{"before": 0}] * done + [Unavailable] * (500 - done)


def test_without_a_thread_nobody_waits_beyond_the_end(store: EventStore) -> None:
    never_opened = EventStore(store.database)
    early = wish(light(uuid4()))
    never_opened._commands.wish(early)
    [save] = never_opened.hand_over([Unit(writes=[Write("SELECT 1")])])

    never_opened.close()

    assert told([early]) == [Unavailable]
    assert isinstance(save.exception(timeout=0), Unavailable)


async def test_a_caller_who_went_away_harms_nobody(store: EventStore) -> None:
    began, go = threading.Event(), threading.Event()

    def slow(work: Work) -> dict[str, Any]:
        began.set()
        go.wait(10)
        return light(gone)(work)

    gone, stays = uuid4(), uuid4()
    leaving = asyncio.create_task(store.once(Request.of(gone, "test", "key-0001", None), slow))
    await asyncio.to_thread(began.wait, 10)
    leaving.cancel()
    staying = asyncio.create_task(store.once(Request.of(stays, "test", "key-0001", None), light(stays)))
    await asyncio.sleep(0)
    go.set()

    assert (await staying).result == {"before": 0}
    assert lit(store, gone) == 1, "it was handed over"
    with pytest.raises(asyncio.CancelledError):
        await leaving


@dataclass(frozen=True)
class Step:
    """A command over three lamps: what it reads, what it lights, and whether it then fails or refuses a lit one."""

    reads: frozenset[int]
    lights: frozenset[int]
    fails: bool
    refuses: bool

    def do(self, seen: Callable[[int], int], light: Callable[[int], None]) -> dict[str, Any]:
        saw = {str(each): seen(each) for each in sorted(self.reads)}
        for each in sorted(self.lights):
            light(each)
        if self.fails or (self.refuses and any(saw.values())):
            raise Invalid("no")
        return saw


@dataclass
class Alone:
    """The same commands one after the other, in memory."""

    lamps: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(3), 0))

    def do(self, step: Step) -> Any:
        lamps = dict(self.lamps)

        def light(each: int) -> None:
            lamps[each] += 1

        try:
            result = step.do(self.lamps.__getitem__, light)
        except Invalid:
            return Invalid
        self.lamps = lamps
        return result


some = st.frozensets(st.integers(0, 2), max_size=3)
steps = st.builds(Step, some, some, st.booleans(), st.booleans())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=2, max_size=5), st.integers(1, 5))
def test_commands_are_as_if_one_after_the_other(store: EventStore, batch: list[Step], most: int) -> None:
    lamps = [uuid4() for _ in range(3)]

    def command(step: Step) -> Command:
        def seen(work: Work, each: int) -> int:
            lamp = work.find(Lamp, lamps[each])
            return len(lamp.lit) if lamp is not None else 0

        def light_one(work: Work, each: int) -> None:
            light(lamps[each])(work)

        return lambda work: step.do(lambda each: seen(work, each), lambda each: light_one(work, each))

    wishes = [wish(command(step), *(lamps[each] for each in step.reads)) for step in batch]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chassis.commands.MOST", most)
        work_off_overlapping(store, wishes)

    happened = (told(wishes), [lit(store, each) for each in lamps])
    possible = []
    for order in permutations(range(len(batch))):
        alone, answers = Alone(), dict[int, Any]()
        for number in order:
            answers[number] = alone.do(batch[number])
        possible.append(([answers[number] for number in range(len(batch))], list(alone.lamps.values())))
    assert happened in possible
