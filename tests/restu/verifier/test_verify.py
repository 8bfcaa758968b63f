"""The witness finds every way in which a post can lack its author's consent, and tells it from a stream cut short."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from contracts.consent import ActivityApproved, ApprovalLapsed, ApprovalWithdrawn, ReleaseGranted
from contracts.event import SignedEvent
from contracts.publisher import AccountConnected, PostPublished, ReleaseReturned
from contracts.values import Kind
from restu.verifier import Report, verify
from tests.restu.verifier.stream import (
    CONSENT,
    KEYS,
    PUBLISHER,
    Stream,
    approval,
    at,
    ended,
    grant,
    identifier,
    publication,
    with_data,
)


def sound() -> Stream:
    """Ann's approval, released once in vain and once with success."""
    stream = Stream()
    approved = approval()
    stream.add(ActivityApproved, approved)
    stream.add(ReleaseGranted, grant(approved, "r0", requested_at=at(5), granted_at=at(6)))
    stream.add(ReleaseReturned, returned(approved, "r0"))
    granted = grant(approved, "r1")
    record = stream.add(ReleaseGranted, granted)
    stream.add(PostPublished, publication(approved, granted, record))
    return stream


def returned(approved: str, release: str) -> dict[str, Any]:
    more = {"post_id": str(identifier("post")), "release_id": str(identifier(release))}
    return ended(approved, reason="rate-limited", retry_at=at(9), returned_at=at(8), **more)


def check(stream: Stream) -> Report:
    return verify(stream.records, KEYS, stream.ends())


def kinds(report: Report) -> set[str]:
    return {finding.kind for finding in report.violations}


def test_a_sound_stream_is_clean() -> None:
    report = check(sound())

    assert report.clean, report.as_text()
    assert (report.approvals, report.grants, report.posts, report.unapproved) == (1, 2, 1, set())


@pytest.mark.parametrize("done", Kind)
@pytest.mark.parametrize("approved_kind", Kind)
def test_each_kind_needs_an_approval_of_exactly_that(approved_kind: Kind, done: Kind) -> None:
    """No like, reply or follow comes out of an approval of anything else, or of another target (another digest)."""
    stream = Stream()
    approved = approval(kind=approved_kind.value)
    stream.add(ActivityApproved, approved)
    granted = grant(approved)
    record = stream.add(ReleaseGranted, granted)
    stream.add(PostPublished, publication(approved, granted, record, kind=done.value))
    assert kinds(check(stream)) == (set() if done is approved_kind else {"differs-from-approval"})
    stream.records[-1] = with_data(
        stream.records[-1],
        json.loads(publication(approved, granted, record, kind=approved_kind.value, preview_digest="cd" * 32)),
    )
    assert "wrong-digest" in kinds(check(stream))


SIGNED: list[type[SignedEvent]] = [ActivityApproved, ReleaseGranted, PostPublished]


def mutations(value: Any) -> list[Any]:
    other: list[Any] = [None, "", "x", 0, 1, True, [], {}, str(identifier("other")), "ff" * 32, at(7), [value]]
    if isinstance(value, str):
        other += [value + " ", value.upper(), value[:-1], value[::-1]]
    if isinstance(value, int):
        other += [value + 1, str(value), float(value) + 0.5]
    return [o for o in other if o != value or type(o) is not type(value)]


@pytest.mark.parametrize("kind", SIGNED, ids=lambda kind: kind.__name__)
def test_every_change_of_every_field_is_caught(kind: type[SignedEvent]) -> None:
    stream = sound()
    index = max(i for i, record in enumerate(stream.records) if record.type == kind.TYPE)
    original = stream.records[index]
    tried = 0
    for name, value in original.data.items():
        for other in mutations(value):
            stream.records[index] = with_data(original, {**original.data, name: other})
            assert not check(stream).clean, f"{kind.__name__}.{name}: {value!r} -> {other!r} went unseen"
            tried += 1
        stream.records[index] = with_data(original, {n: v for n, v in original.data.items() if n != name})
        assert not check(stream).clean, f"{kind.__name__} without {name} went unseen"
        tried += 1
    stream.records[index] = with_data(original, {**original.data, "added": 1})
    assert not check(stream).clean
    assert tried > 100


