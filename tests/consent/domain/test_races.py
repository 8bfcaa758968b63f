"""Two commands at once: whatever happens between what one loads and what it saves, one of the two is first.

Each command is a series of steps, one for each aggregate it loads and one for its save. Hypothesis draws the order in
which the steps of two commands happen; what comes of it has to be what comes of the two one after the other. The
memory below keeps the one promise of the event store: a save names the versions of all that was loaded, and is refused
when one of them is not the latest any more; the command then begins again. `tests/races` shows it on real servers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

import hypothesis.strategies as st
import pytest
from eventsourcing.domain import Aggregate, CanMutateAggregate
from eventsourcing.persistence import StoredEvent
from hypothesis import given, settings

from chassis.codec import TypedMapper
from chassis.event_store import Conflict, EventStore, Unit, Work
from contracts.values import LapseReason, Network
from services.consent.domain import (
    UNTOLD,
    Account,
    Advocate,
    Approval,
    ConsentError,
    Offering,
    Refusal,
    UnknownApproval,
    check_approvable,
    reason_to_lapse,
)
from tests.consent.domain.given import AT, PARTIES, basis, terms

ITEM, REVISION, OTHER_REVISION = uuid4(), uuid4(), uuid4()
FIRST, SECOND, THIRD = (basis(uuid4(), revision=REVISION) for _ in range(3))
RELEASE, OTHER_RELEASE = uuid4(), uuid4()

Steps = Generator[None, None, str]
Command = Callable[[Work], Steps]


@dataclass
class Memory:
    """What the event store promises of loading and saving, without a server: all events, in the order of saves."""

    log: list[StoredEvent] = field(default_factory=list)

    mapper: ClassVar[TypedMapper] = TypedMapper()

    def load(self, identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        found: dict[Any, Any] = {}
        for each in self.log:
            if each.originator_id in identifiers:
                event = cast(CanMutateAggregate[Any], self.mapper.to_domain_event(each))
                found[each.originator_id] = event.mutate(found.get(each.originator_id))
        return found

    def commit(self, unit: Unit) -> None:
        versions = Counter(each.originator_id for each in self.log)
        if any(versions[identifier] != version for identifier, version in self.expected(unit).items()):
            raise Conflict
        self.log.extend(unit.events)

    def expected(self, unit: Unit) -> dict[UUID, int]:
        """The versions that a save rests on: of what it writes, and of what it only read."""
        written: dict[Any, int] = {}
        for each in unit.events:
            written.setdefault(each.originator_id, each.originator_version - 1)
        return {**unit.reads, **written}

    def do(self, command: Command) -> str:
        """One command, alone."""
        return Racer(self, command).finish()

    def happened(self) -> list[str]:
        return [each.topic.removeprefix("consent.") for each in self.log[len(BEGUN) :]]


class Forgetful(Memory):
    """A store as the library's own: a save names only what it writes."""

    def expected(self, unit: Unit) -> dict[UUID, int]:
        unit.reads.clear()
        return super().expected(unit)


@dataclass(frozen=True)
class Outcome:
    """What both were answered, and all that happened, in order."""

    answers: tuple[str, str]
    happened: list[str]


class Racer:
    """One command on its way: at every step one load, and at last the save; begun again after a conflict."""

    def __init__(self, memory: Memory, command: Command) -> None:
        self._memory = memory
        self._command = command
        self._steps: Steps | None = None
        self._work = self._begin()
        self._unsaved: str | None = None
        self.answer: str | None = None

    def step(self) -> None:
        if self._unsaved is not None:
            self._save(self._unsaved)
            return
        if self._steps is None:
            self._work = self._begin()
            self._steps = self._command(self._work)
        try:
            next(self._steps)
        except StopIteration as done:
            self._unsaved = done.value
        except ConsentError as refused:
            self.answer = refused.code

    def _begin(self) -> Work:
        return Work(cast(EventStore, self._memory))

    def _save(self, answer: str) -> None:
        try:
            self._memory.commit(self._work.unit())
            self.answer = answer
        except Conflict:
            self._steps = None
        self._unsaved = None

    def finish(self) -> str:
        while self.answer is None:
            self.step()
        return self.answer


# The commands, as consent's application gives them to the domain, with a pause behind each load.


def approve(new: Any = SECOND, *, replaces: UUID | None = None) -> Command:
    def steps(work: Work) -> Steps:
        approval = work.find(Approval, PARTIES.aggregate_id)
        yield
        advocate = work.get(Advocate, PARTIES.advocate_id)
        yield
        offering = work.get(Offering, ITEM)
        yield
        account = work.get(Account, PARTIES.account_id)
        yield
        check_approvable(
            advocate,
            offering,
            account,
            activity_id=PARTIES.activity_id,
            revision_id=new.revision_id,
            window=new.window,
            at=AT,
        )
        approval = approval or work.add(Approval(parties=PARTIES, at=AT))
        if replaces is None:
            approval.approve(new, exact="{}", at=AT)
        else:
            approval.replace(replaces, new, exact="{}", at=AT)
        return "approved"

    return steps


