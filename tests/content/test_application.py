"""Content's commands on a real store: timers, the vault, what is said in public, and what is erased."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from chassis.signing import digest
from chassis.timers import Due
from contracts.consent import PersonErased
from contracts.envelope import Envelope
from contracts.values import Audience, Kind, Network, Window
from services.content.domain import Offer
from services.content.policies import policies
from services.content.publication import translate
from services.content.queries import Activities
from services.content.words import KIND, Draft, Words
from tests.content.conftest import Service

CURATOR = uuid4()
WORDS = Words("A title", "", "https://example.org/", None)


def composed(service: Service, **more: Any) -> UUID:
    item = uuid4()
    service.store.run(
        service.content.compose,
        item_id=item,
        draft=Draft.new(WORDS),
        source="composed",
        by=CURATOR,
        at=service.clock(),
        **more,
    )
    return item


def said(service: Service) -> list[tuple[str, UUID]]:
    rows = service.store.notifications(0, 100)
    public = [translate(service.store.mapper.to_domain_event(row)) for row in rows]
    return [(event.event_type, event.key) for event in public if event is not None]


def test_everything_that_happens_to_an_item_is_said_under_its_key(service: Service) -> None:
    clock, content = service.clock, service.content
    item = composed(service)
    window = Window(clock(), clock() + timedelta(days=1))
    activity = Offer(uuid4(), Kind.POST, Network.MASTODON, window, Audience(everyone=True), 10, 0)
    service.store.run(content.offer, item_id=item, offer=activity, target=None, by=CURATOR, at=clock())
    other = Draft.new(Words("Other", "", "https://example.org/", None))
    service.store.run(content.revise, item_id=item, draft=other, by=CURATOR, at=clock(), expires_at=None)
    service.store.run(
        content.revise, item_id=item, draft=other, by=CURATOR, at=clock(), expires_at=clock() + timedelta(days=9)
    )
    service.store.run(content.close, activity_id=activity.id, by=CURATOR, at=clock())
    service.store.run(content.retire, item_id=item, by=CURATOR, at=clock())
    names = [
        "ContentCurated",
        "ActivityOffered",
        "ContentRevised",
        "ContentRevised",
        "ActivityClosed",
        "ContentRetired",
    ]
    assert said(service) == [(f"restu.{name}.v1", item) for name in names]


def test_a_restored_item_is_stated_again_with_its_first_time(service: Service) -> None:
    item, curated_at = composed(service), service.clock()
    window = Window(curated_at, curated_at + timedelta(days=1))
    activity = Offer(uuid4(), Kind.POST, Network.MASTODON, window, Audience(everyone=True), 10, 0)
    content = service.content
    service.store.run(content.offer, item_id=item, offer=activity, target=None, by=CURATOR, at=curated_at)
    service.store.run(content.restate, item_id=item, at=service.clock.forward(hours=1))
    first, offered, again, offered_again = (
        translate(service.store.mapper.to_domain_event(row)) for row in service.store.notifications(0, 9)
    )
    assert first is not None
    assert again is not None
    assert offered is not None
    assert offered_again is not None
    assert first.data == again.data
    told, told_again = json.loads(offered.data), json.loads(offered_again.data)
    assert told_again["activity_id"] == told["activity_id"]
    assert told_again["offered_by"] == told["offered_by"] == str(CURATOR)


def test_the_digest_is_salted_and_over_what_the_vault_holds(service: Service) -> None:
    one, other = Draft.new(WORDS), Draft.new(WORDS)
    assert one.revision().digest != other.revision().digest
    composed(service)
    ((revision, told),) = service.rows(
        "SELECT (convert_from(state, 'utf8')::json->'revision'->>'id')::uuid AS id, "
        "convert_from(state, 'utf8')::json->'revision'->>'digest' AS digest FROM stored_events"
    )
    assert digest(service.vault.open(revision, KIND)) == told


def test_an_item_ends_when_its_timer_comes_and_not_before(service: Service) -> None:
    clock = service.clock
    item = composed(service, expires_at=clock() + timedelta(hours=1))
    assert service.timers.take(["expire"], clock.forward(minutes=59), timedelta(seconds=90), 9) == []
    service.store.run(service.content.expire, item_id=item, at=clock())
    assert service.events() == ["content.Item.Curated"]
    (due,) = service.timers.take(["expire"], clock.forward(minutes=1), timedelta(seconds=90), 9)
    assert due == Due("expire", item, clock(), 0)
    for _ in range(2):
        service.store.run(service.content.expire, item_id=item, at=clock())
    assert service.events() == ["content.Item.Curated", "content.Item.Retired"]
    assert service.rows("SELECT count(*) FROM due") == [(0,)]


def test_the_timer_follows_the_expiry(service: Service) -> None:
    clock, content = service.clock, service.content
    item = composed(service, expires_at=clock() + timedelta(hours=1))
    same = Draft.new(WORDS)
    later = clock() + timedelta(hours=5)
    service.store.run(content.revise, item_id=item, draft=same, by=CURATOR, at=clock(), expires_at=later)
    assert service.rows("SELECT at FROM due") == [(later,)]
    service.store.run(content.revise, item_id=item, draft=same, by=CURATOR, at=clock(), expires_at=None)
    assert service.rows("SELECT at FROM due") == []
    service.store.run(content.revise, item_id=item, draft=same, by=CURATOR, at=clock(), expires_at=later)
    service.store.run(content.retire, item_id=item, by=CURATOR, at=clock())
    assert service.rows("SELECT at FROM due") == []


def test_a_timer_without_an_item_ends(service: Service) -> None:
    gone = uuid4()
    service.database.transact([service.timers.set("expire", gone, service.clock())])
    service.store.run(service.content.expire, item_id=gone, at=service.clock())
    assert service.rows("SELECT count(*) FROM due") == [(0,)]


def test_a_curator_s_reason_is_in_the_vault_alone_and_goes_with_them(service: Service) -> None:
    clock, content, item = service.clock, service.content, composed(service)
    window = Window(clock(), clock() + timedelta(days=1))
    activity = Offer(uuid4(), Kind.POST, Network.MASTODON, window, Audience(everyone=True), 10, 0)
    service.store.run(
        content.offer, item_id=item, offer=activity, target=None, by=CURATOR, at=clock(), reason="Planted: it is ours"
    )
    activities = Activities(service.store, service.vault, service.tables)
    assert activities.find(activity.id)["reason"] == "Planted: it is ours"
    assert not any(b"Planted" in bytes(state) for (state,) in service.rows("SELECT state FROM stored_events"))
    service.store.run(content.erase, person=CURATOR)
    assert activities.find(activity.id)["reason"] is None


def test_when_a_person_is_erased_their_rows_go_and_none_comes_back(service: Service) -> None:
    person = uuid4()
    service.database.transact([service.vault.put(uuid4(), "anything", "words", person=person)])
    erased = policies(service.content, service.suggestions)[PersonErased]
    envelope = Envelope(uuid4(), "/restu/consent", "restu.PersonErased.v1", str(person), "", 1, 0, b"")
    service.store.run(erased, PersonErased(advocate_id=person, erased_at=service.clock()), envelope)
    service.database.transact([service.vault.put(uuid4(), "anything", "words", person=person)])
    assert service.rows("SELECT count(*) FROM vault WHERE kind = 'anything'") == [(0,)]
