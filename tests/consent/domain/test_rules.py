"""What an approval rests on, asked together: by approve with an error, by release and sweep with a reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contracts.values import Audience, LapseReason, Network, Window
from services.consent.domain import (
    Account,
    AccountGone,
    AccountNotYours,
    Advocate,
    Approval,
    Offering,
    Parties,
    check_approvable,
    reason_to_lapse,
)
from services.consent.domain.errors import ContentRevised, NotTakingPart, WindowInvalid
from tests.consent.domain.given import AT, HOUR, an_offering, basis

WINDOW = Window(AT, AT + HOUR)


class Given:
    """An advocate, an offer to their group, their account, and an approval that stands on them."""

    def __init__(self) -> None:
        self.activity_id, self.group = uuid4(), uuid4()
        self.advocate = Advocate(id=uuid4(), at=AT)
        self.advocate.change_groups(frozenset({self.group}), at=AT)
        self.offering = an_offering(self.activity_id, audience=Audience(everyone=False, groups=(self.group,)))
        self.account = Account(id=uuid4(), advocate_id=self.advocate.id, network=Network.MASTODON, at=AT)
        self.approval = Approval(parties=Parties(self.advocate.id, self.activity_id, self.account.id), at=AT)
        self.approval.approve(basis(revision=self.offering.revision_id), exact="{}", at=AT)

    def reason(self, **changes: object) -> LapseReason | None:
        asked = {"at": AT, **changes}
        return reason_to_lapse(self.approval, self.advocate, self.offering, self.account, **asked)  # type: ignore[arg-type]

    def check(self, *, account: Account | None = None, revision_id: UUID | None = None) -> None:
        check_approvable(
            self.advocate,
            self.offering,
            account or self.account,
            account_id=(account or self.account).id,
            activity_id=self.activity_id,
            revision_id=revision_id or self.offering.revision_id,
            window=WINDOW,
            at=AT,
        )


@pytest.fixture
def given() -> Given:
    return Given()


def test_when_nothing_has_changed_it_counts(given: Given) -> None:
    given.check()
    assert given.reason() is None


def test_who_left_or_was_erased_approves_nothing(given: Given) -> None:
    given.advocate.leave(at=AT)
    assert given.reason() is LapseReason.ADVOCATE_LEFT
    with pytest.raises(NotTakingPart):
        given.check()
    given.advocate.erase(at=AT)
    assert given.reason() is LapseReason.PERSON_ERASED


def test_who_is_no_longer_meant_approves_nothing(given: Given) -> None:
    given.advocate.change_groups(frozenset(), at=AT)
    assert given.reason() is LapseReason.NOT_IN_AUDIENCE


def test_an_account_that_is_gone_or_anothers_does_not_count(given: Given) -> None:
    anothers = Account(id=uuid4(), advocate_id=uuid4(), network=Network.MASTODON, at=AT)
    with pytest.raises(AccountNotYours):
        given.check(account=anothers)
    given.account.disconnect(at=AT)
    assert given.reason() is LapseReason.ACCOUNT_GONE
    with pytest.raises(AccountGone):
        given.check()


def test_what_the_content_became_ends_it(given: Given) -> None:
    with pytest.raises(ContentRevised):
        given.check(revision_id=uuid4())
    given.offering.revise(revision_id=uuid4(), expires_at=None, at=AT)
    assert given.reason() is LapseReason.CONTENT_REVISED
    given.offering.close(given.activity_id, at=AT)
    assert given.reason() is LapseReason.ACTIVITY_CLOSED
    given.offering.retire(at=AT)
    assert given.reason() is LapseReason.CONTENT_RETIRED


def test_an_expiry_that_moved_forward_is_no_longer_approvable(given: Given) -> None:
    given.offering.revise(revision_id=given.offering.revision_id, expires_at=AT + timedelta(minutes=30), at=AT)
    with pytest.raises(WindowInvalid):
        given.check()


def test_the_windows_end_ends_it(given: Given) -> None:
    assert given.reason(at=AT + HOUR - timedelta(milliseconds=1)) is None
    assert given.reason(at=AT + HOUR) is LapseReason.WINDOW_OVER


def test_what_is_missing_counts_as_gone(given: Given) -> None:
    def reason(advocate: Advocate | None, offering: Offering | None, account: Account | None) -> LapseReason | None:
        return reason_to_lapse(given.approval, advocate, offering, account, at=AT)

    assert reason(None, given.offering, given.account) is LapseReason.PERSON_ERASED
    assert reason(given.advocate, None, given.account) is LapseReason.CONTENT_RETIRED
    assert reason(given.advocate, given.offering, None) is LapseReason.ACCOUNT_GONE


def test_where_nothing_stands_nothing_lapses(given: Given) -> None:
    assert given.approval.standing is not None
    given.approval.withdraw(given.approval.standing.approval_id, at=AT)
    given.advocate.leave(at=AT)
    assert given.reason() is None
