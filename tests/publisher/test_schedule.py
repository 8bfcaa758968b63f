"""Slots: always in the window, spacing and cap never broken, same input same slot, through clock changes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from contracts.values import Choice
from services.publisher.schedule import (
    WINDOW_TAIL,
    Code,
    NoSlot,
    Reason,
    Rhythm,
    Slot,
    Wish,
    explain,
    explain_none,
    propose,
    slot_for,
)

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def now(at: datetime = MONDAY, seed: str = "a") -> Wish:
    return Wish(at, at + HOUR, Choice.NOW, seed)


def pick(picked: datetime, seed: str = "a") -> Wish:
    return Wish(picked, picked + 2 * HOUR, Choice.PICK, seed, picked)


def drip(opens: datetime = MONDAY, lasts: timedelta = 7 * DAY, seed: str = "a") -> Wish:
    return Wish(opens, opens + lasts, Choice.DRIP, seed)


def codes(slot: Slot) -> list[Code]:
    return [reason.code for reason in slot.because]


def refusal(wish: Wish, rhythm: Rhythm, booked: list[datetime], at: datetime = MONDAY) -> Reason:
    with pytest.raises(NoSlot) as none:
        slot_for(wish, rhythm, booked, at)
    return none.value.reason


class TestNow:
    def test_goes_out_at_once(self) -> None:
        slot = slot_for(now(), Rhythm(), [], MONDAY)
        assert (slot.at, codes(slot)) == (MONDAY, [Code.ASKED_NOW])

    def test_waits_for_the_spacing_and_says_so(self) -> None:
        slot = slot_for(now(), Rhythm(), [MONDAY - timedelta(minutes=15)], MONDAY)
        assert slot.at == MONDAY + timedelta(minutes=30)
        assert slot.because[1] == Reason(Code.MOVED_FOR_SPACING, {"minutes": 30, "spacing": 45})

    def test_spacing_holds_towards_later_posts_too(self) -> None:
        slot = slot_for(now(), Rhythm(), [MONDAY + timedelta(minutes=10)], MONDAY)
        assert slot.at == MONDAY + timedelta(minutes=55)

    def test_a_window_shorter_than_the_spacing_has_no_slot(self) -> None:
        assert refusal(now(), Rhythm(spacing=2 * HOUR), [MONDAY]) == Reason(Code.SPACING, {"spacing": 120})

    def test_a_full_day_has_no_slot(self) -> None:
        rhythm = Rhythm(daily_cap=1, spacing=timedelta(0))
        assert refusal(now(), rhythm, [MONDAY - 3 * HOUR]) == Reason(Code.DAILY_CAP, {"cap": 1})

    def test_a_full_day_moves_it_over_midnight_where_the_window_reaches(self) -> None:
        late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
        slot = slot_for(now(late), Rhythm(daily_cap=1), [MONDAY], late)
        assert slot.at == datetime(2026, 11, 24, tzinfo=UTC)
        assert Code.MOVED_FOR_CAP in codes(slot)

    def test_the_day_is_the_persons_own(self) -> None:
        """18:00 UTC on Monday is already Tuesday in Jakarta: Monday's posts do not count."""
        at = datetime(2026, 11, 23, 18, tzinfo=UTC)
        slot = slot_for(now(at), Rhythm(zone="Asia/Jakarta", daily_cap=1), [MONDAY], at)
        assert slot.at == at

    def test_own_word_goes_before_quiet_hours_and_days_off_and_says_so(self) -> None:
        sunday_night = datetime(2026, 11, 29, 23, tzinfo=UTC)
        slot = slot_for(now(sunday_night), Rhythm(), [], sunday_night)
        assert slot.at == sunday_night
        assert codes(slot)[1:] == [Code.OWN_WORD_OVER_QUIET_HOURS, Code.OWN_WORD_OVER_REST_DAY]

    def test_nothing_in_the_last_minute(self) -> None:
        assert refusal(now(), Rhythm(), [], MONDAY + HOUR - WINDOW_TAIL).code is Code.WINDOW_OVER
        just = MONDAY + HOUR - WINDOW_TAIL - timedelta(milliseconds=1)
        assert slot_for(now(), Rhythm(), [], just).at == just


