"""Batches without Kafka, on real PostgreSQL: each event once; what fails for good is parked, replayed or dropped."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from chassis import telemetry
from chassis.codec import trace_of
from chassis.consumer import Runner
from chassis.consumer.batch import Batches, Incoming, Result
from chassis.consumer.positions import Positions
from chassis.consumer.runner import MANY
from chassis.consumer.target import StoreTarget
from chassis.database import Write, WriteMissed
from chassis.dead_letters import DeadLetters, KeyParked, State, drop, replay
from chassis.errors import NotFound, Refused, Unavailable
from chassis.event_store import EventStore, Work
from contracts.envelope import Envelope
from tests.chassis.pipeline import Lamp, LampHung, LampLit, chain, light, words

WORDS = words("test.letters")
OTHERS = words("test.other")


class Burnt(Exception):
    """A rule of some domain."""

    code = "burnt"


class House:
    """A consumer's inside: policies that light lamps, except for numbers that burn."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self.burning: set[int] = set()
        self.away = 0
        self.letters = DeadLetters(store.database)
        self.positions = Positions(store.database)
        self.letters.migrate()
        self.positions.migrate()
        self.runner = Runner(
            StoreTarget(store),
            {WORDS.lit: self.lit, WORDS.hung: self.hung},
            {WORDS.lit: lambda event: [event.lamp_id]},
            overtakes=frozenset({WORDS.hung}),
        )
        self.batches = Batches(self.runner, self.letters, self.positions)
        self.hung_at: list[UUID] = []

    def lit(self, work: Work, event: LampLit, envelope: Envelope) -> None:
        if self.away > 0:
            self.away -= 1
            raise Unavailable("a server does not answer")
        if event.times in self.burning:
            raise Burnt(f"the lamp burns at {event.times}")
        light(work, event.lamp_id, event.times)

    def hung(self, _: Work, event: LampHung, __: Envelope) -> None:
        self.hung_at.append(event.lamp_id)

    def receive(self, *envelopes: Envelope, offset: int = 0) -> Result:
        return self.batches.apply([incoming(each, offset + n) for n, each in enumerate(envelopes)])

    def numbers(self, lamp: UUID) -> list[int]:
        found = Work(self.store).find(Lamp, lamp)
        return found.lit if found is not None else []


def incoming(envelope: Envelope, offset: int, topic: str = WORDS.topic) -> Incoming:
    return Incoming((topic, envelope.partition), offset, envelope.data, envelope)


@pytest.fixture
def house(store: EventStore) -> House:
    return House(store)


def two_of_one_partition() -> tuple[UUID, UUID]:
    """Two lamps whose events share a partition."""
    first = uuid4()
    place = chain(first, 1, WORDS.lit)[0].partition
    while chain(other := uuid4(), 1, WORDS.lit)[0].partition != place:
        pass
    return first, other


def interleaved(first: UUID, second: UUID, count: int) -> list[Envelope]:
    """`count` events, taking turns between two lamps of one partition."""
    lamps = (first, second)
    return [chain(lamps[n % 2], 1, WORDS.lit, first=n + 1, previous=n)[0] for n in range(count)]


def test_an_event_takes_effect_once_however_often_it_comes(house: House) -> None:
    lamp = uuid4()
    events = chain(lamp, 3, WORDS.lit)

    house.receive(*events, *events)
    house.receive(*events)

    assert house.numbers(lamp) == [1, 2, 3]


def test_events_of_other_types_are_skipped_and_the_position_moves_on(house: House) -> None:
    lamp = uuid4()
    first, unknown, third = chain(lamp, 3, WORDS.lit)

    house.receive(first, replace(unknown, type="test.LampPainted.v1"), third)

    assert house.numbers(lamp) == [1, 3]
    assert house.letters.oldest() == []


def test_an_event_of_a_type_of_another_topic_is_not_taken_for_ours(house: House) -> None:
    lamp = uuid4()
    event = chain(lamp, 1, OTHERS.lit)[0]

    house.batches.apply([incoming(event, 0, OTHERS.topic)])

    assert house.numbers(lamp) == []


def test_two_that_read_one_partition_apply_each_event_once(house: House) -> None:
    lamp = uuid4()
    events = chain(lamp, 4, WORDS.lit)
    other = Batches(house.runner, house.letters, Positions(house.store.database))
    house.receive(*events[:1])

    other.apply([incoming(each, n) for n, each in enumerate(events[:3])])
    house.receive(*events)

    assert house.numbers(lamp) == [1, 2, 3, 4]


def test_a_server_that_does_not_answer_is_no_poison(house: House) -> None:
    lamp = uuid4()
    house.away = 1

    with pytest.raises(Unavailable):
        house.receive(*chain(lamp, 3, WORDS.lit))
    house.receive(*chain(lamp, 3, WORDS.lit))

    assert house.numbers(lamp) == [1, 2, 3]
    assert house.letters.oldest() == []


