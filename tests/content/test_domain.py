"""Items and feeds, given what happened, when somebody asks, then what is recorded or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from chassis.codec import TypedMapper
from contracts.values import Audience, Kind, Network, Window
from services.content.application import terms_of
from services.content.domain import (
    UNTOLD,
    About,
    AudienceInvalid,
    ContentError,
    ExpiryInvalid,
    Feed,
    FeedRemoved,
    Item,
    ItemRetired,
    KindNotOnNetwork,
    NetworkTerms,
    NothingToShare,
    Offer,
    OwnWordsInvalid,
    PointsNotAllowed,
    PriorityInvalid,
    Revision,
    TargetInvalid,
    TooManyActivities,
    UnknownActivity,
    WindowInvalid,
)
from services.content.domain.item import MOST_OPEN

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CURATOR = uuid4()
EVERYONE = Audience(everyone=True)
BOTH = frozenset({Kind.POST, Kind.REPOST})
ALL = NetworkTerms(kinds=frozenset(Kind), performed=frozenset(Kind), points=True)
TERMS = NetworkTerms(kinds=BOTH, performed=BOTH, points=True)
NO_POINTS = NetworkTerms(kinds=frozenset({Kind.POST}), performed=frozenset({Kind.POST}), points=False)
NOT_YET = NetworkTerms(kinds=BOTH, performed=frozenset(), points=True)


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


def revision(*, shareable: bool = True) -> Revision:
    return Revision(uuid4(), "0" * 64, shareable)


def given_item(*, shareable: bool = True, expires_at: datetime | None = None) -> Item:
    item = Item(
        id=uuid4(),
        revision=revision(shareable=shareable),
        source="composed",
        curated_by=CURATOR,
        at=NOW,
        expires_at=expires_at,
        about=UNTOLD,
    )
    item.collect_events()
    return item


def offer(**changes: Any) -> Offer:
    terms: dict[str, Any] = {
        "id": uuid4(),
        "kind": Kind.POST,
        "network": Network.MASTODON,
        "window": Window(NOW, hours(24)),
        "audience": EVERYONE,
        "points": 10,
        "own_words": 20,
    }
    return Offer(**{**terms, **changes})


def offered(item: Item, **changes: Any) -> UUID:
    made = offer(**changes)
    item.offer(made, TERMS, has_target=made.kind is Kind.REPOST, by=CURATOR, at=NOW)
    item.collect_events()
    return made.id


def recorded(aggregate: Item | Feed) -> list[str]:
    return [type(event).__name__ for event in aggregate.pending_events]


def test_an_offer_states_its_terms_and_is_read_back_from_its_stored_form() -> None:
    item, made, mapper = given_item(), offer(audience=Audience(everyone=False, groups=(uuid4(),))), TypedMapper()
    item.offer(made, TERMS, has_target=False, by=CURATOR, at=NOW)
    (event,) = item.collect_events()
    assert isinstance(event, Item.Offered)
    assert event.offer == made
    assert mapper.to_domain_event(mapper.to_stored_event(event)) == event


@pytest.mark.parametrize(
    ("changes", "has_target", "terms", "error"),
    [
        ({"window": Window(hours(-3), hours(-1))}, False, TERMS, WindowInvalid),
        ({"window": Window(NOW, NOW + timedelta(seconds=60))}, False, TERMS, WindowInvalid),
        ({"window": Window(hours(5), hours(5) + timedelta(seconds=60))}, False, TERMS, WindowInvalid),
        ({"window": Window(hours(-25), hours(1))}, False, TERMS, WindowInvalid),
        ({"window": Window(NOW, NOW + timedelta(days=367))}, False, TERMS, WindowInvalid),
        ({"audience": Audience(everyone=False)}, False, TERMS, AudienceInvalid),
        ({"audience": Audience(everyone=True, groups=(uuid4(),))}, False, TERMS, AudienceInvalid),
        ({"points": 1001}, False, TERMS, PointsNotAllowed),
        ({"points": -1}, False, TERMS, PointsNotAllowed),
        ({"points": 1}, False, NO_POINTS, PointsNotAllowed),
        ({"own_words": 101}, False, TERMS, OwnWordsInvalid),
        ({"own_words": -1}, False, TERMS, OwnWordsInvalid),
        ({"priority": 3}, False, TERMS, PriorityInvalid),
        ({"priority": -1}, False, TERMS, PriorityInvalid),
        ({"kind": Kind.REPOST, "own_words": 0}, False, TERMS, TargetInvalid),
        ({"kind": Kind.REPOST, "own_words": 20}, True, TERMS, OwnWordsInvalid),
        ({"kind": Kind.COMMENT}, False, ALL, TargetInvalid),
        ({"kind": Kind.LIKE, "own_words": 0}, False, ALL, TargetInvalid),
        ({"kind": Kind.LIKE, "own_words": 20}, True, ALL, OwnWordsInvalid),
        ({"kind": Kind.FOLLOW, "own_words": 20}, True, ALL, OwnWordsInvalid),
        ({"kind": Kind.REPOST, "own_words": 0, "points": 0}, True, NO_POINTS, KindNotOnNetwork),
        ({}, True, TERMS, TargetInvalid),
        ({}, False, NOT_YET, KindNotOnNetwork),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    changes: dict[str, Any], *, has_target: bool, terms: NetworkTerms, error: type[ContentError]
) -> None:
    item = given_item()
    with pytest.raises(error):
        item.offer(offer(**changes), terms, has_target=has_target, by=CURATOR, at=NOW)
    assert recorded(item) == []


def test_zero_points_are_fine_where_rewards_are_forbidden() -> None:
    item = given_item()
    item.offer(offer(points=0), NO_POINTS, has_target=False, by=CURATOR, at=NOW)
    assert recorded(item) == ["Offered"]


@pytest.mark.parametrize("network", [Network.X, Network.FACEBOOK, Network.INSTAGRAM])
def test_points_are_refused_where_the_network_forbids_rewards(network: Network) -> None:
    item = given_item()
    with pytest.raises(PointsNotAllowed, match=f"the rules of {network} forbid rewards: offer it with 0 points"):
        item.offer(offer(network=network, points=1), terms_of(network), has_target=False, by=CURATOR, at=NOW)
    assert recorded(item) == []


@pytest.mark.parametrize("network", Network)
@pytest.mark.parametrize("kind", Kind)
def test_only_what_the_network_has_and_this_release_performs_is_offered(kind: Kind, network: Network) -> None:
    item, made = given_item(), offer(kind=kind, network=network, points=0, own_words=0)
    missing = {(Network.LINKEDIN, Kind.FOLLOW): "linkedin has no follow", (Network.INSTAGRAM, Kind.LIKE): "offered yet"}
    possible, why = (network, kind) not in missing, missing.get((network, kind))
    with nullcontext() if possible else pytest.raises(KindNotOnNetwork, match=why):
        item.offer(made, terms_of(network), has_target=kind.aim is not None, by=CURATOR, at=NOW)
    assert recorded(item) == (["Offered"] if possible else [])


def test_a_comment_may_ask_for_own_words() -> None:
    item = given_item(shareable=False)
    item.offer(offer(kind=Kind.COMMENT, own_words=40), ALL, has_target=True, by=CURATOR, at=NOW)
    assert recorded(item) == ["Offered"]


def test_a_post_needs_something_to_share_a_repost_does_not() -> None:
    item = given_item(shareable=False)
    with pytest.raises(NothingToShare):
        item.offer(offer(), TERMS, has_target=False, by=CURATOR, at=NOW)
    item.offer(offer(kind=Kind.REPOST, own_words=0), TERMS, has_target=True, by=CURATOR, at=NOW)
    assert recorded(item) == ["Offered"]


def test_an_item_keeps_something_to_share_while_a_post_is_open() -> None:
    item = given_item()
    activity = offered(item)
    with pytest.raises(NothingToShare):
        item.revise(revision(shareable=False), by=CURATOR, at=NOW, expires_at=None, about=UNTOLD)
    item.close(activity, by=CURATOR, at=NOW)
    item.revise(revision(shareable=False), by=CURATOR, at=NOW, expires_at=None, about=UNTOLD)
    assert recorded(item) == ["Closed", "Revised"]


def test_what_it_is_about_is_no_words_of_it() -> None:
    item, about = given_item(), About((uuid4(),), "id")
    before = item.revision
    item.classify(about, by=CURATOR, at=NOW)
    item.classify(about, by=CURATOR, at=NOW)
    (classified,) = item.collect_events()
    assert isinstance(classified, Item.Classified)
    assert (classified.about, classified.revision, item.revision) == (about, before, before)
    item.change_expiry(hours(5), by=CURATOR, at=NOW)
    item.restate(NOW)
    said: list[Any] = list(item.collect_events())
    assert [event.about for event in said] == [about, about]
    item.retire(by=CURATOR, at=NOW)
    with pytest.raises(ItemRetired):
        item.classify(UNTOLD, by=CURATOR, at=NOW)


def test_an_item_of_before_there_were_topics_is_about_nothing_that_was_said() -> None:
    item, mapper = given_item(), TypedMapper()
    item.revise(revision(), by=CURATOR, at=NOW, expires_at=None, about=About((uuid4(),), "id"))
    (event,) = item.collect_events()
    stored = mapper.to_stored_event(event)
    state = json.loads(stored.state)
    del state["about"]
    before = StoredEvent(stored.originator_id, stored.originator_version, stored.topic, json.dumps(state).encode())
    assert cast(Item.Revised, mapper.to_domain_event(before)).about == UNTOLD


def test_what_was_offered_again_before_it_was_said_by_whom_loads() -> None:
    item, mapper = given_item(), TypedMapper()
    offered(item)
    item.restate(hours(2))
    _, again = item.collect_events()
    stored = mapper.to_stored_event(again)
    state = json.loads(stored.state)
    del state["offered_by"]
    before = StoredEvent(stored.originator_id, stored.originator_version, stored.topic, json.dumps(state).encode())
    assert cast(Item.OfferedAgain, mapper.to_domain_event(before)).offered_by is None


def test_no_window_outlives_its_item() -> None:
    item = given_item(expires_at=hours(10))
    with pytest.raises(WindowInvalid):
        item.offer(offer(), TERMS, has_target=False, by=CURATOR, at=NOW)
    offered(item, window=Window(NOW, hours(10)))
    with pytest.raises(ExpiryInvalid):
        item.change_expiry(hours(9), by=CURATOR, at=NOW)
    item.change_expiry(hours(11), by=CURATOR, at=NOW)
    assert recorded(item) == ["ExpiryChanged"]


def test_an_item_has_a_bounded_number_of_open_activities() -> None:
    item = given_item()
    for _ in range(MOST_OPEN):
        offered(item)
    with pytest.raises(TooManyActivities):
        item.offer(offer(), TERMS, has_target=False, by=CURATOR, at=NOW)
    item.offer(offer(window=Window(hours(24), hours(48))), TERMS, has_target=False, by=CURATOR, at=hours(25))
    assert recorded(item) == ["Offered"]


@pytest.mark.parametrize(
    "command",
    [
        lambda item: item.retire(by=CURATOR, at=NOW),
        lambda item: item.revise(revision(), by=CURATOR, at=NOW, expires_at=None, about=UNTOLD),
        lambda item: item.change_expiry(hours(5), by=CURATOR, at=NOW),
        lambda item: item.offer(offer(), TERMS, has_target=False, by=CURATOR, at=NOW),
    ],
)
def test_a_retired_item_is_over(command: Callable[[Item], None]) -> None:
    item = given_item()
    item.retire(by=CURATOR, at=NOW)
    item.collect_events()
    with pytest.raises(ItemRetired):
        command(item)
    assert recorded(item) == []


def test_an_item_past_its_expiry_is_over_before_the_timer_says_so() -> None:
    item = given_item(expires_at=hours(1))
    with pytest.raises(ItemRetired):
        item.offer(offer(window=Window(hours(1), hours(2))), TERMS, has_target=False, by=CURATOR, at=hours(1))
    item.retire(by=CURATOR, at=hours(1))
    assert recorded(item) == ["Retired"]


def test_an_item_expires_once_and_only_when_its_time_has_come() -> None:
    item = given_item(expires_at=hours(1))
    assert not item.expire(NOW)
    assert recorded(item) == []
    assert item.expire(hours(1))
    assert item.expire(hours(2))
    assert recorded(item) == ["Retired"]


def test_an_item_never_begins_expired() -> None:
    with pytest.raises(ExpiryInvalid):
        given_item().change_expiry(NOW, by=CURATOR, at=NOW)


def test_closing_ends_an_open_activity_and_says_when_it_had_ended() -> None:
    item = given_item()
    activity = offered(item)
    with pytest.raises(UnknownActivity):
        item.close(uuid4(), by=CURATOR, at=NOW)
    assert item.close(activity, by=CURATOR, at=NOW)
    assert not item.close(activity, by=CURATOR, at=NOW)
    over = offered(item)
    assert not item.close(over, by=CURATOR, at=hours(24))
    assert recorded(item) == []


def test_after_a_restore_an_item_says_again_what_is_open_and_nothing_of_what_has_ended() -> None:
    item = given_item()
    activity, closed = offered(item), offered(item)
    offered(item, window=Window(NOW, hours(1)))
    item.close(closed, by=CURATOR, at=NOW)
    item.collect_events()
    item.restate(hours(2))
    restated, again = item.collect_events()
    assert isinstance(restated, Item.Restated)
    assert isinstance(again, Item.OfferedAgain)
    assert (restated.revision, restated.curated_at, again.offer.id) == (item.revision, NOW, activity)
    assert again.offered_by == CURATOR
    item.retire(by=CURATOR, at=hours(2))
    item.collect_events()
    item.restate(hours(3))
    assert recorded(item) == []


def test_a_feed_is_removed_once() -> None:
    feed = Feed(id=uuid4(), added_by=CURATOR, at=NOW)
    feed.remove(by=CURATOR, at=NOW)
    with pytest.raises(FeedRemoved):
        feed.remove(by=CURATOR, at=NOW)
    with pytest.raises(FeedRemoved):
        feed.check_followed()
    assert recorded(feed) == ["Added", "Removed"]
