"""What somebody reports to have published themselves needs their approval as much as what was published for them."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.consent import ActivityApproved, ApprovalLapsed, ApprovalWithdrawn, ReleaseGranted
from contracts.event import IntegrationEvent
from contracts.publisher import PostHandedOver, PostPublished, ReleaseReturned
from restu.verifier import Report, verify
from tests.restu.verifier.stream import (
    CONSENT,
    KEYS,
    Stream,
    approval,
    at,
    ended,
    grant,
    identifier,
    own,
    publication,
    report,
)


def handed_over(*before: type[IntegrationEvent], approved: dict[str, Any] | None = None, **changes: Any) -> Stream:
    """Ann's approval, what came `before` its grant, and her report."""
    stream, given = Stream(), approval(**(own() if approved is None else approved))
    stream.add(ActivityApproved, given)
    for end in before:
        stream.add(end, ended(given, withdrawn_at=at(5), lapsed_at=at(5), reason="window-over"))
    granted = grant(given)
    record = stream.add(ReleaseGranted, granted)
    stream.add(PostHandedOver, report(given, granted, record, **changes))
    return stream


def check(stream: Stream) -> Report:
    return verify(stream.records, KEYS, stream.ends())


def kinds(stream: Stream) -> set[str]:
    return {finding.kind for finding in check(stream).violations}


def test_a_report_under_a_grant_is_clean_and_no_post() -> None:
    found = check(handed_over())
    assert found.clean, found.as_text()
    assert (found.posts, found.handed_over, found.unapproved) == (0, 1, set())
    assert "0 posts published, 1 handed over" in found.as_text()
    assert found.as_json()["handed_over"] == 1


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"preview_digest": "cd" * 32}, "wrong-digest"),
        ({"advocate_id": str(identifier("bob"))}, "wrong-person"),
        ({"account_id": str(identifier("account ann"))}, "wrong-account"),
        ({"kind": "comment"}, "differs-from-approval"),
        ({"points": 1000}, "differs-from-approval"),
        ({"approval_id": str(identifier("another"))}, "no-approval"),
        ({"release_id": str(identifier("another"))}, "no-approval"),
        ({"grant_hash": "0" * 64}, "wrong-digest"),
        ({"handed_over_at": at(3600)}, "attempt-too-late"),
    ],
)
def test_a_report_of_anything_else_than_was_approved_is_found(changes: dict[str, Any], kind: str) -> None:
    stream = handed_over(**changes)
    assert kind in kinds(stream)
    assert len(check(stream).unapproved) == 1


@pytest.mark.parametrize(("end", "kind"), [(ApprovalWithdrawn, "withdrawn-before-release"), (ApprovalLapsed, "lapsed")])
def test_what_had_ended_is_not_handed_over(end: type[IntegrationEvent], kind: str) -> None:
    assert kinds(handed_over(end)) == {kind}


def test_a_report_without_a_grant_is_found() -> None:
    stream = handed_over()
    stream.add(ActivityApproved, approval("later", **own()))
    granted = next(each for each in stream.records if each.type == ReleaseGranted.TYPE)
    stream.records.remove(granted)
    assert "no-approval" in kinds(stream)


def test_a_report_under_a_returned_release_is_found() -> None:
    stream = handed_over()
    given = approval(**own())
    more = {"post_id": str(identifier("post")), "release_id": str(identifier("r1"))}
    stream.add(ReleaseReturned, ended(given, reason="out-of-time", retry_at=at(9), returned_at=at(8), **more))
    assert kinds(stream) == {"returned-release"}


def test_a_report_on_a_connected_account_is_found() -> None:
    assert kinds(handed_over(approved={})) == {"wrong-account"}


def test_nothing_is_published_where_no_account_is_connected() -> None:
    stream, given = Stream(), approval(**own())
    stream.add(ActivityApproved, given)
    granted = grant(given)
    record = stream.add(ReleaseGranted, granted)
    stream.add(PostPublished, publication(given, granted, record))
    assert kinds(stream) == {"wrong-account"}


@pytest.mark.parametrize("again", ["published", "handed over"])
def test_an_approval_is_used_once_by_us_or_by_its_person(again: str) -> None:
    stream = handed_over()
    given, granted = approval(**own()), grant(approval(**own()), "r1")
    record = next(each for each in stream.records if each.type == ReleaseGranted.TYPE)
    if again == "published":
        stream.add(PostPublished, publication(given, granted, record))
    else:
        stream.add(PostHandedOver, report(given, granted, record, id=str(identifier("again"))))
    assert "used-twice" in kinds(stream)


def test_a_report_that_the_publisher_has_not_signed_counts_and_is_unapproved() -> None:
    stream = handed_over()
    data = {name: value for name, value in stream.records[-1].data.items() if name != "signature"}
    stream.add(PostHandedOver, CONSENT.sign(PostHandedOver.TYPE, {**data, "id": str(identifier("forged"))}))
    found = check(stream)
    assert {each.kind for each in found.violations} == {"wrong-signer"}
    assert (found.handed_over, found.unapproved) == (2, {str(identifier("forged"))})
