"""From an approval to its end on real PostgreSQL: what is sent, what is recorded, what is said, what is kept."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest

from chassis.errors import Unavailable
from chassis.event_store import Unit
from chassis.signing import BadSignature, digest_of_json, verify
from chassis.timers import Due
from contracts.consent import ActivityApproved, ApprovalLapsed, ApprovalWithdrawn, PersonErased, ReleaseRefused
from contracts.values import Choice, Kind, timestamp
from services.publisher import kinds
from services.publisher.domain.errors import GrantMismatch, ProofInvalid
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import REPEATABLE_FOR, State
from services.publisher.networks.protocol import Absent, Found, Inconclusive, Retryable
from tests.publisher.house import (
    ACCEPT,
    ASK_HUMAN,
    CUT_AFTER,
    CUT_BEFORE,
    DIE_AFTER,
    EXPIRE,
    LATE,
    LIMIT,
    LIMIT_WITHOUT_END,
    REJECT,
    START,
    UNREACHABLE,
    Died,
    House,
    How,
)


def granted(house: House, person: UUID | None = None, **more: object) -> UUID:
    """An approval whose post is granted and about to be attempted."""
    person = person or uuid4()
    approval = house.approve(person, house.connect(person), **more)
    house.settle()
    house.grant(approval)
    return approval


def wait_for_look_up(house: House) -> None:
    house.pass_time(seconds=40)


def test_an_approved_post_is_released_attempted_and_published_once(house: House) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    assert house.state(approval) is State.SCHEDULED

    house.settle()
    assert house.state(approval) is State.REQUESTED
    assert house.network.sent == {}

    house.grant(approval)
    house.settle()

    assert house.state(approval) is State.PUBLISHED
    assert house.network.sent == {str(approval): 1}
    assert house.types_said() == ["PostScheduled", "ReleaseRequested", "PostPublished"]
    assert house.due() == []


def test_a_publication_is_signed_and_cites_the_exact_grant(house: House) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    grant = house.granting(approval)
    house.deliver("restu.ReleaseGranted.v1", grant)
    house.settle()

    exact = json.dumps(house.said()[-1][1])
    keys = {key["kid"]: key for key in house.signer.public}
    data = verify(exact, "restu.PostPublished.v1", "publisher", keys.__getitem__)
    assert data["grant_hash"] == digest_of_json(grant)
    assert data["grant_sequence"] == f"{house.sequence:020d}"
    assert (data["points"], data["own_words"], data["found_by"]) == (10, 40, "answer")
    assert data["published_at"] == timestamp(house.clock())
    with pytest.raises(BadSignature):
        verify(exact.replace('"points": 10', '"points": 11'), "restu.PostPublished.v1", "publisher", keys.__getitem__)


def test_what_was_sent_and_its_link_are_nowhere_but_in_the_vault(house: House) -> None:
    approval = granted(house, text="Quite particular words")
    house.settle()
    rows = house.database.fetch("SELECT state FROM stored_events")
    everything = b"".join(bytes(row["state"]) for row in rows)
    for personal in (b"particular", b"@ann", b"social.example", b"token of"):
        assert personal not in everything
    link = house.vault.open(post_id(approval), kinds.LINK)
    assert link == {"remote_id": "100", "url": "https://social.example/@ann/100", "target_id": None}
    assert house.vault.open(post_id(approval), kinds.INTENT) is None


def test_an_approval_that_consent_did_not_sign_is_not_taken(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    house.consent, genuine = house.signer, house.consent
    house.know(*genuine.public, *house.signer.public)
    with pytest.raises(ProofInvalid):
        house.approve(ann, account)


def test_an_approval_whose_key_is_unknown_only_waits(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    house.consent = house.signer
    with pytest.raises(Unavailable):
        house.approve(ann, account)


def test_the_same_approval_twice_is_one_post(house: House) -> None:
    approval = granted(house)
    house.deliver(ActivityApproved.TYPE, house.post(approval).approval_json)
    house.settle()
    assert house.types_said().count("PostScheduled") == 1


@pytest.mark.parametrize(
    ("how", "reason", "wait"),
    [
        (LIMIT, "rate-limited", timedelta(minutes=7)),
        (LIMIT_WITHOUT_END, "rate-limited", timedelta(seconds=30)),
        (UNREACHABLE, "unreachable", timedelta(seconds=30)),
    ],
)
def test_what_was_certainly_not_performed_is_returned_and_asked_for_again(
    house: House, how: How, reason: str, wait: timedelta
) -> None:
    house.network.next_sends = [how]
    approval = granted(house)
    house.settle()

    assert house.types_said()[-2:] == ["ReleaseReturned", "PostScheduled"]
    returned = house.said()[-2][1]
    assert (returned["reason"], returned["retry_at"]) == (reason, timestamp(START + wait))
    assert house.post(approval).slot_at == START + wait
    assert house.due() == [Due(kinds.DUE, post_id(approval), START + wait, 0)]

    house.clock.now = START + wait
    house.settle()
    house.grant(approval)
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    assert len(house.network.posted) == 1


def test_the_pauses_between_returns_grow(house: House) -> None:
    house.network.next_sends = [UNREACHABLE] * 3
    approval = granted(house)
    waits = []
    for _ in range(3):
        house.settle()
        slot = house.post(approval).slot_at
        assert slot is not None
        waits.append(slot - house.clock.now)
        house.clock.now = slot
        house.settle()
        house.grant(approval)
    assert waits == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5)]


def test_a_returned_post_whose_window_is_over_fails(house: House) -> None:
    house.network.next_sends = [LIMIT]
    approval = granted(house, window=timedelta(minutes=7))
    house.settle()
    assert house.state(approval) is State.FAILED
    assert house.types_said()[-2:] == ["ReleaseReturned", "PostFailed"]
    assert house.said()[-1][1]["reason"] == "window-over"
    assert house.due() == []


def test_what_the_network_refuses_fails(house: House) -> None:
    house.network.next_sends = [REJECT]
    approval = granted(house)
    house.settle()
    kind, data = house.said()[-1]
    assert (kind, data["reason"]) == ("PostFailed", "unprocessable")
    assert data["release_id"] is not None
    assert house.vault.open(post_id(approval), kinds.INTENT) is None


def test_credentials_that_are_not_accepted_end_the_post_and_the_connection(house: House) -> None:
    house.network.next_sends = [EXPIRE]
    approval = granted(house)
    account = house.post(approval).account_id
    house.settle()
    assert [kind for kind, _ in house.said()][-2:] == ["PostFailed", "AccountDisconnected"]
    assert [data["reason"] for _, data in house.said()[-2:]] == ["reconnect", "token-revoked"]
    assert house.vault.open(account, kinds.CREDENTIALS) is None


def test_nobody_answers_and_the_release_is_returned_after_sixty_seconds(house: House) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    late = house.granting(approval)
    house.pass_time(seconds=61)
    assert house.types_said() == ["PostScheduled", "ReleaseRequested", "ReleaseReturned", "PostScheduled"]

    house.deliver("restu.ReleaseGranted.v1", late)
    house.settle()
    assert house.state(approval) is State.SCHEDULED
    assert house.network.sent == {}


def test_a_grant_that_is_too_old_when_it_comes_is_returned(house: House) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    house.clock.now += timedelta(seconds=60)
    house.grant(approval)
    house.settle()
    assert house.network.sent == {}
    assert house.types_said()[2:] == ["ReleaseReturned", "PostScheduled"]


def test_a_grant_that_cites_another_approval_is_not_used(house: House) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    with pytest.raises(GrantMismatch):
        house.grant(approval, approval_hash="0" * 64)
    house.settle()
    assert house.network.sent == {}


def test_a_process_that_stood_still_before_the_first_byte_sends_nothing(house: House) -> None:
    approval = granted(house)

    def stand_still(_: UUID) -> None:
        house.clock.now += timedelta(seconds=70)

    house.on_opening = stand_still
    house.settle()
    assert house.network.sent == {}
    assert house.types_said()[-2:] == ["ReleaseReturned", "PostScheduled"]
    assert house.said()[-2][1]["reason"] == "out-of-time"
    assert house.state(approval) is State.SCHEDULED


def test_a_clock_that_is_put_back_does_not_lengthen_a_grant(house: House) -> None:
    approval = granted(house)
    began = house.clock.now
    monotonic = iter([0.0, 70.0])
    object.__setattr__(house.desk, "monotonic", lambda: next(monotonic))
    house.settle()
    assert house.clock.now == began
    assert house.network.sent == {}
    assert house.said()[-2][1]["reason"] == "out-of-time"
    assert house.state(approval) is State.SCHEDULED


def test_a_lost_answer_is_looked_up_and_found(house: House) -> None:
    house.network.next_sends = [CUT_AFTER]
    approval = granted(house)
    house.settle()
    assert house.state(approval) is State.ATTEMPTING

    wait_for_look_up(house)
    assert house.state(approval) is State.PUBLISHED
    data = house.said()[-1][1]
    assert (data["found_by"], data["published_at"]) == ("look-up", timestamp(START))
    assert house.network.sent == {str(approval): 1}
    assert house.due() == []


def test_nobody_looks_before_the_attempts_hard_end(house: House) -> None:
    house.network.next_sends = [CUT_AFTER]
    approval = granted(house)
    house.pass_time(seconds=34)
    assert house.state(approval) is State.ATTEMPTING
    house.pass_time(seconds=2)
    assert house.state(approval) is State.PUBLISHED


@pytest.mark.parametrize("how", [CUT_BEFORE, ASK_HUMAN])
def test_an_absent_post_is_uncertain_and_never_sent_again(house: House, how: How) -> None:
    house.network.next_sends = [how]
    approval = granted(house)
    house.settle()
    wait_for_look_up(house)
    assert house.state(approval) is State.UNCERTAIN
    house.pass_time(hours=30)
    assert house.state(approval) is State.UNCERTAIN
    assert house.network.sent == {str(approval): 1}
    assert house.types_said()[2:] == ["PostUncertain"]
    assert house.due() == []


def test_a_post_that_appears_late_is_found_by_the_watch(house: House) -> None:
    house.network.next_sends = [LATE]
    approval = granted(house)
    house.settle()
    wait_for_look_up(house)
    assert house.state(approval) is State.UNCERTAIN
    house.pass_time(minutes=6)
    assert house.state(approval) is State.PUBLISHED
    assert house.types_said()[2:] == ["PostUncertain", "PostPublished"]


def test_an_unreadable_network_is_asked_again_before_the_person_is(house: House) -> None:
    house.network.next_sends, house.network.next_lookups = [CUT_AFTER], [Inconclusive("unreachable")] * 3
    approval = granted(house)
    house.settle()
    house.pass_time(seconds=60)
    assert house.state(approval) is State.ATTEMPTING
    house.pass_time(seconds=10)
    assert house.types_said()[2:] == ["PostPublished"]


def test_a_network_that_stays_unreadable_leaves_it_uncertain(house: House) -> None:
    house.network.next_sends, house.network.next_lookups = [CUT_AFTER], [Inconclusive("unreachable")] * 50
    approval = granted(house)
    house.settle()
    house.pass_time(minutes=2)
    assert house.state(approval) is State.UNCERTAIN


@pytest.mark.parametrize("kind", [Kind.REPOST, Kind.LIKE, Kind.FOLLOW])
def test_what_is_absent_is_repeated_where_that_cannot_double_it(house: House, kind: Kind) -> None:
    house.network.next_sends = [CUT_BEFORE, ACCEPT]
    approval = granted(house, kind=kind)
    house.settle()
    wait_for_look_up(house)
    assert house.state(approval) is State.PUBLISHED
    assert house.network.sent == {f"{kind} 77": 2}
    assert len(house.network.posted) == 1
    assert (house.said()[-1][1]["kind"], house.said()[-1][1]["attempted_at"]) == (kind.value, timestamp(START))


@pytest.mark.parametrize("kind", [Kind.REPOST, Kind.LIKE, Kind.FOLLOW])
def test_what_is_absent_long_after_its_attempt_is_not_repeated(house: House, kind: Kind) -> None:
    """It may have happened and have been taken back by the person since."""
    house.network.next_sends = [DIE_AFTER]
    approval = granted(house, kind=kind)
    with pytest.raises(Died):
        house.settle()
    house.network.next_lookups = [Absent()] * 200
    house.clock.now = START + REPEATABLE_FOR
    house.restart()
    house.settle()
    assert house.state(approval) is State.UNCERTAIN
    assert house.types_said()[-1] == "PostUncertain"
    house.pass_time(hours=1)
    assert house.network.sent == {f"{kind} 77": 1}


def test_an_absent_comment_is_not_sent_again(house: House) -> None:
    house.network.next_sends = [CUT_BEFORE]
    approval = granted(house, kind=Kind.COMMENT)
    house.settle()
    wait_for_look_up(house)
    assert house.state(approval) is State.UNCERTAIN
    assert house.network.sent == {str(approval): 1}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.aim])
def test_what_is_done_to_a_target_is_published_once_under_its_own_kind(house: House, kind: Kind) -> None:
    approval = granted(house, kind=kind)
    house.settle()
    told, data = house.said()[-1]
    assert (told, data["kind"], data["approval_id"]) == ("PostPublished", kind.value, str(approval))
    assert len(house.network.posted) == 1


def test_what_the_account_does_not_permit_is_not_tried(house: House) -> None:
    house.network.forbidden = frozenset({Kind.LIKE})
    approval = granted(house, kind=Kind.LIKE)
    house.settle()
    assert (house.state(approval), house.said()[-1][1]["reason"]) == (State.FAILED, "permission-missing")
    assert house.network.sent == {}


def test_a_repost_is_not_repeated_when_its_window_is_over(house: House) -> None:
    house.network.next_sends = [CUT_BEFORE]
    approval = granted(house, kind=Kind.REPOST, window=timedelta(seconds=62))
    house.network.next_lookups = [*[Inconclusive("unreachable")] * 3, Absent()]
    house.settle()
    house.pass_time(minutes=2)
    assert house.state(approval) is State.UNCERTAIN
    assert house.network.sent == {"repost 77": 1}


def test_a_process_that_died_while_sending_is_looked_up_by_the_next_one(house: House) -> None:
    house.network.next_sends = [DIE_AFTER]
    approval = granted(house)
    with pytest.raises(Died):
        house.settle()
    house.restart()
    wait_for_look_up(house)
    assert house.state(approval) is State.PUBLISHED
    assert house.network.sent == {str(approval): 1}


def test_a_replica_that_cannot_prepare_does_not_give_back_what_another_one_sends(house: House) -> None:
    house.network.next_sends = [CUT_AFTER]
    approval = granted(house)

    def overtaken(_: UUID) -> None:
        house.on_opening = lambda _: None
        due = Due(kinds.ATTEMPT, post_id(approval), START, 0)
        second = Thread(target=lambda: asyncio.run(house.handlers[kinds.ATTEMPT](due)))
        second.start()
        second.join()
        raise Unavailable("consent does not answer")

    house.on_opening = overtaken
    house.settle()

    assert house.network.sent == {str(approval): 1}
    assert house.state(approval) is State.ATTEMPTING
    assert "ReleaseReturned" not in house.types_said()


def test_an_erased_opening_fails_and_nothing_is_sent(house: House) -> None:
    approval = granted(house)
    house.openings.clear()
    house.settle()
    assert house.said()[-1][1]["reason"] == "erased"
    assert house.state(approval) is State.FAILED
    assert house.network.sent == {}


def test_an_opening_that_is_not_what_was_approved_is_not_sent(house: House) -> None:
    approval = granted(house)
    house.openings[approval] = {**house.openings[approval], "text": "Other words"}
    house.settle()
    assert house.said()[-1][1]["reason"] == "wrong-digest"
    assert house.network.sent == {}


def test_an_opening_that_cannot_be_had_now_returns_the_release(house: House) -> None:
    granted(house)

    def away(_: UUID) -> None:
        raise Unavailable("consent does not answer")

    house.on_opening = away
    house.settle()
    assert house.said()[-2][1]["reason"] == "opening-unavailable"


def test_a_handle_that_is_not_the_approved_one_is_not_posted_with(house: House) -> None:
    granted(house, handle="@ann@elsewhere.example")
    house.settle()
    assert house.said()[-1][1]["reason"] == "other-account"
    assert house.network.sent == {}


def test_a_target_that_cannot_be_read_now_returns_the_release(house: House) -> None:
    house.network.resolve_error = Retryable("unreachable")
    granted(house, kind=Kind.REPOST)
    house.settle()
    assert house.said()[-2][1]["reason"] == "unreachable"


def test_a_disconnected_account_sends_nothing(house: House) -> None:
    ann = uuid4()
    approval = granted(house, ann)
    account = house.post(approval).account_id
    house.store.run(house.accounts.disconnect, by=ann, account=account, at=house.clock())
    house.settle()
    assert house.network.sent == {}
    assert house.state(approval) is State.FAILED


@pytest.mark.parametrize("granted_before", [False, True])
def test_a_withdrawn_approval_frees_its_slot_and_sends_nothing(house: House, *, granted_before: bool) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    if granted_before:
        house.grant(approval)
    house.deliver(ApprovalWithdrawn.TYPE, ending(house, approval, "withdrawn_at"))
    house.settle()
    assert house.state(approval) is State.ENDED
    assert house.network.sent == {}
    assert house.due() == []
    assert house.types_said()[2:] == (["ReleaseReturned"] if granted_before else [])


def test_a_lapsed_approval_makes_room_for_another(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    first = house.approve(ann, account, choice=Choice.DRIP, window=timedelta(days=7))
    house.deliver(ApprovalLapsed.TYPE, {**ending(house, first, "lapsed_at"), "reason": "content-revised"})
    second = house.approve(ann, account)
    assert house.state(first) is State.ENDED
    assert house.post(second).slot_at == START


def ending(house: House, approval: UUID, at: str) -> dict[str, str]:
    post = house.post(approval)
    ids = {"advocate_id": post.advocate_id, "approval_id": approval, "activity_id": post.activity_id}
    told = {name: str(value) for name, value in ids.items()}
    return {**told, "account_id": str(post.account_id), at: timestamp(house.clock())}


@pytest.mark.parametrize(
    ("final", "retry_at", "state", "slot"),
    [
        (True, None, State.ENDED, None),
        (False, START + timedelta(minutes=10), State.SCHEDULED, START + timedelta(minutes=10)),
        (False, None, State.SCHEDULED, START + timedelta(seconds=30)),
    ],
)
def test_a_refusal_ends_the_post_or_lets_it_wait(
    house: House, *, final: bool, retry_at: object, state: State, slot: object
) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann))
    house.settle()
    post = house.post(approval)
    assert post.release is not None
    refused = {
        "advocate_id": str(ann),
        "release_id": str(post.release.id),
        "approval_id": str(approval),
        "reason": "parked",
        "final": final,
        "retry_at": retry_at and str(retry_at),
        "refused_at": timestamp(house.clock()),
    }
    house.deliver(ReleaseRefused.TYPE, refused)
    assert house.state(approval) is state
    if slot is not None:
        assert house.post(approval).slot_at == slot


def test_no_slot_left_fails_at_once(house: House) -> None:
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann), window=timedelta(seconds=59))
    assert house.state(approval) is State.FAILED
    assert house.said()[-1][1]["reason"] == "no-slot"


def test_posts_of_one_account_keep_their_distance(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    first, second = house.approve(ann, account), house.approve(ann, account)
    assert house.post(first).slot_at == START
    assert house.post(second).slot_at == START + timedelta(minutes=45)


def uncertain(house: House, ann: UUID, account: UUID, activity: UUID, how: How, **more: object) -> UUID:
    house.network.next_sends = [how]
    approval = house.approve(ann, account, activity=activity, **more)
    house.settle()
    house.grant(approval)
    house.settle()
    wait_for_look_up(house)
    assert house.state(approval) is State.UNCERTAIN
    return approval


def say(house: House, approval: UUID, outcome: str) -> dict[str, object]:
    post = house.post(approval)
    run = house.store.run
    return run(
        house.posts.resolve,
        by=post.advocate_id,
        post=post.id,
        outcome=outcome,  # type: ignore[arg-type]
        at=house.clock(),
    ).result


def test_not_posted_allows_another_approval_after_one_more_look(house: House) -> None:
    ann, activity = uuid4(), uuid4()
    account = house.connect(ann)
    first = uncertain(house, ann, account, activity, CUT_BEFORE)
    say(house, first, "not-posted")
    house.clock.now += timedelta(hours=1)
    second = house.approve(ann, account, activity=activity)
    house.settle()
    house.grant(second)
    house.settle()
    assert house.state(second) is State.PUBLISHED
    assert house.state(first) is State.UNCERTAIN
    assert house.network.sent == {str(first): 1, str(second): 1}


def test_the_earlier_post_found_right_before_the_next_release_is_published_instead(house: House) -> None:
    ann, activity = uuid4(), uuid4()
    account = house.connect(ann)
    first = uncertain(house, ann, account, activity, LATE)
    say(house, first, "not-posted")
    house.clock.now = START + timedelta(hours=1)
    house.database.transact([house.timers.clear(kinds.WATCH, post_id(first))])
    second = house.approve(ann, account, activity=activity)
    house.settle()
    assert house.state(first) is State.PUBLISHED
    assert house.state(second) is State.SCHEDULED
    assert house.types_said()[-2:] == ["PostScheduled", "PostPublished"]
    assert house.network.sent == {str(first): 1}


def test_as_long_as_nobody_can_look_the_next_release_waits(house: House) -> None:
    ann, activity = uuid4(), uuid4()
    account = house.connect(ann)
    first = uncertain(house, ann, account, activity, CUT_BEFORE)
    say(house, first, "not-posted")
    house.network.next_lookups = [Inconclusive("unreachable")] * 100
    house.clock.now += timedelta(hours=1)
    second = house.approve(ann, account, activity=activity)
    house.pass_time(minutes=30)
    assert house.types_said().count("ReleaseRequested") == 1
    house.pass_time(minutes=40)
    assert house.state(second) is State.FAILED
    assert house.due()[0].kind == kinds.WATCH


def test_what_may_be_another_attempts_is_never_taken_for_this_one(house: House) -> None:
    """Both attempts of the same words are open: whoever looks first must not take what the other one sent."""
    ann, activity = uuid4(), uuid4()
    account = house.connect(ann)
    first = uncertain(house, ann, account, activity, CUT_BEFORE, text="The same words")
    say(house, first, "not-posted")
    house.clock.now += timedelta(hours=1)
    second = house.approve(ann, account, activity=activity, text="The same words")
    house.settle()
    house.grant(second)
    house.network.next_sends = [CUT_AFTER]
    house.settle()
    assert house.state(second) is State.ATTEMPTING

    house.network.next_lookups = [Found(house.network.posted[0])]
    house.database.transact([house.timers.set(kinds.WATCH, post_id(first), house.clock())])
    house.settle()
    assert house.state(first) is State.UNCERTAIN
    wait_for_look_up(house)
    assert house.state(second) is State.PUBLISHED
    assert house.types_said().count("PostPublished") == 1


@pytest.mark.parametrize("saved", [False, True])
def test_a_save_whose_end_is_not_known_sends_nothing_and_is_given_back(house: House, *, saved: bool) -> None:
    approval = granted(house)
    commit = house.store.commit

    def lose_touch(unit: Unit) -> int | None:
        if any(event.topic == "publisher.Post.AttemptStarted" for event in unit.events):
            house.store.commit = commit  # type: ignore[method-assign]
            if saved:
                commit(unit)
            raise Unavailable("the database does not answer")
        return commit(unit)

    house.store.commit = lose_touch  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        house.settle()
    assert house.network.sent == {}
    assert house.state(approval) is (State.SCHEDULED if saved else State.GRANTED)


def test_posted_without_a_look_up_is_reported_not_published(house: House) -> None:
    ann = uuid4()
    account = house.connect(ann)
    first = uncertain(house, ann, account, uuid4(), CUT_BEFORE)
    assert say(house, first, "posted-reported")["state"] == "uncertain"
    assert house.said()[-1][0] == "UncertaintyResolved"
    assert house.said()[-1][1]["outcome"] == "posted-reported"


def test_an_erased_persons_open_attempt_ends_without_look_up(house: House) -> None:
    house.network.next_sends = [CUT_AFTER]
    ann = uuid4()
    approval = granted(house, ann)
    house.settle()
    house.deliver(PersonErased.TYPE, {"advocate_id": str(ann), "erased_at": timestamp(house.clock())})
    assert house.database.fetch("SELECT id FROM vault WHERE person IS NOT NULL") == []
    house.pass_time(hours=1)
    assert house.state(approval) is State.UNCERTAIN
    assert house.types_said()[-1] == "PostUncertain"
    assert house.due() == []


def test_what_is_answered_after_the_erasure_is_published_without_its_personal_part(house: House) -> None:
    ann = uuid4()
    approval = granted(house, ann)
    house.network.on_send = lambda _: house.deliver(
        PersonErased.TYPE, {"advocate_id": str(ann), "erased_at": timestamp(house.clock())}
    )
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    assert house.vault.open(post_id(approval), kinds.LINK) is None
