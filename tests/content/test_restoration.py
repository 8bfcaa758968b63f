"""What content knows after a restore: what ended has ended, what is lost is closed, the rest is said again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from contracts.content import ActivityClosed, ContentRetired
from services.content.domain import UNTOLD, Item, LostItem, Revision
from services.content.publication import translate

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def an_item() -> Item:
    revision = Revision(id=uuid4(), digest="0" * 64, shareable=True)
    item = Item(
        id=uuid4(),
        revision=revision,
        source="composed",
        curated_by=uuid4(),
        at=NOW,
        expires_at=None,
        about=UNTOLD,
    )
    item.collect_events()
    return item


def test_an_activity_whose_terms_are_lost_is_closed_aloud_before_the_item_is_stated_again() -> None:
    item, lost = an_item(), uuid4()
    item.learn_offer(lost, at=NOW)
    item.learn_offer(lost, at=NOW)
    [missed] = item.collect_events()
    assert translate(missed) is None

    item.restate(NOW)

    closed, restated = item.collect_events()
    said = translate(closed)
    assert said is not None
    assert ActivityClosed.model_validate_json(said.data).reason == "restored"
    assert isinstance(restated, Item.Restated)


def test_a_lost_activity_that_was_closed_is_not_closed_again() -> None:
    item, lost = an_item(), uuid4()
    item.learn_offer(lost, at=NOW)
    item.learn_close(lost, "closed", at=NOW)
    item.collect_events()
    item.restate(NOW)
    assert [type(event) for event in item.collect_events()] == [Item.Restated]


def test_an_expiry_counts_for_words_that_are_here_only() -> None:
    item, until = an_item(), NOW + timedelta(days=1)
    assert not item.learn_expiry(uuid4(), until, at=NOW)
    assert item.expires_at is None
    assert item.learn_expiry(item.revision.id, until, at=NOW)
    assert item.expires_at == until


def test_what_had_ended_stays_ended() -> None:
    item = an_item()
    item.learn_end(expired=False, at=NOW)
    item.learn_end(expired=True, at=NOW)
    item.restate(NOW)
    assert [type(event) for event in item.collect_events()] == [Item.Retired]


def test_a_lost_item_is_retired_once() -> None:
    lost = LostItem(id=uuid4(), at=NOW)
    assert lost.retire(at=NOW)
    assert not lost.retire(at=NOW)
    noted, retired = lost.collect_events()
    assert translate(noted) is None
    said = translate(retired)
    assert said is not None
    assert ContentRetired.model_validate_json(said.data).reason == "restored"
