"""Commands of many people at once: what arrives while a batch is worked, or together, is the next batch.

One thread works a batch: the first answers to all its Idempotency-Keys with one query, everything that the commands say
they read with one more, the commands one after another, and all they did as one shared commit; while that is under way
it works the next batch. What comes of it is equivalent to the commands one after another in their order: none reads
what an earlier one of its batch changed, or of the one under way (it waits for a later batch then, as does a twin under
the same key), so that nothing rests on what is not durable; and what each one read is checked, version by version, in
the inserting transaction. A command that fails, or whose save conflicts, does no harm to those beside it.

A command runs in its caller's context (trace) but in this thread: it must not wait for another command, nor ask the
network. Raises in the caller what the command raises, KeyReused, Unavailable, and Conflict after eight attempts.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from contextvars import Context
from dataclasses import dataclass
from threading import Thread
from typing import Any, Protocol
from uuid import UUID

from eventsourcing.domain import Aggregate

from chassis.codec import TypedMapper
from chassis.database import WriteMissed
from chassis.errors import Unavailable
from chassis.idempotency import Answer, Answers, Request, Scope, TwinFirst
from chassis.line import Line
from chassis.work import Conflict, Loads, Outcome, Unit, Work

ATTEMPTS = 8
TOO_MANY = "too many people change this at once; nothing was saved, please try again"
ENDING = "this process ends; nothing was saved, please send it again"
MOST = 64
"""Commands of one batch: the first of them waits for the last."""

Done = Outcome[dict[str, Any]]
Ran = tuple["Wish", dict[str, Any], Unit]
"""A command that ran, its result, and what of it is to be saved."""
Reads = Callable[[], Iterable[UUID]]
"""Gives the aggregates that a command will load, as far as that is known before; what it raises is not minded."""


class Store(Loads, Protocol):
    """What commands stand on."""

    answers: Answers

    def hand_over(self, units: Sequence[Unit]) -> list[Future[int | None]]:
        """Has the units saved, together where that works; each one's position."""
        ...


@dataclass(slots=True, eq=False)
class Wish:
    """One command that somebody waits for."""

    request: Request
    command: Callable[[Work], dict[str, Any]]
    reads: Reads
    context: Context
    future: Future[Done] | asyncio.Future[Done]
    attempts: int = 0


