from __future__ import annotations

import pytest

from sandbox.limits import DEFAULT_RULES, DELETES, REQUESTS, STATUSES, LimitExceeded, Limits, Rule, parse_rules


class Clock:
    def __init__(self, at: float) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


def limits(clock: Clock) -> Limits:
    return Limits({REQUESTS: Rule(3, 100), STATUSES: Rule(5, 1000)}, clock)


def test_a_use_over_the_limit_is_refused_until_the_window_ends() -> None:
    # given three uses, which is the limit
    clock = Clock(1010.0)
    counted = limits(clock)
    for _ in range(3):
        counted.use(REQUESTS, "a")
    # when there is one more
    with pytest.raises(LimitExceeded) as refused:
        counted.use(REQUESTS, "a")
    # then it is refused until the window of 100 s ends, and goes well afterwards
    assert refused.value.standing.reset == 1100.0
    counted.use(REQUESTS, "b")
    clock.at = 1100.0
    counted.use(REQUESTS, "a")
    assert counted.standing(REQUESTS, "a").remaining == 2


def test_the_headers_tell_of_the_limit_with_least_left() -> None:
    counted = limits(Clock(0.0))
    counted.use(REQUESTS, "a")
    standing = counted.closest([REQUESTS, STATUSES], "a")
    assert standing.headers() == {
        "X-RateLimit-Limit": "3",
        "X-RateLimit-Remaining": "2",
        "X-RateLimit-Reset": "1970-01-01T00:01:40.000000Z",
    }


def test_rules_are_read_from_text() -> None:
    rules = parse_rules("deletes=2/60, requests=10/5")
    assert rules == {**DEFAULT_RULES, DELETES: Rule(2, 60), REQUESTS: Rule(10, 5)}


@pytest.mark.parametrize("text", ["x=1/1", "deletes=1", "deletes=0/5", "deletes=1/0", "deletes=-1/5"])
def test_rules_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="name=uses/seconds"):
        parse_rules(text)
