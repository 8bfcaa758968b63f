"""Replaying and dropping dead letters: one transaction each, with everything that queued behind their key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chassis.database import Write
from chassis.dead_letters.table import DeadLetter, DeadLetters, Key, QueueMoved, describe
from chassis.errors import Refused
from contracts.envelope import Envelope

ATTEMPTS = 8


class Applies(Protocol):
    """How events are applied: the consumer's runner."""

    def apply(self, events: Sequence[tuple[str, Envelope]], writes: Sequence[Write]) -> None:
        """Applies the events (topic, envelope) in order and the writes, in one transaction.

        Raises Failed, naming the event that fails for good.
        """
        ...


class Failed(Exception):
    """An event fails for good: `number` is its place among those that were to be applied."""

    def __init__(self, number: int, error: Exception) -> None:
        super().__init__(f"event {number} fails for good: {describe(error)}")
        self.number = number
        self.error = error


def replay(letters: DeadLetters, runner: Applies, identifier: int) -> int:
    """Applies a dead letter again and then what queued behind its key, in order; gives how many were applied.

    When a later one fails, those before it are applied and it becomes the dead letter. Raises Refused when the first
    one fails again or the letter is foreign; nothing is changed then.
    """
    return _settle(letters, runner, identifier, without=None)


def drop(letters: DeadLetters, runner: Applies, identifier: int) -> int:
    """Gives a letter up for good and applies what queued behind it; gives how many were applied."""
    letter = letters.show(identifier)
    if letter.envelope is None:
        letters.drop_foreign(identifier)
        return 0
    return _settle(letters, runner, identifier, without=identifier)


def _settle(letters: DeadLetters, runner: Applies, identifier: int, *, without: int | None) -> int:
    letter = letters.show(identifier)
    if letter.envelope is None:
        raise Refused("a foreign message is no event of ours and cannot be replayed; drop it")
    for _ in range(ATTEMPTS):
        version, queue = letters.queue_of(letter.topic, letter.envelope.subject)
        try:
            return _apply(letters, runner, version, [each for each in queue if each.id != without], without)
        except QueueMoved:
            continue
    raise Refused("new events of this key keep arriving; nothing was changed, try again")


def _apply(
    letters: DeadLetters, runner: Applies, version: int, queue: Sequence[DeadLetter], without: int | None
) -> int:
    gone = [without] if without is not None else []
    topic, key = _place(letters, queue, without)
    try:
        runner.apply(_events(queue), [letters.remove([*gone, *_ids(queue)]), letters.unpark(topic, key, version)])
    except Failed as failure:
        if failure.number == 0 and not gone:
            raise Refused(f"it fails again, nothing was changed: {describe(failure.error)}") from failure
        good, bad = queue[: failure.number], queue[failure.number]
        runner.apply(
            _events(good),
            [
                letters.remove([*gone, *_ids(good)]),
                letters.condemn(bad.id, failure.error),
                letters.still_parked(topic, key, version),
            ],
        )
        return len(good)
    return len(queue)


def _place(letters: DeadLetters, queue: Sequence[DeadLetter], without: int | None) -> Key:
    letter = queue[0] if without is None else letters.show(without)
    assert letter.envelope is not None
    return letter.topic, letter.envelope.subject


def _events(queue: Sequence[DeadLetter]) -> list[tuple[str, Envelope]]:
    return [(each.topic, each.envelope) for each in queue if each.envelope is not None]


def _ids(queue: Sequence[DeadLetter]) -> list[int]:
    return [each.id for each in queue]
