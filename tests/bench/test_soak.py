from random import Random

import pytest

from bench.soak import Look, judge


def looks(*memory: float, every: float = 10.0) -> list[Look]:
    return [Look(number * every, {"consent": each}) for number, each in enumerate(memory)]


def test_what_fills_its_caches_and_then_stays_is_flat() -> None:
    judged = judge("consent", looks(*range(50, 80), *[80.0] * 40))

    assert (judged.first, judged.last) == (50, 80)
    assert judged.per_hour == 0
    assert judged.flat


def test_a_few_peaks_are_no_growth() -> None:
    random = Random(1)  # noqa: S311 - the same peaks each time
    memory = [80 + random.uniform(-1, 1) + (40 if number % 9 == 0 else 0) for number in range(200)]

    assert judge("consent", looks(*memory)).flat


@pytest.mark.parametrize("per_look", [0.1, 0.5])
def test_what_grows_steadily_is_found(per_look: float) -> None:
    judged = judge("consent", looks(*(60 + number * per_look for number in range(200))))

    assert judged.per_hour == pytest.approx(per_look * 360)
    assert not judged.flat


def test_a_little_growth_of_a_small_process_is_allowed() -> None:
    assert judge("consent", looks(*(60 + number * 0.01 for number in range(200)))).flat