class Commands:
    """Works what is wished for, batch by batch, in a thread of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wishes: Line[Wish] = Line(_refuse)
        self._turns: dict[asyncio.AbstractEventLoop, list[Wish]] = {}
        self._worker = Thread(target=self._work, name="commands", daemon=True)

    def open(self) -> None:
        """Starts working; may be repeated."""
        if not self._worker.is_alive():
            self._worker.start()

    def close(self) -> None:
        """Finishes what was wished for, then stops; what is wished for later is refused as Unavailable."""
        self._wishes.close()
        if self._worker.is_alive():
            self._worker.join(timeout=10)
        else:
            self._wishes.end()

    def wish(self, wish: Wish) -> None:
        """Hands a command over."""
        self._wishes.put([wish])

    def wish_together(self, wish: Wish) -> None:
        """Hands a command over, with those of the same turn of the event loop that this is called in.

        What came in at once would else be a batch of one, and one of all the others that waits for it.
        """
        loop = asyncio.get_running_loop()
        if (turn := self._turns.get(loop)) is None:
            turn = self._turns[loop] = []
            loop.call_soon(lambda: self._wishes.put(self._turns.pop(loop)))
        turn.append(wish)

    def _work(self) -> None:
        waiting: list[Wish] = []
        before: _Batch | None = None
        open_ = True
        try:
            while open_ or waiting or before:
                if open_:
                    open_ = self._collect(waiting, block=not waiting and before is None)
                waiting, before = _round(self._store, waiting, before)
        finally:
            self._wishes.end()

    def _collect(self, waiting: list[Wish], *, block: bool) -> bool:
        """Adds what was handed over, at least one where it may `block`; False at the end."""
        try:
            while len(waiting) < MOST:
                wishes = self._wishes.get(block=block and not waiting)
                if wishes is None:
                    return False
                waiting += wishes
        except queue.Empty:
            pass
        return True


class _Behind(BaseException):
    """The command would read what an earlier one changes and has not saved. No Exception: no command may catch it."""


class _Shelf:
    """The aggregates of one batch, each loaded once and shared by those who only read it."""

    def __init__(self, store: Loads, saving: AbstractSet[UUID]) -> None:
        """`saving`: what the batch under way changes."""
        self._store = store
        self._loaded: dict[UUID, Aggregate | None] = {}
        self._saving = saving
        self.changed: set[UUID] = set()

    @property
    def mapper(self) -> TypedMapper:
        """The store's."""
        return self._store.mapper

    def load(self, identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        """The aggregates as they were before this batch. Raises _Behind for one that an earlier command changed."""
        if not (self.changed.isdisjoint(identifiers) and self._saving.isdisjoint(identifiers)):
            raise _Behind
        missing = [each for each in identifiers if each not in self._loaded]
        if missing:
            self._loaded.update(dict.fromkeys(missing))
            self._loaded.update(self._store.load(missing))
        return {each: found for each in identifiers if (found := self._loaded[each]) is not None}

    def prefetch(self, identifiers: Iterable[UUID]) -> None:
        """Loads with one query what may be read."""
        self.load(list({each for each in identifiers if each not in self._saving}))

    def forget(self, identifiers: Iterable[UUID]) -> None:
        """These were changed in memory by a command that failed: the next one loads them afresh."""
        for each in identifiers:
            self._loaded.pop(each, None)


class _Batch:
    """One round: what its commands do is handed over when it begins, and known to be saved or not when it finishes."""

    def __init__(self, store: Store, wishes: list[Wish]) -> None:
        self._store = store
        self._wishes = wishes
        self.scopes: set[Scope] = set()
        self.changed: AbstractSet[UUID] = frozenset()
        self._saves: list[tuple[Wish, dict[str, Any], Future[int | None]]] = []
        self._refused: list[tuple[Wish, BaseException]] = []
        self._told: list[tuple[Wish, Done | BaseException]] = []

    def begin(self, before: _Batch | None) -> list[Wish]:
        """Carries the commands out and hands over what they did; gives back those that wait for the next round.

        `before` is the batch that is under way and finishes next.
        """
        try:
            shelf = _Shelf(self._store, before.changed if before is not None else frozenset())
            fresh = self._unanswered(self._wishes)
            shelf.prefetch(each for wish in fresh for each in _reads(wish))
            done, left = self._run(fresh, shelf, before.scopes if before is not None else frozenset())
            futures = self._store.hand_over([unit for _, _, unit in done])
            self._saves = [(wish, result, future) for (wish, result, _), future in zip(done, futures, strict=True)]
            self.changed = shelf.changed
            waiting = {id(wish) for wish in left}
            self._wishes = [wish for wish in self._wishes if id(wish) not in waiting]
        except BaseException as error:  # noqa: BLE001 - it belongs to everybody who was not told yet
            self._fail(error)
            return []
        return left

    def finish(self) -> list[Wish]:
        """Waits for the commit and tells those who wait; gives back those that are to be tried again."""
        try:
            again = self._saved()
            # Perhaps refused only because the same request was carried out a moment ago.
            errors = {id(wish): error for wish, error in self._refused}
            for wish in self._unanswered([wish for wish, _ in self._refused]):
                self._told.append((wish, errors[id(wish)]))
        except BaseException as error:  # noqa: BLE001 - it belongs to everybody who was not told yet
            self._fail(error)
            again = []
        _tell(self._told)
        return again

    def _unanswered(self, wishes: Sequence[Wish]) -> list[Wish]:
        """Those without a first answer yet; the others are told it."""
        answers = self._store.answers.find_all([wish.request for wish in wishes])
        fresh = []
        for wish in wishes:
            answer = answers.get(wish.request.scope)
            if answer is None:
                fresh.append(wish)
            else:
                self._told.append((wish, _again(answer, wish.request)))
        return fresh

    def _run(self, wishes: Sequence[Wish], shelf: _Shelf, saving: AbstractSet[Scope]) -> tuple[list[Ran], list[Wish]]:
        """Runs the commands in order; what they did, and those that must wait for an earlier one."""
        done: list[Ran] = []
        left: list[Wish] = []
        for wish in wishes:
            if wish.request.scope in self.scopes or wish.request.scope in saving:
                left.append(wish)
                continue
            work = Work(shelf)
            try:
                result, unit = wish.context.run(self._command, wish, work)
            except _Behind:
                shelf.forget(work.changed())
                left.append(wish)
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller who waits
                shelf.forget(work.changed())
                self._refused.append((wish, error))
            else:
                self.scopes.add(wish.request.scope)
                shelf.changed |= work.changed()
                done.append((wish, result, unit))
        return done, left

    def _command(self, wish: Wish, work: Work) -> tuple[dict[str, Any], Unit]:
        result = wish.command(work)
        work.write(self._store.answers.record(wish.request, result))
        return result, work.unit()

    def _saved(self) -> list[Wish]:
        """Waits for what was handed over; those whose save conflicted."""
        again: list[Wish] = []
        for wish, result, future in self._saves:
            try:
                self._told.append((wish, Outcome(result, future.result())))
            except (Conflict, TwinFirst):
                wish.attempts += 1
                if wish.attempts < ATTEMPTS:
                    again.append(wish)
                else:
                    self._told.append((wish, Conflict(TOO_MANY)))
            except WriteMissed as error:
                self._refused.append((wish, error))
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller who waits
                self._told.append((wish, error))
        return again

    def _fail(self, error: BaseException) -> None:
        """Everybody who was not told yet is told this."""
        known = {id(wish) for wish, _ in self._told}
        self._told += [(wish, error) for wish in self._wishes if id(wish) not in known]


def _round(store: Store, waiting: list[Wish], before: _Batch | None) -> tuple[list[Wish], _Batch | None]:
    """Begins a batch while the one `before` is saved, then finishes that; who waits now, and what is under way."""
    batch = _Batch(store, waiting[:MOST]) if waiting else None
    left = batch.begin(before) if batch is not None else []
    again = before.finish() if before is not None else []
    return again + left + waiting[MOST:], batch


def _refuse(wishes: Sequence[Wish]) -> None:
    _tell([(wish, Unavailable(ENDING)) for wish in wishes])


def _reads(wish: Wish) -> Iterable[UUID]:
    try:
        return wish.reads()
    except Exception:  # noqa: BLE001 - the command will say it
        return ()


def _again(answer: Answer, request: Request) -> Done | BaseException:
    try:
        return Outcome(answer.to(request), None)
    except Exception as error:  # noqa: BLE001 - it belongs to the caller who waits
        return error


def _tell(told: Sequence[tuple[Wish, Done | BaseException]]) -> None:
    """Wakes those who wait, an event loop once for all of its own."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[Wish, Done | BaseException]]] = {}
    for wish, said in told:
        if isinstance(wish.future, asyncio.Future):
            loops.setdefault(wish.future.get_loop(), []).append((wish, said))
        else:
            _settle([(wish, said)])
    for loop, those in loops.items():
        with contextlib.suppress(RuntimeError):  # closed meanwhile: nobody waits
            loop.call_soon_threadsafe(_settle, those)


def _settle(told: Sequence[tuple[Wish, Done | BaseException]]) -> None:
    for wish, said in told:
        if wish.future.done():
            continue  # the caller went away
        if isinstance(said, BaseException):
            wish.future.set_exception(said)
        else:
            wish.future.set_result(said)