def replace(new: Any = SECOND) -> Command:
    return approve(new, replaces=FIRST.approval_id)


def withdraw(work: Work) -> Steps:
    approval = work.find(Approval, PARTIES.aggregate_id)
    yield
    if approval is None:
        raise UnknownApproval
    approval.withdraw(FIRST.approval_id, at=AT)
    return "withdrawal-noted" if approval.withdrawal_noted else "withdrawn"


def release(release_id: UUID = RELEASE) -> Command:
    def steps(work: Work) -> Steps:
        approval = work.find(Approval, PARTIES.aggregate_id)
        yield
        advocate, offering = work.find(Advocate, PARTIES.advocate_id), work.find(Offering, ITEM)
        yield
        account = work.find(Account, PARTIES.account_id)
        yield
        approval = approval or work.add(Approval(parties=PARTIES, at=AT))
        if (refusal := approval.refusal(FIRST.approval_id, at=AT)) is not None:
            approval.refuse(release_id, FIRST.approval_id, refusal, at=AT)
            return refusal.reason
        reason = reason_to_lapse(approval, advocate, offering, account, at=AT)
        if reason is not None:
            approval.lapse(reason, at=AT)
            approval.refuse(release_id, FIRST.approval_id, Refusal(reason), at=AT)
            return reason
        approval.grant(release_id, exact="{}", at=AT)
        return "granted"

    return steps


def returned(work: Work) -> Steps:
    approval = work.get(Approval, PARTIES.aggregate_id)
    yield
    approval.returned(FIRST.approval_id, RELEASE, at=AT)
    return "returned"


def sweep(work: Work) -> Steps:
    """What ends approvals after something they rest on has changed."""
    approval = work.find(Approval, PARTIES.aggregate_id)
    yield
    advocate, offering = work.find(Advocate, PARTIES.advocate_id), work.find(Offering, ITEM)
    yield
    account = work.find(Account, PARTIES.account_id)
    yield
    reason = reason_to_lapse(approval, advocate, offering, account, at=AT) if approval is not None else None
    if approval is None or reason is None:
        return "nothing"
    approval.lapse(reason, at=AT)
    return reason


def revise(work: Work) -> Steps:
    offering = work.get(Offering, ITEM)
    yield
    offering.revise(revision_id=OTHER_REVISION, expires_at=None, at=AT)
    return "revised"


def close(work: Work) -> Steps:
    offering = work.get(Offering, ITEM)
    yield
    offering.close(PARTIES.activity_id, at=AT)
    return "closed"


def disconnect(work: Work) -> Steps:
    account = work.get(Account, PARTIES.account_id)
    yield
    account.disconnect(at=AT)
    return "disconnected"


def leave(work: Work) -> Steps:
    advocate = work.get(Advocate, PARTIES.advocate_id)
    yield
    advocate.leave(at=AT)
    return "left"


def erase(work: Work) -> Steps:
    advocate = work.get(Advocate, PARTIES.advocate_id)
    yield
    advocate.erase(at=AT)
    return "erased"


def _begin(work: Work) -> Steps:
    work.add(Advocate(id=PARTIES.advocate_id, at=AT))
    work.add(Account(id=PARTIES.account_id, advocate_id=PARTIES.advocate_id, network=Network.MASTODON, at=AT))
    offering = work.add(Offering(id=ITEM, revision_id=REVISION, expires_at=None, at=AT, about=UNTOLD))
    offering.offer(PARTIES.activity_id, terms(), at=AT)
    yield
    return "begun"


def offered() -> Memory:
    """An advocate with an account, and something offered to them."""
    return Memory(list(BEGUN))


def standing() -> Memory:
    """And they have approved it."""
    memory = offered()
    memory.do(approve(FIRST))
    return memory


_STARTING = Memory()
_STARTING.do(_begin)
BEGUN = _STARTING.log

COMMANDS: dict[str, Command] = {
    "approve": approve(),
    "approve in another tab": approve(THIRD),
    "replace": replace(),
    "replace in another tab": replace(THIRD),
    "withdraw": withdraw,
    "release": release(),
    "another release": release(OTHER_RELEASE),
    "sweep": sweep,
    "revise": revise,
    "close": close,
    "disconnect": disconnect,
    "leave": leave,
    "erase": erase,
}
APPROVED = ["Approval.Begun", "Approval.Approved"]
BEGINNINGS: dict[str, Callable[[], Memory]] = {"offered": offered, "standing": standing}
orders = st.lists(st.booleans(), max_size=14)


