"""Snapshots of every aggregate class of every service: state out of one, plus the events behind it, is a full replay.

The histories are made from the events' own types. No rule of the domain is asked: events only record, so whatever
sequence of them can be recorded must come back, also one that no rule of today allows.
"""

from __future__ import annotations

import base64
import importlib
import json
import pkgutil
import typing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from eventsourcing.domain import Aggregate, CanInitAggregate, CanMutateAggregate
from eventsourcing.utils import get_topic
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

import services
from chassis import snapshots
from chassis.codec import TypedMapper
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.snapshots import read, take
from contracts.values import Window
from services.publisher.domain.calendar import Calendar

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
MAPPER = TypedMapper()

ids = st.sampled_from([UUID(int=number) for number in range(1, 5)])
times = st.integers(0, 10**6).map(lambda seconds: AT + timedelta(seconds=seconds))
st.register_type_strategy(UUID, ids)
st.register_type_strategy(datetime, times)
st.register_type_strategy(str, st.sampled_from(["", "a", "ä"]))
st.register_type_strategy(int, st.integers(-9, 9))
st.register_type_strategy(Window, st.builds(lambda at, s: Window(at, at + timedelta(seconds=s)), times, st.just(90)))


def _aggregates() -> list[type[Aggregate]]:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if ".domain" in module.name:
            importlib.import_module(module.name)
    return sorted((each for each in Aggregate.__subclasses__() if each.__module__.startswith("services.")), key=str)


def _events(kind: type[Aggregate]) -> dict[str, type[CanMutateAggregate[UUID]]]:
    """What can be recorded about such an aggregate, by the name of its class."""
    named = {name: each for name, each in vars(kind).items() if isinstance(each, type)}
    found = {name: each for name, each in named.items() if issubclass(each, CanMutateAggregate)}
    return {name: each for name, each in found.items() if name not in {"Created", "Event"}}


@st.composite
def histories(draw: st.DrawFn, kind: type[Aggregate]) -> list[CanMutateAggregate[UUID]]:
    """One aggregate's events, from its first; whatever cannot be recorded after those before it is left out."""
    events = _events(kind)
    begins = next(each for each in events.values() if issubclass(each, CanInitAggregate))
    goes_on = sorted((each for each in events.values() if each is not begins), key=str)
    picked = [begins, *draw(st.lists(st.sampled_from(goes_on), max_size=25) if goes_on else st.just([]))]
    history: list[CanMutateAggregate[UUID]] = []
    for each in picked:
        hints = typing.get_type_hints(each)
        names = [name for name in each.__dataclass_fields__ if name not in _LIBRARY]  # type: ignore[attr-defined]
        more: dict[str, Any] = {name: draw(st.from_type(hints[name])) for name in names}
        more |= {"originator_id": UUID(int=7), "originator_version": len(history) + 1, "timestamp": AT}
        if each is begins:
            more["originator_topic"] = get_topic(kind)
        event = each(**more)
        try:
            replay([*history, event])
        except (KeyError, AssertionError, AttributeError):
            continue  # it speaks of what is not there
        history.append(event)
    assume(history)
    return history


_LIBRARY = {"originator_id", "originator_version", "timestamp", "originator_topic"}


def replay(events: list[CanMutateAggregate[UUID]], base: Aggregate | None = None) -> Aggregate:
    """The aggregate after these events, each as it comes out of the store."""
    for each in events:
        stored = MAPPER.to_domain_event(MAPPER.to_stored_event(each))
        assert isinstance(stored, CanMutateAggregate)
        base = stored.mutate(base)
    assert base is not None
    return base


def test_every_service_has_aggregates() -> None:
    assert {each.__module__.split(".")[1] for each in _aggregates()} == {
        "consent",
        "content",
        "gamification",
        "publisher",
    }


@pytest.mark.parametrize("kind", _aggregates(), ids=lambda kind: getattr(kind, "TOPIC", str(kind)))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_snapshot_and_the_events_behind_it_are_a_full_replay(kind: type[Aggregate], data: st.DataObject) -> None:
    history = data.draw(histories(kind))
    cut = data.draw(st.integers(1, len(history)))

    base = read(take(replay(history[:cut])))

    assert base is not None
    assert base == replay(history[:cut])
    assert vars(replay(history[cut:], base)) == vars(replay(history))


def test_another_releases_snapshot_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = take(_a_calendar())
    monkeypatch.setattr(snapshots, "_digest", lambda package: f"other sources of {package}")

    assert read(snapshot) is None


def test_sources_that_change_under_a_running_service_are_not_what_its_snapshots_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "hall" / "domain" / "rules.py"
    rules.parent.mkdir(parents=True)
    rules.write_text("from eventsourcing.domain import Aggregate\n\nclass Door(Aggregate):\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    door: type[Aggregate] = importlib.import_module("hall.domain.rules").Door
    loaded = snapshots._digest.__wrapped__("hall.domain")
    sealing, signing = tmp_path / "sealing", tmp_path / "signing"
    sealing.write_text(base64.urlsafe_b64encode(bytes(32)).decode())
    signing.write_text(json.dumps({"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}))

    Runtime(
        Settings(
            postgres_dsn="postgresql://127.0.0.1:1/nobody",
            kafka="127.0.0.1:1",
            mongo_url="mongodb://127.0.0.1:1",
            mongo_database="nobody",
            sealing_keys_file=sealing,
            signing_keys_file=signing,
        ),
        "hall",
    )
    rules.write_text(rules.read_text() + "\n    open: bool\n")

    assert snapshots.sources(door) == loaded
    assert snapshots._digest.__wrapped__("hall.domain") != loaded


@given(state=st.sampled_from([b"", b"{}", b"[]", b'{"slots": 7}', b"\xff"]))
@example(state=b"null")
def test_a_snapshot_that_cannot_be_read_is_none(state: bytes) -> None:
    assert read(msgspec.structs.replace(take(_a_calendar()), state=state)) is None


def test_a_snapshot_of_a_class_that_is_gone_is_none() -> None:
    assert read(msgspec.structs.replace(take(_a_calendar()), topic="publisher.Diary")) is None


def test_state_that_is_not_named_is_not_taken() -> None:
    calendar = _a_calendar()
    calendar.mood = "new"  # type: ignore[attr-defined]

    with pytest.raises(snapshots.Untyped, match="mood"):
        take(calendar)


def _a_calendar() -> Calendar:
    return Calendar(account_id=UUID(int=1), at=AT)