class TestPick:
    def test_the_picked_time_is_the_slot(self) -> None:
        picked = MONDAY + 30 * HOUR
        slot = slot_for(pick(picked), Rhythm(), [], MONDAY)
        assert (slot.at, codes(slot)) == (picked, [Code.PICKED])

    def test_never_before_the_picked_time(self) -> None:
        picked = MONDAY + 3 * HOUR
        slot = slot_for(pick(picked), Rhythm(), [picked + timedelta(minutes=5)], MONDAY)
        assert slot.at == picked + timedelta(minutes=50)

    def test_a_picked_time_just_past_is_the_next_moment(self) -> None:
        slot = slot_for(pick(MONDAY), Rhythm(), [], MONDAY + timedelta(minutes=20))
        assert slot.at == MONDAY + timedelta(minutes=20)
        assert slot.because == (Reason(Code.PICKED_TIME_PAST, {"minutes": 20}),)

    def test_a_choice_and_its_time_belong_together(self) -> None:
        with pytest.raises(ValueError, match="picked time"):
            Wish(MONDAY, MONDAY + HOUR, Choice.PICK, "a")
        with pytest.raises(ValueError, match="picked time"):
            Wish(MONDAY, MONDAY + HOUR, Choice.NOW, "a", MONDAY)


class TestDrip:
    def test_fills_the_emptiest_days_first(self) -> None:
        rhythm = Rhythm(zone="Asia/Jakarta")
        slots = propose([drip(seed=str(n)) for n in range(10)], rhythm, [], MONDAY)
        days = Counter(rhythm.local(slot.at).date() for slot in slots if isinstance(slot, Slot))
        assert sorted(days.values()) == [2, 2, 2, 2, 2]

    def test_colleagues_do_not_post_at_the_same_moment(self) -> None:
        moments = {slot_for(drip(seed=f"colleague {n}"), Rhythm(), [], MONDAY).at for n in range(50)}
        assert len(moments) > 45
        assert len({moment.date() for moment in moments}) == 5

    def test_a_long_window_is_used_week_by_week(self) -> None:
        slots = propose([drip(lasts=90 * DAY, seed=str(n)) for n in range(20)], Rhythm(), [], MONDAY)
        assert max(slot.at for slot in slots if isinstance(slot, Slot)) < MONDAY + 14 * DAY

    def test_only_quiet_hours_left(self) -> None:
        wish = drip(MONDAY + 10 * HOUR, 11 * HOUR)
        assert refusal(wish, Rhythm(), []) == Reason(Code.QUIET_HOURS, {"quiet_from": 20 * 60, "quiet_until": 8 * 60})

    def test_only_days_off_left(self) -> None:
        assert refusal(drip(MONDAY + 5 * DAY, DAY), Rhythm(), []).code is Code.REST_DAYS

    def test_every_day_full(self) -> None:
        rhythm = Rhythm(daily_cap=1)
        assert refusal(drip(lasts=30 * HOUR), rhythm, [MONDAY, MONDAY + DAY]) == Reason(Code.DAILY_CAP, {"cap": 1})

    def test_no_gap_between_posts(self) -> None:
        booked = [MONDAY + timedelta(minutes=40)]
        assert refusal(drip(lasts=HOUR), Rhythm(), booked) == Reason(Code.SPACING, {"spacing": 45})

    def test_a_gap_of_a_single_moment_is_used(self) -> None:
        rhythm = Rhythm(spacing=timedelta(minutes=30))
        slot = slot_for(drip(lasts=HOUR), rhythm, [MONDAY, MONDAY + HOUR], MONDAY)
        assert slot.at == MONDAY + timedelta(minutes=30)

    def test_a_stretch_without_a_whole_minute_is_used(self) -> None:
        opens = MONDAY + timedelta(seconds=10)
        slot = slot_for(drip(opens, WINDOW_TAIL + timedelta(seconds=20)), Rhythm(), [], MONDAY)
        assert slot.at == opens

    def test_proposals_do_not_take_from_each_other(self) -> None:
        over = Wish(MONDAY - DAY, MONDAY - HOUR, Choice.DRIP, "b")
        first, none, third = propose([drip(), over, drip(seed="c")], Rhythm(), [], MONDAY)
        assert isinstance(none, NoSlot)
        assert isinstance(first, Slot)
        assert third == slot_for(drip(seed="c"), Rhythm(), [first.at], MONDAY)

    def test_hours_follow_the_clock_change(self) -> None:
        """Berlin: 08:00 is 06:00 UTC in summer and 07:00 UTC in winter."""
        rhythm = Rhythm(zone="Europe/Berlin", quiet_from=time(8, 1), quiet_until=time(8), days=frozenset(range(1, 8)))
        summer = slot_for(drip(datetime(2026, 10, 24, tzinfo=UTC), DAY), rhythm, [], MONDAY - 60 * DAY)
        winter = slot_for(drip(datetime(2026, 10, 25, 2, tzinfo=UTC), DAY), rhythm, [], MONDAY - 60 * DAY)
        assert (summer.at.hour, winter.at.hour) == (6, 7)