@pytest.mark.parametrize("attribute", ["id", "type", "subject", "sequence", "previous", "partition", "topic"])
def test_changed_attributes_are_caught(attribute: str) -> None:
    for index, original in enumerate(sound().records):
        stream = sound()
        value = getattr(original, attribute)
        other: Any = value + 1 if isinstance(value, int) else str(identifier("other"))
        if attribute == "id" and original.type not in {kind.TYPE for kind in SIGNED}:
            continue  # the id of an unsigned event proves nothing
        stream.records[index] = replace(original, **{attribute: other})
        assert not check(stream).clean, f"{attribute} of {original.type} went unseen"


@pytest.mark.parametrize("index", range(5))
def test_every_dropped_event_is_missed(index: int) -> None:
    stream = sound()
    del stream.records[index]

    assert not check(stream).clean


def test_every_pair_of_swapped_neighbours_in_a_partition_is_caught() -> None:
    places = [record.place for record in sound().records]
    for one, other in combinations(range(5), 2):
        if places[one] != places[other]:
            continue
        stream = sound()
        stream.records[one], stream.records[other] = stream.records[other], stream.records[one]
        assert not check(stream).clean


def resigned(stream: Stream, index: int, **changes: Any) -> Stream:
    """A forger who holds the right key changes one event and signs it again."""
    original = stream.records[index]
    by = PUBLISHER if original.type == PostPublished.TYPE else CONSENT
    data = {n: v for n, v in original.data.items() if n != "signature"} | changes
    stream.records[index] = with_data(original, json.loads(by.sign(original.type, data)))
    return stream


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"account_id": str(identifier("other"))}, "wrong-account"),
        ({"preview_digest": "cd" * 32}, "wrong-digest"),
        ({"grant_hash": "cd" * 32}, "wrong-digest"),
        ({"release_id": str(identifier("r0"))}, "returned-release"),
        ({"release_id": str(identifier("never"))}, "no-approval"),
        ({"approval_id": str(identifier("never"))}, "no-approval"),
        ({"attempted_at": at(71)}, "attempt-too-late"),
        ({"attempted_at": at(9)}, "attempt-too-late"),
        ({"requested_at": at(60), "attempted_at": at(61)}, "attempt-too-late"),
        ({"points": 1000}, "differs-from-approval"),
        ({"own_words": 100}, "differs-from-approval"),
        ({"item_id": str(identifier("other"))}, "differs-from-approval"),
    ],
)
def test_a_forged_publication_is_named(changes: dict[str, Any], kind: str) -> None:
    report = check(resigned(sound(), 4, **changes))

    assert kind in kinds(report)
    assert len(report.unapproved) == 1


def test_somebody_elses_publication_is_named() -> None:
    stream = sound()
    published = stream.records.pop()
    approved, granted = stream.records[0], stream.records[3]
    del stream.heads[published.place]
    stream.add(ReleaseReturned, returned(json.dumps(dict(approved.data)), "r0"))
    stream.add(
        PostPublished,
        publication(
            json.dumps(dict(approved.data)),
            json.dumps(dict(granted.data)),
            granted,
            advocate_id=str(identifier("eve")),
        ),
    )

    assert "wrong-person" in kinds(check(stream))


def test_a_publication_signed_by_another_service_is_named() -> None:
    stream = sound()
    original = stream.records[4]
    data = {n: v for n, v in original.data.items() if n != "signature"}
    stream.records[4] = with_data(original, json.loads(CONSENT.sign(original.type, data)))

    assert kinds(check(stream)) == {"wrong-signer"}


