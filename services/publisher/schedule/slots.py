"""Finding the slot: own word (now, pick) moves forward until free, drip is spread over the emptiest days.

Promises and failures are those of the package.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.values import Choice
from services.publisher.schedule.values import Code, NoSlot, Reason, Rhythm, Slot, Wish

WINDOW_TAIL = timedelta(seconds=60)
SPREAD_DAYS = 7
HORIZON_DAYS = 366
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Interval = tuple[datetime, datetime]


def slot_for(wish: Wish, rhythm: Rhythm, booked: Collection[datetime], at: datetime) -> Slot:
    """The slot of one wish, not before `at`. Raises `NoSlot`.

    `booked` are the account's other slots and posts; past ones count too, for spacing and for their day's cap.
    """
    taken = sorted(moment.astimezone(UTC) for moment in booked)
    start = max(wish.opens, at).astimezone(UTC)
    end = min(wish.closes.astimezone(UTC) - WINDOW_TAIL, start + DAY * HORIZON_DAYS)
    if start >= end:
        raise NoSlot(Reason(Code.WINDOW_OVER))
    if wish.choice is Choice.DRIP:
        return _drip(wish.seed, rhythm, taken, (start, end))
    return _own_word(wish.picked, rhythm, taken, (start, end))


def propose(wishes: Sequence[Wish], rhythm: Rhythm, booked: Collection[datetime], at: datetime) -> list[Slot | NoSlot]:
    """Slots for several wishes of one account, in their order, each aware of those before it.

    A wish without a slot gives its `NoSlot` as a value and takes nothing from the others.
    """
    taken = list(booked)
    answers: list[Slot | NoSlot] = []
    for wish in wishes:
        try:
            slot = slot_for(wish, rhythm, taken, at)
        except NoSlot as none:
            answers.append(none)
        else:
            taken.append(slot.at)
            answers.append(slot)
    return answers


def _own_word(picked: datetime | None, rhythm: Rhythm, taken: Sequence[datetime], window: Interval) -> Slot:
    """The first moment from the asked one on that spacing and cap allow."""
    start, end = window
    wanted = max(picked.astimezone(UTC), start) if picked else start
    moment, moved = _first_free(wanted, end, rhythm, taken)
    if moment >= end:
        raise NoSlot(moved[0] if moved else Reason(Code.WINDOW_OVER))
    because = [_asked(picked, start)]
    for rule in moved:
        if rule.code is Code.DAILY_CAP:
            because.append(Reason(Code.MOVED_FOR_CAP, rule.numbers))
        else:
            because.append(Reason(Code.MOVED_FOR_SPACING, {"minutes": _minutes(moment - wanted), **rule.numbers}))
    if rhythm.is_quiet(moment):
        because.append(Reason(Code.OWN_WORD_OVER_QUIET_HOURS))
    if rhythm.is_rest_day(moment):
        because.append(Reason(Code.OWN_WORD_OVER_REST_DAY))
    return Slot(moment, rhythm.zone, tuple(because))


def _asked(picked: datetime | None, start: datetime) -> Reason:
    if picked is None:
        return Reason(Code.ASKED_NOW)
    if picked < start:
        return Reason(Code.PICKED_TIME_PAST, {"minutes": _minutes(start - picked)})
    return Reason(Code.PICKED)


def _first_free(
    moment: datetime, end: datetime, rhythm: Rhythm, taken: Sequence[datetime]
) -> tuple[datetime, list[Reason]]:
    """The first moment that spacing and cap allow, or one at or after `end`; and the rules that moved it."""
    per_day = Counter(rhythm.local(other).date() for other in taken)
    spaced: list[Reason] = []
    capped: list[Reason] = []
    while moment < end:
        if (clear := _clear_of(moment, taken, rhythm.spacing)) > moment:
            moment, spaced = clear, [Reason(Code.SPACING, {"spacing": _minutes(rhythm.spacing)})]
        elif per_day[day := rhythm.local(moment).date()] >= rhythm.daily_cap:
            moment, capped = _next_day(rhythm, day, moment), [Reason(Code.DAILY_CAP, {"cap": rhythm.daily_cap})]
        else:
            break
    return moment, capped + spaced


def _clear_of(moment: datetime, taken: Sequence[datetime], spacing: timedelta) -> datetime:
    """The first moment from `moment` on that is at least `spacing` away from every taken one (sorted)."""
    if not spacing:
        return moment
    for other in taken[bisect_left(taken, moment - spacing) :]:
        if other - moment >= spacing:
            break
        if moment - other < spacing:
            moment = other + spacing
    return moment


def _next_day(rhythm: Rhythm, day: date, after: datetime) -> datetime:
    """The first moment of the local day after `day`, later than `after` also where clocks were put back."""
    later = _instant(rhythm, day + DAY, time.min, latest=True)
    return later if later > after else after + DAY


def _drip(seed: str, rhythm: Rhythm, taken: Sequence[datetime], window: Interval) -> Slot:
    """A moment on one of the emptiest days of the first week that has room, spread by the seed."""
    per_day = Counter(rhythm.local(moment).date() for moment in taken)
    nothing = Reason(Code.REST_DAYS)
    for week in _weeks(rhythm, window):
        room: dict[date, list[Interval]] = {}
        for day in week:
            found = _room_on(day, rhythm, per_day[day], taken, window)
            if isinstance(found, Reason):
                nothing = _more_telling(nothing, found)
            else:
                room[day] = found
        if room:
            fewest = min(per_day[day] for day in room)
            days = [day for day in room if per_day[day] == fewest]
            moment = _spread(seed, [part for day in days for part in room[day]])
            return Slot(moment, rhythm.zone, _why(rhythm, len(days), fewest, taken))
    raise NoSlot(nothing)


def _why(rhythm: Rhythm, days: int, posts: int, taken: Sequence[datetime]) -> tuple[Reason, ...]:
    because = [Reason(Code.SPREAD, {"days": days, "posts": posts})]
    if rhythm.quiet_from != rhythm.quiet_until:
        because.append(Reason(Code.SENSIBLE_HOURS, _quiet_numbers(rhythm)))
    if taken and rhythm.spacing:
        because.append(Reason(Code.SPACED, {"spacing": _minutes(rhythm.spacing)}))
    return tuple(because)


def _quiet_numbers(rhythm: Rhythm) -> dict[str, int]:
    return {
        "quiet_from": rhythm.quiet_from.hour * 60 + rhythm.quiet_from.minute,
        "quiet_until": rhythm.quiet_until.hour * 60 + rhythm.quiet_until.minute,
    }


_TELLING = (Code.REST_DAYS, Code.QUIET_HOURS, Code.DAILY_CAP, Code.SPACING)


def _more_telling(one: Reason, other: Reason) -> Reason:
    """Of two reasons the one that came closer to a slot: it is the one a person can do something about."""
    return max(one, other, key=lambda reason: _TELLING.index(reason.code))


def _weeks(rhythm: Rhythm, window: Interval) -> Iterator[list[date]]:
    """The local dates the window touches, in runs of `SPREAD_DAYS` from its first one."""
    first, last = rhythm.local(window[0]).date(), rhythm.local(window[1]).date()
    days = [first + DAY * n for n in range((last - first).days + 1)]
    for n in range(0, len(days), SPREAD_DAYS):
        yield days[n : n + SPREAD_DAYS]


def _room_on(
    day: date, rhythm: Rhythm, posts: int, taken: Sequence[datetime], window: Interval
) -> list[Interval] | Reason:
    """The free stretches of one local day, or the rule that leaves none."""
    if day.isoweekday() not in rhythm.days:
        return Reason(Code.REST_DAYS)
    awake = [_within(part, window) for part in _waking(day, rhythm)]
    stretches = [part for part in awake if part[0] < part[1]]
    if not stretches:
        return Reason(Code.QUIET_HOURS, _quiet_numbers(rhythm))
    if posts >= rhythm.daily_cap:
        return Reason(Code.DAILY_CAP, {"cap": rhythm.daily_cap})
    free = [gap for part in stretches for gap in _gaps(part, taken, rhythm.spacing)]
    return free or Reason(Code.SPACING, {"spacing": _minutes(rhythm.spacing)})


def _waking(day: date, rhythm: Rhythm) -> list[Interval]:
    """The stretches of a local day outside quiet hours, all of them on that date."""
    quiet_from, quiet_until, zero = rhythm.quiet_from, rhythm.quiet_until, time.min
    tomorrow = day + DAY
    if quiet_from > quiet_until:
        edges = [(day, quiet_until, day, quiet_from)]
    elif quiet_from == quiet_until:
        edges = [(day, zero, tomorrow, zero)]
    else:
        edges = [(day, zero, day, quiet_from), (day, quiet_until, tomorrow, zero)]
    return [
        (_instant(rhythm, a, start, latest=True), _instant(rhythm, b, end, latest=False)) for a, start, b, end in edges
    ]


def _instant(rhythm: Rhythm, day: date, wall: time, *, latest: bool) -> datetime:
    """The UTC instant of a wall time. One that occurs twice or never gives the latest or earliest reading."""
    local = datetime.combine(day, wall, ZoneInfo(rhythm.zone))
    readings = [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return max(readings) if latest else min(readings)


def _within(part: Interval, window: Interval) -> Interval:
    return max(part[0], window[0]), min(part[1], window[1])


def _gaps(part: Interval, taken: Sequence[datetime], spacing: timedelta) -> list[Interval]:
    """What is left of a stretch when every taken moment keeps `spacing` on both sides."""
    start, end = part
    gaps = []
    while (start := _clear_of(start, taken, spacing)) < end:
        following = taken[bisect_left(taken, start + spacing) :] if spacing else ()
        # A moment exactly `spacing` before the next one is allowed, so the gap closes just after it.
        close = min(end, following[0] - spacing + timedelta(microseconds=1)) if following else end
        gaps.append((start, close))
        start = max(close, start + timedelta(microseconds=1))
    return gaps


def _spread(seed: str, gaps: Sequence[Interval]) -> datetime:
    """The whole minute at a place given by the seed, every free minute being equally likely.

    Where the gaps hold no whole minute, the first free moment.
    """
    firsts = [_whole_minute(start) for start, _ in gaps]
    counts = [max(0, -((first - end) // MINUTE)) for first, (_, end) in zip(firsts, gaps, strict=True)]
    total = sum(counts)
    if not total:
        return gaps[0][0]
    index = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") * total >> 64
    for first, count in zip(firsts, counts, strict=True):
        if index < count:
            return first + MINUTE * index
        index -= count
    raise AssertionError("the index is below the sum of the counts")


def _whole_minute(moment: datetime) -> datetime:
    """`moment`, or the next whole minute after it."""
    return EPOCH - MINUTE * ((EPOCH - moment) // MINUTE)


def _minutes(span: timedelta) -> int:
    """Whole minutes, rounded up."""
    return -(-span // MINUTE)
