"""What posts earn, and in which month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from contracts.networks import load
from contracts.values import Kind, Network
from services.gamification import rules as module
from services.gamification.domain import Worth
from services.gamification.rules import Rules, day_of

RULES = Rules.read()


@pytest.mark.parametrize(
    ("kind", "promised", "own_words", "worth"),
    [
        (Kind.POST, 10, 0, Worth(10, "as-promised")),
        (Kind.POST, 10, 49, Worth(10, "as-promised")),
        (Kind.POST, 10, 50, Worth(15, "own-words")),
        (Kind.POST, 5, 100, Worth(7, "own-words")),
        (Kind.REPOST, 10, 100, Worth(10, "as-promised")),
        (Kind.LIKE, 2, 0, Worth(2, "as-promised")),
        (Kind.COMMENT, 10, 100, Worth(10, "as-promised")),
        (Kind.FOLLOW, 3, 0, Worth(3, "as-promised")),
        (Kind.POST, 0, 100, Worth(0, "nothing")),
        (Kind.POST, -5, 100, Worth(0, "nothing")),
    ],
)
def test_own_words_earn_more(kind: Kind, promised: int, own_words: int, worth: Worth) -> None:
    assert RULES.worth(kind=kind, network=Network.MASTODON, promised=promised, own_words=own_words) == worth


def test_nothing_is_earned_where_the_network_forbids_rewards(monkeypatch: pytest.MonkeyPatch) -> None:
    open_rules = load(Network.MASTODON)
    forbidden = open_rules.rules.model_copy(
        update={"points": open_rules.rules.points.model_copy(update={"allowed": False})}
    )
    strict = open_rules.model_copy(update={"rules": forbidden})
    monkeypatch.setattr(module, "load_network", lambda _: strict)
    assert RULES.worth(kind=Kind.POST, network=Network.MASTODON, promised=10, own_words=90).points == 0


@pytest.mark.parametrize("network", Network)
@pytest.mark.parametrize("kind", Kind)
def test_every_network_earns_what_its_rules_allow(kind: Kind, network: Network) -> None:
    forbidden = network in (Network.X, Network.FACEBOOK, Network.INSTAGRAM)
    worth = RULES.worth(kind=kind, network=network, promised=10, own_words=0)
    assert worth == (Worth(0, "nothing") if forbidden else Worth(10, "as-promised"))


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), "Asia/Jakarta", date(2026, 11, 30)),
        (datetime(2026, 11, 30, 17, 0, tzinfo=UTC), "Asia/Jakarta", date(2026, 12, 1)),
        (datetime(2026, 11, 1, 3, 59, tzinfo=UTC), "America/New_York", date(2026, 10, 31)),
        (datetime(2026, 11, 1, 0, 0, tzinfo=UTC), "UTC", date(2026, 11, 1)),
    ],
)
def test_a_day_begins_where_the_organisation_is(at: datetime, zone: str, day: date) -> None:
    assert day_of(at, ZoneInfo(zone)) == day


def test_a_file_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('removal = {code = "x", reason = "y"}\nrules = [{code = "No Code", reason = "", percent = 1}]')
    with pytest.raises(ValidationError):
        Rules.read(file)
