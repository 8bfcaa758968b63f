"""What an author publishes themselves, with real commands and a real database: consent is played."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from chassis.errors import NotFound
from chassis.restoring.plan import Evidence
from chassis.signing import verify
from contracts.consent import ApprovalLapsed, ApprovalWithdrawn, PersonErased, ReleaseRefused
from contracts.publisher import PostHandedOver
from contracts.values import Kind, Network, timestamp, unconnected_account
from services.publisher.domain.errors import NotPublished, NotToHandOver, ProofInvalid, WindowOver
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import Post, State
from services.publisher.projections import live
from services.publisher.publication import translate
from services.publisher.restoration import Facts, TakingOver
from tests.publisher.house import House

LINK = "https://example.org/new"
OWN_WORDS = f"My own & only words\n\n{LINK}"


def approve(house: House, person: UUID, network: Network = Network.X, **more: Any) -> UUID:
    opening = {"handle": "", "visibility": "composer", "link": LINK, "text": OWN_WORDS, **more.pop("opening", {})}
    account = unconnected_account(person, network)
    return house.approve(person, account, network=network.value, opening=opening, window=timedelta(hours=24), **more)


def report(house: House, person: UUID, approval: UUID) -> str:
    outcome = house.store.run(
        house.posts.report, by=person, post=post_id(approval), release_id=uuid4(), at=house.clock()
    )
    return str(outcome.result["state"])


def withdrawn(house: House, approval: UUID) -> None:
    post = house.post(approval)
    house.deliver(
        ApprovalWithdrawn.TYPE,
        {
            "advocate_id": str(post.advocate_id),
            "approval_id": str(approval),
            "activity_id": str(post.activity_id),
            "account_id": str(post.account_id),
            "withdrawn_at": timestamp(house.clock()),
        },
    )


def refused(house: House, approval: UUID, reason: str, *, final: bool) -> None:
    post = house.post(approval)
    assert post.release is not None
    house.deliver(
        ReleaseRefused.TYPE,
        {
            "advocate_id": str(post.advocate_id),
            "release_id": str(post.release.id),
            "approval_id": str(approval),
            "reason": reason,
            "final": final,
            "refused_at": timestamp(house.clock()),
        },
    )


def test_it_waits_for_its_author_without_slot_or_timer(house: House) -> None:
    approval = approve(house, uuid4())
    house.pass_time(hours=3)
    assert house.state(approval) is State.TO_HAND_OVER
    assert house.due() == []
    assert house.types_said() == []
    assert not house.network.sent


def test_its_author_gets_the_composer_with_exactly_what_was_approved(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    told = house.composing.composer(person, post_id(approval))
    assert parse_qs(urlsplit(told["address"]).query) == {"text": [OWN_WORDS]}
    assert (told["text"], told["link"], told["target"], told["paste"]) == (OWN_WORDS, LINK, None, False)
    assert house.types_said() == []
    on_linkedin = approve(house, person, Network.LINKEDIN)
    assert house.composing.composer(person, post_id(on_linkedin))["paste"] is True


def test_nobody_else_gets_it(house: House) -> None:
    approval = approve(house, uuid4())
    with pytest.raises(NotFound):
        house.composing.composer(uuid4(), post_id(approval))
    with pytest.raises(NotFound):
        report(house, uuid4(), approval)


def test_other_words_than_the_approved_ones_are_given_to_nobody(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    house.openings[approval] = {**house.openings[approval], "text": "Something else"}
    with pytest.raises(ProofInvalid):
        house.composing.composer(person, post_id(approval))


def test_what_consent_no_longer_lets_stand_is_not_given(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    house.fallen.add(approval)
    with pytest.raises(NotToHandOver):
        house.composing.composer(person, post_id(approval))


def test_a_report_is_recorded_under_a_grant_signed_and_once(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    assert report(house, person, approval) == "requested"
    assert report(house, person, approval) == "requested"
    house.grant(approval)
    assert house.state(approval) is State.HANDED_OVER
    assert report(house, person, approval) == "handed-over"
    house.pass_time(hours=48)
    assert house.types_said() == ["ReleaseRequested", "PostHandedOver"]
    assert not house.network.sent
    assert house.due() == []
    [said] = [data for kind, data in house.said() if kind == "PostHandedOver"]
    assert said["preview_digest"] == house.post(approval).approval.preview_digest
    exact = next(
        published.data
        for each in house.store.notifications(0, 1000)
        if (published := translate(house.store.mapper.to_domain_event(each))) is not None
        and published.event_type == PostHandedOver.TYPE
    )
    house.know(*house.signer.public)
    verify(exact, PostHandedOver.TYPE, "publisher", house.find_key)
    with pytest.raises(NotToHandOver):
        house.composing.composer(person, post_id(approval))
    with pytest.raises(NotPublished):
        house.store.run(house.posts.take_down, by=person, post=post_id(approval), at=house.clock())


def test_what_was_withdrawn_is_not_reported(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    withdrawn(house, approval)
    assert house.state(approval) is State.ENDED
    with pytest.raises(NotToHandOver) as error:
        report(house, person, approval)
    assert error.value.state == "ended"


def test_a_withdrawal_that_was_first_ends_what_was_reported(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    report(house, person, approval)
    refused(house, approval, "withdrawn", final=True)
    assert house.state(approval) is State.ENDED
    assert "PostHandedOver" not in house.types_said()


@pytest.mark.parametrize("parked", [False, True])
def test_a_report_outlives_a_consent_that_does_not_answer(house: House, *, parked: bool) -> None:
    person = uuid4()
    approval = approve(house, person)
    report(house, person, approval)
    if parked:
        refused(house, approval, "parked", final=False)
    else:
        house.pass_time(seconds=61)
    assert house.state(approval) is State.REPORTED
    rows = house.store.notifications(0, 100)
    told = [update for row in rows if (update := live(house.store.mapper.to_domain_event(row))) is not None]
    assert [update.data["state"] for update in told if update.type == "post"][-2:] == ["requested", "reported"]
    house.restart()
    house.pass_time(minutes=1)
    assert house.state(approval) is State.REQUESTED
    house.grant(approval)
    assert house.state(approval) is State.HANDED_OVER
    [said] = [data for kind, data in house.said() if kind == "PostHandedOver"]
    assert said["reported_at"] < said["requested_at"]


def test_a_grant_that_comes_too_late_hands_nothing_over(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    report(house, person, approval)
    exact = house.granting(approval)
    house.clock.now += timedelta(seconds=60)
    house.deliver("restu.ReleaseGranted.v1", exact)
    assert house.state(approval) is State.REPORTED
    assert house.types_said() == ["ReleaseRequested", "ReleaseReturned"]


def test_a_report_that_was_lost_with_a_database_is_not_made_up(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)

    def restored(work: Any) -> None:
        work.get(Post, post_id(approval)).learn(Post.ReleaseRequested, at=house.clock(), release_id=uuid4())

    house.store.run(restored)
    house.grant(approval)
    assert house.state(approval) is State.TO_HAND_OVER
    assert house.types_said() == ["ReleaseRequested", "ReleaseReturned"]
    assert house.due() == []
    report(house, person, approval)
    house.grant(approval)
    assert house.state(approval) is State.HANDED_OVER


def test_what_was_never_reported_ends_with_its_window(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    house.pass_time(hours=24)
    with pytest.raises(WindowOver):
        report(house, person, approval)
    post = house.post(approval)
    house.deliver(
        ApprovalLapsed.TYPE,
        {
            "advocate_id": str(person),
            "approval_id": str(approval),
            "activity_id": str(post.activity_id),
            "account_id": str(post.account_id),
            "reason": "window-over",
            "lapsed_at": timestamp(house.clock()),
        },
    )
    assert house.state(approval) is State.ENDED


def test_what_was_reported_and_not_answered_fails_with_its_window(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    report(house, person, approval)
    house.pass_time(hours=25)
    assert house.state(approval) is State.FAILED
    assert house.types_said()[-1] == "PostFailed"


def test_an_erased_person_has_nothing_to_publish(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    del house.openings[approval]
    house.deliver(PersonErased.TYPE, {"advocate_id": str(person), "erased_at": timestamp(house.clock())})
    with pytest.raises(NotFound, match="exist no more"):
        house.composing.composer(person, post_id(approval))


def test_a_comment_leads_to_what_it_answers(house: House) -> None:
    person = uuid4()
    target = {"target": "https://x.com/acme/status/42", "link": None, "text": "Well done"}
    approval = approve(house, person, kind=Kind.COMMENT, opening=target)
    told = house.composing.composer(person, post_id(approval))
    assert parse_qs(urlsplit(told["address"]).query) == {"in_reply_to": ["42"], "text": ["Well done"]}


def test_what_a_restore_learns_to_be_handed_over_still_counts_as_approved(house: House) -> None:
    person = uuid4()
    approval = approve(house, person)
    taking_over = TakingOver(house.vault, house.timers, house.signer, house.pace, zone="UTC")
    facts = Facts(house.accounts, cast(Any, None), taking_over, cast(Any, None))
    told = cast(PostHandedOver, SimpleNamespace(approval_id=approval, handed_over_at=house.clock()))
    house.store.run(lambda work: facts.handed_over(work, told, "{}", Evidence()))
    assert house.state(approval) is State.HANDED_OVER
    assert house.due() == []
    assert [row["person"] for row in house.database.fetch("SELECT person FROM deeds")] == [person]
