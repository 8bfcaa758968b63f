"""L of the game: rewards that were given more often than they were there, contests whose winners did not earn it. Pure.

What one person sees of their own points and redemptions is in `journal.py`; here is what only shows over all of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.faults.oracle import Record

AWARDED, REVERSED = "restu.PointsAwarded.v1", "restu.PointsReversed.v1"
OPENED, CLOSED = "restu.ContestOpened.v1", "restu.ContestClosed.v1"
SURE_SECONDS = 2.0
"""What was told so long before a contest's end and its close was known to whoever closed it."""

Winners = frozenset[tuple[str, int, int]]
"""Of each: person, rank, points."""


def oversold(
    made: Mapping[str, int], shown: Mapping[str, Mapping[str, Any]], redemptions: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Rewards, by id with what there was of each, of which more or less is left and given away together."""
    given = Counter(str(each["reward_id"]) for each in redemptions if each["state"] != "refunded")
    found = [f"the acknowledged reward {reward} is gone" for reward in made if reward not in shown]
    return found + [
        f"the reward {reward}: {shown[reward]['stock']} are left, {given[reward]} are given, {stock} were there"
        for reward, stock in made.items()
        if reward in shown and (shown[reward]["stock"] < 0 or shown[reward]["stock"] + given[reward] != stock)
    ]


def misjudged(records: Sequence[Record], gone: Collection[str] = ()) -> list[str]:
    """Contests whose winners are not those of what was booked at one moment before the close, or that closed twice.

    What was told by its end has to be counted, what was booked while it was closed may be. `gone`: people who were
    erased some time, who win only as long as they are there.
    """
    told = sorted({each.sequence: each for each in reversed(records)}.values(), key=lambda each: each.sequence)
    opened = {data["contest_id"]: data for record in told if record.type == OPENED and (data := _data(record))}
    closed: dict[str, tuple[Record, Winners]] = {}
    found = []
    for record in told:
        if record.type != CLOSED:
            continue
        data = _data(record)
        contest, winners = data["contest_id"], _named(data["winners"])
        if contest in closed and closed[contest][1] != winners:
            found.append(f"the contest {contest} has other winners than at first")
        closed.setdefault(contest, (record, winners))
    for contest, (record, winners) in closed.items():
        if contest not in opened:
            found.append(f"the contest {contest} was closed and never opened")
        elif not any(
            _place(totals, opened[contest]["places"], gone, winners) == winners
            for totals in _standings(told, opened[contest], record)
        ):
            found.append(f"the contest {contest} was won by {sorted(winners)}, who did not earn it so")
    return found


def _standings(told: Sequence[Record], contest: Mapping[str, Any], closed: Record) -> Iterable[Mapping[str, int]]:
    """What everybody had earned in a contest's time, at each moment at which it may have been closed."""
    opens, ends = datetime.fromisoformat(contest["opens_at"]), datetime.fromisoformat(contest["closes_at"])
    sure = min(ends.timestamp(), closed.told_at) - SURE_SECONDS
    counting: dict[str, tuple[str, int]] = {}
    booked = [each for each in told if each.type in {AWARDED, REVERSED} and each.sequence < closed.sequence]
    certain = max((each.sequence for each in booked if each.told_at < sure), default=0)
    if not certain:
        yield {}
    for record in booked:
        data = _data(record)
        if record.type == REVERSED:
            counting.pop(data["reverses"], None)
        elif opens <= datetime.fromisoformat(data["awarded_at"]) < ends:
            counting[data["entry_id"]] = (data["advocate_id"], data["points"])
        if record.sequence >= certain:
            yield _totals(counting.values())


def _totals(counting: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    totals: Counter[str] = Counter()
    for person, points in counting:
        totals[person] += points
    return totals


def _place(totals: Mapping[str, int], places: int, gone: Collection[str], winners: Winners) -> Winners:
    """Who wins; of those who are gone, only who is said to have won."""
    named = {person for person, _, _ in winners}
    standing = {who: points for who, points in totals.items() if points > 0 and (who not in gone or who in named)}
    ranks = {who: 1 + sum(other > points for other in standing.values()) for who, points in standing.items()}
    return frozenset((who, rank, standing[who]) for who, rank in ranks.items() if rank <= places)


def _named(winners: Iterable[Mapping[str, Any]]) -> Winners:
    return frozenset((each["advocate_id"], each["rank"], each["points"]) for each in winners)


def _data(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(record.value)
    return data
