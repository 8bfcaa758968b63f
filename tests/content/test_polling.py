from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.content.polling import FeedState, after_answer, after_failure

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
NEW = FeedState(next_poll_at=NOW)
HOUR = timedelta(hours=1)


def pause(state: FeedState) -> timedelta:
    return state.next_poll_at - NOW


@pytest.mark.parametrize(
    ("headers", "refresh_after", "expected"),
    [
        ({}, None, HOUR),
        ({"cache-control": "public, max-age=7200"}, None, 2 * HOUR),
        ({"cache-control": 'max-age="7200"', "age": "1800"}, None, 1.5 * HOUR),
        ({"cache-control": "s-maxage=7200"}, None, HOUR),
        ({"cache-control": "max-age=60"}, None, timedelta(minutes=15)),
        ({"cache-control": "max-age=31536000"}, None, timedelta(hours=24)),
        ({"expires": "Mon, 23 Nov 2026 13:00:00 GMT"}, None, 3 * HOUR),
        ({"expires": "Mon, 23 Nov 2026 13:00:00 GMT", "cache-control": "max-age=7200"}, None, 2 * HOUR),
        ({"expires": "0"}, None, HOUR),
        ({"expires": "Mon, 23 Nov 2020 13:00:00 GMT"}, None, HOUR),
        ({"cache-control": "max-age=3600"}, 5 * HOUR, 5 * HOUR),
        ({}, timedelta(minutes=1), timedelta(minutes=15)),
        ({}, timedelta(days=7), timedelta(hours=24)),
    ],
)
def test_asks_again_as_the_feed_wishes_within_limits(
    headers: dict[str, str], refresh_after: timedelta | None, expected: timedelta
) -> None:
    assert pause(after_answer(NEW, 200, headers, NOW, refresh_after)) == expected


def test_failures_back_off_and_an_answer_forgives_them() -> None:
    state, pauses = NEW, []
    for _ in range(9):
        state = after_failure(state, NOW)
        pauses.append(pause(state) / timedelta(minutes=1))
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert state.failures == 9
    assert after_answer(state, 304, {}, NOW).failures == 0


@pytest.mark.parametrize(
    ("retry_after", "expected"),
    [
        ("7200", 2 * HOUR),
        ("Mon, 23 Nov 2026 13:00:00 GMT", 3 * HOUR),
        ("1", timedelta(minutes=15)),
        ("99999999", timedelta(hours=24)),
        ("later", timedelta(minutes=15)),
        ("-5", timedelta(minutes=15)),
    ],
)
def test_a_server_that_asks_for_patience_gets_it(retry_after: str, expected: timedelta) -> None:
    assert pause(after_failure(NEW, NOW, {"retry-after": retry_after})) == expected


def test_validators_are_sent_back() -> None:
    when = "Mon, 23 Nov 2026 09:00:00 GMT"
    state = after_answer(NEW, 200, {"etag": 'W/"1"', "last-modified": when}, NOW)
    assert state.conditions() == {"If-None-Match": 'W/"1"', "If-Modified-Since": when}
    assert after_answer(state, 304, {}, NOW).conditions() == state.conditions()
    assert after_failure(state, NOW).conditions() == state.conditions()
    assert after_answer(state, 304, {"etag": '"2"'}, NOW).etag == '"2"'
    assert after_answer(state, 200, {}, NOW).conditions() == {}
    assert NEW.conditions() == {}


@pytest.mark.parametrize("etag", ['"a\r\nX: y"', '"é"', '"' + "a" * 600 + '"', ""])
def test_a_validator_that_could_break_a_request_is_not_kept(etag: str) -> None:
    assert after_answer(NEW, 200, {"etag": etag}, NOW).etag is None


@settings(deadline=None)  # the machine may be busy
@given(
    st.sampled_from([200, 304, 500]),
    st.dictionaries(
        st.sampled_from(["cache-control", "age", "expires", "retry-after", "etag", "last-modified"]),
        st.text(max_size=40) | st.from_regex(r"max-age=[0-9]+", fullmatch=True),
    ),
    st.none() | st.timedeltas(min_value=timedelta()),
    st.integers(0, 10_000),
)
def test_whatever_a_server_says_the_next_poll_is_within_limits(
    status: int, headers: dict[str, str], refresh_after: timedelta | None, failures: int
) -> None:
    state = FeedState(next_poll_at=NOW, failures=failures)
    good = status != 500
    new = after_answer(state, status, headers, NOW, refresh_after) if good else after_failure(state, NOW, headers)
    assert timedelta(minutes=15) <= pause(new) <= timedelta(hours=24)