def released_after(kind: type[Any], **more: Any) -> Stream:
    stream = Stream()
    approved = approval()
    stream.add(ActivityApproved, approved)
    stream.add(kind, ended(approved, **more))
    granted = grant(approved)
    record = stream.add(ReleaseGranted, granted)
    stream.add(PostPublished, publication(approved, granted, record))
    return stream


def test_withdrawn_before_release_is_named() -> None:
    report = check(released_after(ApprovalWithdrawn, replaced_by=None, withdrawn_at=at(9)))

    assert kinds(report) == {"withdrawn-before-release"}
    assert len(report.unapproved) == 1


def test_lapsed_before_release_is_named() -> None:
    report = check(released_after(ApprovalLapsed, reason="content-revised", lapsed_at=at(9)))

    assert kinds(report) == {"lapsed"}
    assert len(report.unapproved) == 1


def test_withdrawn_after_release_is_fine() -> None:
    stream = sound()
    approved = json.dumps(dict(stream.records[0].data))
    stream.add(ApprovalWithdrawn, ended(approved, replaced_by=None, withdrawn_at=at(99)))

    assert check(stream).clean


def test_an_approval_used_twice_is_named() -> None:
    stream = sound()
    approved, granted = (json.dumps(dict(stream.records[i].data)) for i in (0, 3))
    again = grant(approved, "r2", requested_at=at(20), granted_at=at(21))
    record = stream.add(ReleaseGranted, again)
    stream.add(PostPublished, publication(approved, again, record, attempted_at=at(22)))
    assert granted != again

    report = check(stream)

    assert "used-twice" in kinds(report)
    assert len(report.unapproved) == 1


def test_granted_outside_the_window_is_named() -> None:
    stream = Stream()
    approved = approval()
    stream.add(ActivityApproved, approved)
    stream.add(ReleaseGranted, grant(approved, requested_at=at(3599), granted_at=at(3600)))

    assert kinds(check(stream)) == {"outside-window"}


def test_equal_repeats_are_dropped_and_other_contents_are_named() -> None:
    stream = sound()
    stream.records.append(stream.records[0])
    assert check(stream).clean

    stream.records.append(with_data(stream.records[0], {"advocate_id": stream.records[0].subject}))
    assert "two-contents" in kinds(check(stream))


def test_a_stream_cut_before_the_grant_is_incomplete_not_a_violation() -> None:
    whole = sound()
    cut = [
        record for record in whole.records if record.type == PostPublished.TYPE or record.topic != "restu.consent.v1"
    ]

    report = verify(cut, KEYS, whole.ends())

    assert not report.violations
    assert {gap.kind for gap in report.gaps} == {"grant-not-reached", "short-partition"}
    assert report.as_json()["result"] == "incomplete"


def test_a_key_that_is_not_given_is_a_gap_not_a_bad_signature() -> None:
    stream = sound()

    report = verify(stream.records, PUBLISHER.public, stream.ends())

    assert "bad-signature" not in kinds(report)
    assert "unknown-key" in {gap.kind for gap in report.gaps}
    assert not report.clean


def test_a_key_under_a_false_id_or_service_does_not_count() -> None:
    stream = sound()
    consent = {**CONSENT.public[0], "service": "publisher"}

    assert "wrong-signer" in kinds(verify(stream.records, [consent, *PUBLISHER.public], stream.ends()))


def test_a_record_of_an_unknown_type_is_counted_and_chained_only() -> None:
    stream = sound()
    last = stream.add(AccountConnected, {"advocate_id": stream.records[0].subject})
    stream.records[-1] = replace(last, type="restu.Unheard.v9")

    report = check(stream)
    assert report.clean, report.as_text()
    assert report.events == 6


def test_the_text_says_how_many_posts_were_not_approved() -> None:
    assert "0 unapproved posts" in check(sound()).as_text()


def test_data_that_is_no_object_proves_nothing_and_stops_nothing() -> None:
    stream = sound()
    stream.records[4] = with_data(stream.records[4], {})

    report = check(stream)

    assert "bad-signature" in kinds(report)
    assert len(report.unapproved) == 1