def moments(first: str, days: int) -> st.SearchStrategy[datetime]:
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    return st.timedeltas(timedelta(0), timedelta(days=days)).map(lambda span: start + span)


ZONES = st.sampled_from(
    ["UTC", "Asia/Jakarta", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "America/Sao_Paulo",
     "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "Asia/Beirut"]
)  # fmt: skip
# Around the clock changes of these zones, and some plain weeks; Apia skipped 30 December 2011 altogether.
MOMENTS = st.one_of(
    moments("2026-03-01", 40), moments("2026-10-01", 60), moments("2011-12-25", 8), moments("2018-10-30", 7)
)
RHYTHMS = st.builds(
    Rhythm,
    zone=ZONES,
    quiet_from=st.times().map(lambda wall: wall.replace(second=0, microsecond=0)),
    quiet_until=st.times().map(lambda wall: wall.replace(second=0, microsecond=0)),
    days=st.frozensets(st.integers(1, 7)),
    spacing=st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)),
    daily_cap=st.integers(0, 4),
)
SPANS = st.timedeltas(timedelta(0), timedelta(days=12))


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Wish], Rhythm, list[datetime], datetime]:
    at = draw(MOMENTS)
    wishes = []
    for n in range(draw(st.integers(1, 4))):
        opens = at + draw(st.timedeltas(timedelta(days=-2), timedelta(days=2)))
        choice = draw(st.sampled_from(Choice))
        picked = opens + draw(SPANS) if choice is Choice.PICK else None
        wishes.append(Wish(opens, opens + draw(SPANS), choice, f"seed {n}", picked))
    booked = draw(st.lists(st.timedeltas(timedelta(days=-2), timedelta(days=9)), max_size=6))
    return wishes, draw(RHYTHMS), [at + span for span in booked], at


@settings(max_examples=400, deadline=None)
@given(situations())
def test_no_rule_is_ever_broken(situation: tuple[list[Wish], Rhythm, list[datetime], datetime]) -> None:
    wishes, rhythm, booked, at = situation
    answers = propose(wishes, rhythm, booked, at)
    assert answers_equal(answers, propose(wishes, rhythm, list(reversed(booked)), at))
    taken = list(booked)
    for wish, answer in zip(wishes, answers, strict=True):
        if isinstance(answer, NoSlot):
            assert explain_none(answer, "id")
            continue
        assert max(wish.opens, at) <= answer.at < wish.closes - WINDOW_TAIL
        assert all(abs(answer.at - other) >= rhythm.spacing for other in taken)
        today = rhythm.local(answer.at).date()
        assert sum(rhythm.local(other).date() == today for other in taken) < rhythm.daily_cap
        if wish.choice is Choice.DRIP:
            assert rhythm.local(answer.at).isoweekday() in rhythm.days
            assert rhythm.quiet_from == rhythm.quiet_until or not rhythm.is_quiet(answer.at)
        if wish.picked:
            assert answer.at >= wish.picked
        assert explain(answer, "en") != explain(answer, "id")
        taken.append(answer.at)