def test_poison_among_many_is_kept_alone_and_its_key_waits_behind_it(house: House) -> None:
    bad, good = two_of_one_partition()
    house.burning = {11}

    house.receive(*interleaved(bad, good, 60))

    assert house.numbers(bad) == [1, 3, 5, 7, 9]
    assert house.numbers(good) == list(range(2, 61, 2))
    letters = house.letters.oldest()
    assert [letter.state for letter in letters] == [State.DEAD] + [State.QUEUED] * 24
    assert letters[0].reason == "burnt: the lamp burns at 11"
    assert [letter.envelope.sequence for letter in letters if letter.envelope] == list(range(11, 60, 2))
    assert house.letters.parked(bad)
    assert not house.letters.parked(good)


def test_a_body_that_is_not_what_its_type_says_is_poison_and_its_values_are_not_told(house: House) -> None:
    lamp = uuid4()
    first, second, third = chain(lamp, 3, WORDS.lit)
    wrong = json.dumps({"lamp_id": str(lamp), "times": "Ayu Lestari"}).encode()

    house.receive(first, replace(second, data=wrong), third)

    assert house.numbers(lamp) == [1]
    dead, queued = house.letters.oldest()
    assert (dead.state, queued.state) == (State.DEAD, State.QUEUED)
    assert dead.reason == "the body is wrong: times: int_parsing"
    assert dead.envelope is not None
    assert dead.envelope.data == wrong


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[]", b"null", b'{"lamp_id":1}', b"{"])
def test_undecodable_bodies_are_poison(house: House, data: bytes) -> None:
    lamp = uuid4()

    house.receive(replace(chain(lamp, 1, WORDS.lit)[0], data=data))

    assert [letter.state for letter in house.letters.oldest()] == [State.DEAD]


def test_a_body_about_somebody_else_is_poison(house: House) -> None:
    lamp, other = uuid4(), uuid4()

    house.receive(replace(chain(lamp, 1, WORDS.lit)[0], data=chain(other, 1, WORDS.lit)[0].data))

    assert house.numbers(other) == []
    assert house.letters.parked(lamp)


def test_what_cannot_be_stored_at_all_is_poison(house: House) -> None:
    lamp = uuid4()

    def unstorable(work: Work, event: LampLit, _: Envelope) -> None:
        work.write(Write("SELECT %s::text", ("\x00" if event.times == 2 else "x",)))

    house.runner._policies[WORDS.lit] = unstorable

    house.receive(*chain(lamp, 3, WORDS.lit))

    assert [letter.state for letter in house.letters.oldest()] == [State.DEAD, State.QUEUED]
    assert [letter.state for letter in house.letters.oldest(queued=False)] == [State.DEAD]


def test_a_write_that_always_misses_does_not_block_its_partition(house: House) -> None:
    bad, good = two_of_one_partition()

    def miss(work: Work, event: LampLit, _: Envelope) -> None:
        if event.lamp_id == bad:
            work.write(Write("UPDATE answers SET key = 'x' WHERE key = 'nobody'", (), rows=1))
        else:
            light(work, event.lamp_id, event.times)

    house.runner._policies[WORDS.lit] = miss

    house.receive(*interleaved(bad, good, 4))

    assert house.numbers(good) == [2, 4]
    assert house.letters.parked(bad)


def test_later_batches_queue_behind_a_parked_key_too(house: House) -> None:
    lamp = uuid4()
    events = chain(lamp, 4, WORDS.lit)
    house.burning = {1}
    house.receive(events[0])
    house.receive(*events[1:3], offset=1)
    house.receive(events[3], offset=3)

    assert house.numbers(lamp) == []
    assert [letter.state for letter in house.letters.oldest()] == [State.DEAD] + [State.QUEUED] * 3


def test_an_event_that_overtakes_does_not_queue(house: House) -> None:
    lamp = uuid4()
    house.burning = {1}
    first, second = chain(lamp, 2, WORDS.lit)
    erased = replace(second, type=WORDS.hung.TYPE)

    house.receive(first)
    house.receive(erased, offset=1)

    assert house.hung_at == [lamp]
    assert len(house.letters.oldest()) == 1


def test_replay_applies_the_letter_and_then_its_queue_in_order(house: House) -> None:
    lamp = uuid4()
    events = chain(lamp, 5, WORDS.lit)
    house.burning = {2}
    house.receive(*events[:4])
    house.burning = set()

    done = replay(house.letters, house.runner, house.letters.oldest()[0].id)
    house.receive(events[4], offset=4)

    assert done == 3
    assert house.numbers(lamp) == [1, 2, 3, 4, 5]
    assert house.letters.oldest() == []
    assert not house.letters.parked(lamp)


def test_a_replay_that_fails_again_changes_nothing(house: House) -> None:
    lamp = uuid4()
    house.burning = {2}
    house.receive(*chain(lamp, 4, WORDS.lit))
    before = house.letters.oldest()

    with pytest.raises(Refused, match="fails again"):
        replay(house.letters, house.runner, before[0].id)

    assert house.letters.oldest() == before
    assert house.numbers(lamp) == [1]


def test_when_a_queued_event_fails_too_it_becomes_the_dead_letter(house: House) -> None:
    lamp = uuid4()
    house.burning = {2}
    house.receive(*chain(lamp, 5, WORDS.lit))
    house.burning = {4}

    done = replay(house.letters, house.runner, house.letters.oldest()[0].id)

    assert done == 2
    assert house.numbers(lamp) == [1, 2, 3]
    assert [(letter.state, letter.envelope and letter.envelope.sequence) for letter in house.letters.oldest()] == [
        (State.DEAD, 4),
        (State.QUEUED, 5),
    ]
    assert house.letters.parked(lamp)


def test_dropping_a_letter_applies_what_queued_behind_it(house: House) -> None:
    lamp = uuid4()
    house.burning = {2}
    house.receive(*chain(lamp, 4, WORDS.lit))

    done = drop(house.letters, house.runner, house.letters.oldest()[0].id)

    assert done == 2
    assert house.numbers(lamp) == [1, 3, 4]
    assert not house.letters.parked(lamp)


def test_a_letter_that_arrives_during_a_replay_is_not_forgotten(house: House) -> None:
    lamp = uuid4()
    events = chain(lamp, 3, WORDS.lit)
    house.burning = {1}
    house.receive(*events[:2])
    house.burning = set()
    arrives = [events[2]]
    lit = house.lit

    def lit_while_another_arrives(work: Work, event: LampLit, envelope: Envelope) -> None:
        lit(work, event, envelope)
        if arrives:
            house.batches.apply([incoming(arrives.pop(), 2)])

    house.runner._policies[WORDS.lit] = lit_while_another_arrives

    done = replay(house.letters, house.runner, house.letters.oldest()[0].id)

    assert done == 3
    assert house.numbers(lamp) == [1, 2, 3]
    assert house.letters.oldest() == []


def test_a_command_about_a_parked_key_is_refused_and_saves_nothing(house: House) -> None:
    parked, free = two_of_one_partition()
    house.burning = {1}
    house.receive(chain(parked, 1, WORDS.lit)[0])

    def command(work: Work, lamp: UUID) -> None:
        light(work, lamp, 100)
        work.write(house.letters.guard(lamp, uuid4()))

    with pytest.raises(KeyParked) as refusal:
        house.store.run(command, parked)
    house.store.run(command, free)

    assert isinstance(refusal.value, Refused)
    assert isinstance(refusal.value, WriteMissed)
    assert (house.numbers(parked), house.numbers(free)) == ([], [100])


def test_a_foreign_message_is_noted_once_without_its_content(house: House) -> None:
    lamp = uuid4()
    events = chain(lamp, 2, WORDS.lit)
    place = (WORDS.topic, events[0].partition)
    foreign = Incoming(place, 1, b"Ayu Lestari, Jalan Mawar 5", None, "the attribute ce_id is missing")

    for _ in range(2):
        house.batches.apply([incoming(events[0], 0), foreign, incoming(events[1], 2)])

    (letter,) = house.letters.oldest()
    assert (letter.state, letter.offset, letter.reason) == (State.FOREIGN, 1, "the attribute ce_id is missing")
    assert b"Ayu" not in json.dumps(house.store.database.fetch("SELECT * FROM dead_letters"), default=str).encode()
    assert house.numbers(lamp) == [1, 2]
    with pytest.raises(Refused, match="foreign"):
        replay(house.letters, house.runner, letter.id)
    drop(house.letters, house.runner, letter.id)
    with pytest.raises(NotFound):
        house.letters.show(letter.id)


def test_of_many_that_are_read_side_by_side_only_the_bad_one_is_kept(house: House) -> None:
    lamps = [uuid4() for _ in range(MANY * 2)]
    events = [chain(lamp, 1, WORDS.lit, first=number)[0] for number, lamp in enumerate(lamps, start=1)]
    events[MANY] = replace(events[MANY], data=b"{}")

    house.receive(*events)

    (letter,) = house.letters.oldest()
    assert letter.state is State.DEAD
    assert letter.envelope is not None
    assert letter.envelope.subject == str(lamps[MANY])
    assert [house.numbers(lamp) for lamp in lamps] == [[n] if n != MANY + 1 else [] for n in range(1, len(lamps) + 1)]


def test_each_event_keeps_the_trace_that_caused_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = uuid4(), uuid4()
    traces = [f"00-{'1' * 32}-{'a' * 16}-01", f"00-{'2' * 32}-{'b' * 16}-01"]
    monkeypatch.setattr(house.store.mapper, "_current_trace", telemetry.traceparent)
    house.receive(
        replace(chain(one, 1, WORDS.lit)[0], traceparent=traces[0]),
        replace(chain(two, 1, WORDS.lit, first=2)[0], traceparent=traces[1]),  # perhaps in the same partition
    )

    kept = {row.originator_id: trace_of(bytes(row.state)) for row in house.store.notifications(0, 10)}
    assert kept[one][3:35] == "1" * 32
    assert kept[two][3:35] == "2" * 32
