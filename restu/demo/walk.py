"""The walk: steps one after the other, and what they share.

A step does something as a person would and checks what must be true then; it fails with words, never with a
traceback. A step that needs one that failed is left out; all others are still walked. Whatever a step expects is
asked for until it is so or a deadline passes. New people, accounts, items and addresses each time: a walk assumes
nothing about what is there already. The first walk has names as people have them, later ones have a mark in them.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from restu.demo.browser import Gateway, Person, Refused
from restu.demo.layout import columns, listing, paragraph
from restu.demo.live import Ear
from restu.demo.network import Account, Network
from restu.demo.report import Done, Mark, Record
from restu.demo.source import Source
from restu.demo.waiting import Unmet
from restu.errors import StackError
from restu.home import Home
from restu.sources import Sources

Say = Callable[[str], None]


@dataclass(frozen=True)
class Given:
    """An approval that was given, and the preview it was given to."""

    part: str
    approval_id: str
    shown: dict[str, Any]

    @property
    def text(self) -> str:
        """The exact words that were approved."""
        return str(self.shown["preview"]["text"])

    @property
    def slot(self) -> dict[str, Any]:
        """The slot that was proposed before approving."""
        slot: dict[str, Any] = self.shown["slot"]
        return slot


@dataclass
class Walk:
    """What the steps of one walk share: where everything is, who takes part, and what was made so far."""

    home: Home
    consent: str
    sources: Sources
    gateway: Gateway
    network: Network
    source: Source
    say: Say
    open: AsyncExitStack
    mark: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    ears: dict[str, Ear] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    handles: dict[str, Account] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    feeds: list[str] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    contests: list[str] = field(default_factory=list)
    published: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def named(self, name: str) -> str:
        """A name that has to be this walk's own."""
        return f"{name} {self.mark}".rstrip()

    def tell(self, line: str) -> None:
        """A line about what is going on inside a step."""
        self.say(paragraph(line, " " * 8, columns()))

    async def sign_in(self, part: str, person_id: str) -> Person:
        """Somebody's browser, open until the walk ends."""
        person = await self.open.enter_async_context(self.gateway.persona(person_id))
        self.people[part] = person
        return person


@dataclass(frozen=True)
class Step:
    """One step. `part` is whose step it is in the cast; `needs` are names of steps that must have gone well."""

    name: str
    who: str
    what: str
    take: Callable[[Walk], Awaitable[Done]]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """Steps under one heading."""

    title: str
    steps: tuple[Step, ...]


async def take_all(walk: Walk, chapters: Iterable[Chapter]) -> list[Record]:
    """Takes every step whose needs are met, and says how it went."""
    records: list[Record] = []
    well: set[str] = set()
    for chapter in chapters:
        walk.say(f"\n{chapter.title}")
        for step in chapter.steps:
            record = await _take(walk, step, well)
            if record.mark is Mark.OK:
                well.add(step.name)
            records.append(record)
            _show(walk.say, record)
    return records


def missing_needs(chapters: Sequence[Chapter]) -> list[str]:
    """Needs that no earlier step fulfils, and names used twice: a mistake in the order, never in the platform."""
    wrong: list[str] = []
    before: set[str] = set()
    for step in (step for chapter in chapters for step in chapter.steps):
        wrong += [f"{step.name} needs {need}" for need in step.needs if need not in before]
        wrong += [f"{step.name} twice"] if step.name in before else []
        before.add(step.name)
    return wrong


async def _take(walk: Walk, step: Step, well: set[str]) -> Record:
    if unmet := [need for need in step.needs if need not in well]:
        return _record(step, Mark.LEFT_OUT, Done(f"needs {', '.join(unmet)}"))
    try:
        return _record(step, Mark.OK, await step.take(walk))
    except (Unmet, Refused, StackError, httpx.HTTPError, OSError) as error:
        return _record(step, Mark.FAILED, Done(str(error) or type(error).__name__))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        return _record(step, Mark.FAILED, Done(f"an answer has another shape than expected: {error!r}"))


def _record(step: Step, mark: Mark, done: Done) -> Record:
    return Record(step.name, step.who, step.what, mark, done)


def _show(say: Say, record: Record) -> None:
    text = f"{record.who} {record.what}: {record.done.result}"
    say(paragraph(text, f"  {record.mark.value:8} ", columns()))
    if trail := record.done.trail():
        say(listing(trail, 11, columns()))


def soon(**ahead: float) -> str:
    """A time from now, as the interfaces write it: RFC 3339 in UTC with milliseconds. `soon()` is now."""
    return written(datetime.now(UTC) + timedelta(**ahead))


def written(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