def answers_equal(one: list[Slot | NoSlot], other: list[Slot | NoSlot]) -> bool:
    return [a.reason if isinstance(a, NoSlot) else a for a in one] == [
        a.reason if isinstance(a, NoSlot) else a for a in other
    ]


@settings(max_examples=200, deadline=None)
@given(MOMENTS, ZONES, st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=4))
@example(datetime(2026, 10, 24, tzinfo=UTC), "Europe/Berlin", [])
def test_a_slot_is_found_where_a_plain_search_finds_one(at: datetime, zone: str, spans: list[timedelta]) -> None:
    """Completeness: a free moment on a grid of 10 minutes means that there is a slot."""
    rhythm = Rhythm(zone=zone, spacing=timedelta(minutes=90), daily_cap=2)
    booked = [at + span for span in spans]
    wish = drip(at, 3 * DAY)
    per_day = Counter(rhythm.local(moment).date() for moment in booked)
    grid = [at + timedelta(minutes=10 * n) for n in range(3 * 24 * 6)]
    free = [
        moment
        for moment in grid
        if moment < wish.closes - WINDOW_TAIL
        and not rhythm.is_quiet(moment)
        and not rhythm.is_rest_day(moment)
        and per_day[rhythm.local(moment).date()] < 2
        and all(abs(moment - other) >= rhythm.spacing for other in booked)
    ]
    assume(free)
    assert slot_for(wish, rhythm, booked, at).at < wish.closes


def test_spread_leaves_spacing_between_all() -> None:
    rhythm = Rhythm(spacing=timedelta(minutes=100), daily_cap=9)
    slots = propose([drip(lasts=30 * HOUR, seed=str(n)) for n in range(12)], rhythm, [], MONDAY)
    moments = sorted(slot.at for slot in slots if isinstance(slot, Slot))
    assert len(moments) >= 6
    assert all(later - earlier >= rhythm.spacing for earlier, later in pairwise(moments))


class TestWords:
    def test_a_picked_time(self) -> None:
        slot = slot_for(pick(datetime(2026, 11, 24, 2, 10, tzinfo=UTC)), Rhythm(zone="Asia/Jakarta"), [], MONDAY)
        assert explain(slot, "en") == "Tuesday 24 November, 09:10 because you picked this time"
        assert explain(slot, "id-ID") == "Selasa, 24 November, 09.10 karena Anda memilih waktu ini"

    def test_a_drip(self) -> None:
        slot = slot_for(drip(), Rhythm(), [MONDAY], MONDAY)
        assert explain(slot, "fr").endswith(
            "because it is spread over 4 days on which you have the fewest posts (0 so far), "
            "it is outside your quiet hours (20:00 - 08:00) and it keeps 45 min to your other posts"
        )

    @pytest.mark.parametrize(("cap", "posts"), [(1, "1 post"), (2, "2 posts")])
    def test_one_post_is_no_posts(self, cap: int, posts: str) -> None:
        none = NoSlot(Reason(Code.DAILY_CAP, {"cap": cap}))
        assert explain_none(none, "en") == f"Your account already has its {posts} on every day that is left."

    def test_an_hour_that_occurs_twice_says_its_offset(self) -> None:
        rhythm = Rhythm(zone="Europe/Berlin")
        texts = [
            explain(slot_for(pick(picked), rhythm, [], picked - DAY), "en")
            for picked in (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
        ]
        assert "02:30 (UTC+0200)" in texts[0]
        assert "02:30 (UTC+0100)" in texts[1]

    @pytest.mark.parametrize("language", ["en", "id"])
    @pytest.mark.parametrize("code", list(Code))
    def test_every_reason_has_words(self, code: Code, language: str) -> None:
        numbers = dict.fromkeys(("minutes", "spacing", "cap", "days", "posts", "quiet_from", "quiet_until"), 61)
        words = explain_none(NoSlot(Reason(code, numbers)), language)
        assert words
        assert "{" not in words