def race(memory: Memory, one: Command, other: Command, order: Iterable[bool]) -> Outcome:
    """Both commands, a step of one for each True and of the other for each False, then whatever is left of them."""
    racers = Racer(memory, one), Racer(memory, other)
    for is_one in order:
        racer = racers[0 if is_one else 1]
        if racer.answer is None:
            racer.step()
    answers = racers[0].finish(), racers[1].finish()
    return Outcome(answers, memory.happened())


def serial(begin: Callable[[], Memory], one: Command, other: Command) -> tuple[Outcome, Outcome]:
    """What comes of both orders, one after the other."""
    return race(begin(), one, other, [True] * 14), race(begin(), one, other, [False] * 14)


@pytest.mark.parametrize("beginning", BEGINNINGS)
@settings(deadline=None, max_examples=200)
@given(one=st.sampled_from(sorted(COMMANDS)), other=st.sampled_from(sorted(COMMANDS)), order=orders)
def test_any_two_commands_at_once_are_as_one_after_the_other(
    beginning: str, one: str, other: str, order: list[bool]
) -> None:
    begin = BEGINNINGS[beginning]
    outcome = race(begin(), COMMANDS[one], COMMANDS[other], order)
    assert outcome in serial(begin, COMMANDS[one], COMMANDS[other])


@given(order=orders)
@settings(deadline=None, max_examples=100)
def test_of_withdraw_and_release_one_is_first(order: list[bool]) -> None:
    memory = standing()
    outcome = race(memory, withdraw, release(), order)
    assert outcome in [
        Outcome(("withdrawn", "withdrawn"), [*APPROVED, "Approval.Withdrawn", "Approval.Refused"]),
        Outcome(("withdrawal-noted", "granted"), [*APPROVED, "Approval.Granted", "Approval.WithdrawalNoted"]),
    ]
    if outcome.answers[1] == "granted":
        memory.do(returned)
        noted = ["Approval.Returned", "Approval.Withdrawn"]
        assert memory.happened()[-2:] == noted, "what was noted counts when nothing was performed"


@given(order=orders)
@settings(deadline=None, max_examples=100)
def test_of_replace_and_release_one_is_first(order: list[bool]) -> None:
    assert race(standing(), replace(), release(), order) in [
        Outcome(("approved", "withdrawn"), [*APPROVED, "Approval.Withdrawn", "Approval.Approved", "Approval.Refused"]),
        Outcome(("being-released", "granted"), [*APPROVED, "Approval.Granted"]),
    ]


@pytest.mark.parametrize(
    ("end", "ended", "refusal", "reason"),
    [
        (revise, ["Offering.Revised"], "content-revised", LapseReason.CONTENT_REVISED),
        (close, ["Offering.Closed"], "activity-closed", LapseReason.ACTIVITY_CLOSED),
        (disconnect, ["Account.Gone"], "account-gone", LapseReason.ACCOUNT_GONE),
        (leave, ["Advocate.Left"], "not-taking-part", LapseReason.ADVOCATE_LEFT),
        (erase, ["Advocate.Left", "Advocate.Erased"], "not-taking-part", LapseReason.PERSON_ERASED),
    ],
)
@given(order=orders)
@settings(deadline=None, max_examples=50)
def test_of_approve_and_what_ends_it_one_is_first(
    end: Command, ended: list[str], refusal: str, reason: LapseReason, order: list[bool]
) -> None:
    memory = offered()
    (answer, _) = race(memory, approve(FIRST), end, order).answers
    released = memory.do(release())
    if answer == "approved":
        assert released == reason
        assert memory.happened() == [*APPROVED, *ended, "Approval.Lapsed", "Approval.Refused"], "it stood, and is over"
    else:
        assert (answer, released) == (refusal, "unknown-approval")
        assert memory.happened() == [*ended, "Approval.Begun", "Approval.Refused"], "it was never approved"


@given(order=orders)
@settings(deadline=None, max_examples=50)
def test_of_two_tabs_one_approves(order: list[bool]) -> None:
    outcome = race(offered(), approve(FIRST), approve(SECOND), order)
    assert sorted(outcome.answers) == ["already-approved", "approved"]
    assert outcome.happened == APPROVED


def test_a_store_that_forgot_what_was_only_read_would_be_seen() -> None:
    """The check itself: a revision slips between load and save, and is neither before nor after the approval."""
    order = [True] * 5 + [False] * 3
    outcome = race(offered(), approve(FIRST), revise, order)
    assert outcome.answers == ("content-revised", "revised")
    outcome = race(Forgetful(list(BEGUN)), approve(FIRST), revise, order)
    assert outcome.answers == ("approved", "revised")
    assert outcome not in serial(offered, approve(FIRST), revise)
