"""Whatever is asked and reported, in whatever order, the approvals' aggregate keeps its promises.

A publisher that keeps to its protocol and one that says anything at all are both played; the promises differ only in
that a faithful publisher's publications always fit a release.
"""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chassis.codec import TypedMapper
from contracts.values import LapseReason, Window
from services.consent.domain import Approval, ApprovalError, State
from tests.consent.domain.given import AT, PARTIES, basis

picks = st.integers(min_value=0, max_value=30)
reasons = st.sampled_from(list(LapseReason))


class AnyOrder(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.now: datetime = AT
        self.events: list[Any] = []
        self.approval = Approval(parties=PARTIES, at=AT)
        self.given: list[UUID] = []
        self.releases: list[tuple[UUID, UUID]] = []
        self._note()

    def _note(self) -> None:
        self.events.extend(self.approval.collect_events())

    def _approval_id(self, pick: int) -> UUID:
        return self.given[pick % len(self.given)] if self.given and pick < 28 else uuid4()

    def _release(self, pick: int) -> tuple[UUID, UUID]:
        known = self.releases and pick < 28
        return self.releases[pick % len(self.releases)] if known else (self._approval_id(pick), uuid4())

    @rule(seconds=st.integers(min_value=0, max_value=900))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(minutes=st.integers(min_value=0, max_value=60))
    def approve(self, minutes: int) -> None:
        given = basis(window=Window(self.now + timedelta(minutes=minutes), self.now + timedelta(minutes=minutes + 60)))
        with contextlib.suppress(ApprovalError):
            self.approval.approve(given, exact="{}", at=self.now)
            self.given.append(given.approval_id)
        self._note()

    @rule(pick=picks)
    def replace(self, pick: int) -> None:
        given = basis(window=Window(self.now, self.now + timedelta(minutes=60)))
        with contextlib.suppress(ApprovalError):
            self.approval.replace(self._approval_id(pick), given, exact="{}", at=self.now)
            self.given.append(given.approval_id)
        self._note()

    @rule(pick=picks)
    def withdraw(self, pick: int) -> None:
        approval_id = self._approval_id(pick)
        before = self.approval.entries[approval_id].state if approval_id in self.approval.entries else None
        try:
            self.approval.withdraw(approval_id, at=self.now)
        except ApprovalError:
            assert before not in (State.STANDING, State.RELEASED, State.WITHDRAWN)
        else:
            # Exactly one of withdraw and release is first: what stood is over, what was released is noted.
            if before is State.STANDING:
                assert self.approval.refusal(approval_id, at=self.now) is not None
            elif before is State.RELEASED:
                assert self.approval.withdrawal_noted
        self._note()

    @rule(reason=reasons)
    def lapse(self, reason: LapseReason) -> None:
        self.approval.lapse(reason, at=self.now)
        self._note()

    @rule(pick=picks)
    def release(self, pick: int) -> None:
        approval_id, release_id = self._approval_id(pick), uuid4()
        refusal = self.approval.refusal(approval_id, at=self.now)
        if refusal is None:
            self.approval.grant(release_id, exact="{}", at=self.now)
            self.releases.append((approval_id, release_id))
        else:
            self.approval.refuse(release_id, approval_id, refusal, at=self.now)
        self._note()

    @rule(pick=picks)
    def returned(self, pick: int) -> None:
        self.approval.returned(*self._release(pick), at=self.now)
        self._note()

    @rule(pick=picks)
    def published(self, pick: int) -> None:
        self.approval.published(*self._release(pick), digest="d" * 64, at=self.now)
        self._note()

    @rule(pick=picks)
    def handed_over(self, pick: int) -> None:
        self.approval.handed_over(*self._release(pick), digest="d" * 64, at=self.now)
        self._note()

    @rule(pick=picks, never_released=st.booleans())
    def failed(self, pick: int, never_released: bool) -> None:  # noqa: FBT001
        approval_id, release_id = self._release(pick)
        self.approval.failed(approval_id, None if never_released else release_id, reason="rejected", at=self.now)
        self._note()

    @rule(pick=picks)
    def uncertain(self, pick: int) -> None:
        self.approval.uncertain(*self._release(pick), at=self.now)
        self._note()

    @rule(pick=picks, outcome=st.sampled_from(["not-posted", "posted-reported"]))
    def resolved(self, pick: int, outcome: Any) -> None:
        self.approval.resolved(*self._release(pick), outcome=outcome, at=self.now)
        self._note()

    @invariant()
    def at_most_one_stands(self) -> None:
        states = [entry.state for entry in self.approval.entries.values()]
        under_way = [state for state in states if state in (State.STANDING, State.RELEASED)]
        assert len(under_way) == (1 if self.approval.standing is not None else 0)
        assert (self.approval.release_id is not None) == (under_way == [State.RELEASED])
        if self.approval.release_id is None:
            assert (self.approval.withdrawal_noted, self.approval.lapse_noted) == (False, None)

    @invariant()
    def what_is_out_stays_out(self) -> None:
        out = {each.approval_id for each in self.events if isinstance(each, Approval.Published)}
        assert all(self.approval.entries[approval_id].state is State.PUBLISHED for approval_id in out)

    @invariant()
    def each_is_published_at_most_once(self) -> None:
        published = [each.approval_id for each in self.events if isinstance(each, Approval.Published)]
        assert len(published) == len(set(published))

    @invariant()
    def each_is_handed_over_at_most_once_and_not_when_published(self) -> None:
        used = [each for each in self.events if isinstance(each, Approval.Published | Approval.HandedOver)]
        handed_over = [each.approval_id for each in used if isinstance(each, Approval.HandedOver)]
        assert len(handed_over) == len(set(handed_over))
        for approval_id in handed_over:
            first = next(each for each in used if each.approval_id == approval_id)
            assert isinstance(first, Approval.HandedOver)

    @invariant()
    def each_preview_is_approved_at_most_once(self) -> None:
        approved = [each.basis.approval_id for each in self.events if isinstance(each, Approval.Approved)]
        assert len(approved) == len(set(approved))

    @invariant()
    def nothing_is_granted_that_did_not_stand(self) -> None:
        """Read from the events alone, as a witness would."""
        stands: UUID | None = None
        opened: UUID | None = None
        blocked: set[UUID] = set()
        window: Window | None = None
        for each in self.events:
            match each:
                case Approval.Approved():
                    assert stands is None
                    assert not blocked
                    stands, window = each.basis.approval_id, each.basis.window
                case Approval.Granted():
                    assert stands == each.approval_id
                    assert opened is None
                    assert not blocked
                    assert window is not None
                    assert window.opens_at <= each.at < window.closes_at - timedelta(seconds=60)
                    opened = each.release_id
                case Approval.Returned():
                    assert opened == each.release_id
                    opened = None
                case Approval.Withdrawn() | Approval.Lapsed():
                    assert stands == each.approval_id
                    assert opened is None
                    stands = None
                case Approval.Published() | Approval.Uncertain() | Approval.Failed() | Approval.Resolved():
                    if stands == each.approval_id:
                        stands = opened = None
                    if isinstance(each, (Approval.Published, Approval.Uncertain)) or (
                        isinstance(each, Approval.Resolved) and each.posted
                    ):
                        blocked.add(each.approval_id)
                    else:
                        blocked.discard(each.approval_id)

    @invariant()
    def the_events_alone_tell_everything(self) -> None:
        mapper = TypedMapper()
        again: Any = None
        for each in self.events:
            again = mapper.to_domain_event(mapper.to_stored_event(each)).mutate(again)  # type: ignore[attr-defined]
        assert again.entries == self.approval.entries
        assert again.standing == self.approval.standing
        assert (again.release_id, again.withdrawal_noted, again.lapse_noted) == (
            self.approval.release_id,
            self.approval.withdrawal_noted,
            self.approval.lapse_noted,
        )


AnyOrder.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestAnyOrder = AnyOrder.TestCase
