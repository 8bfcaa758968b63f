"""What content knows after a restore: what ended has ended, what is lost is closed, the rest is said again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.event_store import Work
from chassis.restoring.plan import Evidence
from contracts.content import ActivityClosed, ContentCurated, ContentRetired, ContentRevised
from services.content.domain import UNTOLD, About, Item, LostItem, Revision, Topic
from services.content.publication import translate
from services.content.restoration import Facts
from tests.content.conftest import Service

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


STATE: dict[str, Any] = {
    "revision": Revision(id=uuid4(), digest="0" * 64, shareable=True),
    "source": "composed",
    "curated_by": uuid4(),
    "at": NOW,
    "expires_at": None,
    "about": UNTOLD,
}


def an_item() -> Item:
    item = Item(id=uuid4(), **STATE)
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


def test_what_is_said_of_words_counts_for_those_that_are_here_only() -> None:
    item, until, about = an_item(), NOW + timedelta(days=1), About((uuid4(),), "id")
    assert not item.learn_state(uuid4(), until, about, at=NOW)
    assert (item.expires_at, item.about) == (None, UNTOLD)
    assert item.learn_state(item.revision.id, until, about, at=NOW)
    assert (item.expires_at, item.about) == (until, about)
    assert [type(event) for event in item.collect_events()] == [Item.Classified, Item.ExpiryChanged]
    assert item.learn_state(item.revision.id, until, about, at=NOW)
    assert not item.collect_events()


@pytest.mark.parametrize("kind", [ContentCurated, ContentRevised])
def test_topics_and_language_are_taken_over_from_whatever_states_them(
    service: Service, kind: type[ContentCurated | ContentRevised]
) -> None:
    item, here, lost, until = an_item(), uuid4(), uuid4(), NOW + timedelta(days=1)
    fact = "curated" if kind is ContentCurated else "revised"
    said = kind.model_validate(
        {
            "item_id": item.id,
            "revision_id": item.revision.id,
            "digest": item.revision.digest,
            "source": "composed",
            "curated_by": None,
            f"{fact}_at": NOW,
            "expires_at": until,
            "topics": [lost, here],
            "language": "id",
        }
    )
    facts = Facts(service.timers)

    def before(work: Work) -> None:
        work.add(Item(id=item.id, **STATE))
        work.add(Topic(id=here, added_by=uuid4(), at=NOW))

    service.store.run(before)
    service.store.run(getattr(facts, fact), said, "", Evidence())

    found = service.store.load([item.id])[item.id]
    assert isinstance(found, Item)
    assert (found.about, found.expires_at) == (About((here,), "id"), until)
    assert service.rows("SELECT at FROM due") == [(until,)]
    assert not facts.revised_back


def test_an_item_that_is_stated_with_lost_words_is_one_to_look_at(service: Service) -> None:
    item, facts = an_item(), Facts(service.timers)
    service.store.run(lambda work: work.add(Item(id=item.id, **STATE)).id)
    said = {"item_id": item.id, "digest": "0" * 64, "revised_at": NOW}

    service.store.run(facts.revised, ContentRevised(revision_id=uuid4(), **said), "", Evidence())
    assert facts.revised_back == {item.id}
    service.store.run(facts.revised, ContentRevised(revision_id=item.revision.id, **said), "", Evidence())
    assert not facts.revised_back


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
