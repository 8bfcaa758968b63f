"""What the walk says at its end: the table of what happened, and whether every step did what it should."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from restu.demo.layout import columns, listing, paragraph
from restu.table import table


class Mark(StrEnum):
    """How a step went."""

    OK = "ok"
    FAILED = "FAILED"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Done:
    """What a step brought about, in words, with the ids and the address by which it can be looked at."""

    result: str
    ids: Mapping[str, str] = field(default_factory=dict)
    link: str | None = None

    def trail(self) -> list[str]:
        """The ids, each with its name, and the link; empty when there are none."""
        return [*(f"{name} {value}" for name, value in self.ids.items()), *([self.link] if self.link else [])]


@dataclass(frozen=True, slots=True)
class Record:
    """One step of a walk that was taken, failed, or left out because something before it failed."""

    name: str
    who: str
    what: str
    mark: Mark
    done: Done


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether all is well, and why not."""

    code: int
    words: str


def happened(records: Iterable[Record], width: int | None = None) -> str:
    """The table: each step, and under it what to look it up by. Width in columns; without: the terminal's."""
    rows, wide = list(records), width or columns()
    heads = table([(each.mark.value, each.who, each.what, "|") for each in rows]).splitlines()
    indent = 4 + max((len(each.mark.value) for each in rows), default=0)
    told = []
    for head, each in zip(heads, rows, strict=True):
        told.append(paragraph(each.done.result, head.removesuffix("|"), wide))
        if trail := each.done.trail():
            told.append(listing(trail, indent, wide))
    return "\n".join(told)


def verdict(records: Sequence[Record]) -> Verdict:
    """0 only when there were steps and every one of them did what it should."""
    failed = [each for each in records if each.mark is Mark.FAILED]
    left_out = [each for each in records if each.mark is Mark.LEFT_OUT]
    if not records:
        return Verdict(1, "Nothing was walked.")
    if not failed and not left_out:
        return Verdict(0, f"All {len(records)} steps did what they should.")
    behind = f", {len(left_out)} behind them were left out" if left_out else ""
    lines = [f"{len(failed)} of {len(records)} steps failed{behind}:"]
    lines += [f"  {each.who} {each.what}: {each.done.result}" for each in failed]
    return Verdict(1, "\n".join(lines))
