"""Whatever happens in whatever order: never two sends that may both have happened, never one without a grant.

A machine plays consent, the network, the person, the clock and the process, which may die at every save and every
send, be overtaken by a second replica, or not learn whether its save succeeded. Nothing is kept in memory over a death:
what goes on is the store and the table of timers.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chassis.errors import Unavailable
from chassis.timers import Due
from contracts.consent import ApprovalWithdrawn, PersonErased, PreferencesChanged, ReleaseRefused
from contracts.values import Kind, timestamp
from services.publisher import kinds
from services.publisher.domain.errors import AlreadyResolved, NotUncertain
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import State
from services.publisher.networks.protocol import Inconclusive, Intent
from tests.publisher.house import (
    ACCEPT,
    ASK_HUMAN,
    CUT_AFTER,
    CUT_BEFORE,
    DIE_AFTER,
    DIE_BEFORE,
    EXPIRE,
    LATE,
    LEASE,
    LIMIT,
    LIMIT_WITHOUT_END,
    REJECT,
    UNREACHABLE,
    Died,
    House,
    How,
)

HOWS = [
    ACCEPT,
    CUT_AFTER,
    CUT_BEFORE,
    LATE,
    DIE_AFTER,
    DIE_BEFORE,
    ASK_HUMAN,
    UNREACHABLE,
    REJECT,
    LIMIT,
    LIMIT_WITHOUT_END,
    EXPIRE,
]
CUT_OFF = "while preparing, which then fails"
TWINS = ["while preparing", CUT_OFF, CUT_OFF, "before sending"]
FAULTS = ["die before", "die after", "unknown, not saved", "unknown, saved"]
UNSPACED = {
    "language": "en",
    "time_zone": "UTC",
    "quiet_from": 0,
    "quiet_to": 0,
    "weekdays": [0, 1, 2, 3, 4, 5, 6],
    "spacing_minutes": 0,
    "daily_cap": 50,
    "listed": True,
    "changed_at": "2026-11-23T10:00:00.000Z",
}
WAITS = {
    State.SCHEDULED: {kinds.DUE},
    State.REQUESTED: {kinds.ANSWER},
    State.GRANTED: {kinds.ANSWER, kinds.ATTEMPT},
    State.ATTEMPTING: {kinds.LOOK_UP},
}


class Life(RuleBasedStateMachine):
    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.heard = 0
        self.approvals: dict[UUID, str] = {}
        self.requested: dict[UUID, str] = {}
        self.granted: dict[UUID, str] = {}
        self.published: list[UUID] = []
        self.maybe: dict[str, int] = {}
        self.erased: set[UUID] = set()
        self.fault: tuple[str, int] | None = None
        self.twin: str | None = None

    @initialize()
    def begin(self) -> None:
        house = self.house
        house.reset()
        house.network.on_send = self.before_send
        house.network.on_sent = self.after_send
        house.on_opening = self.while_preparing
        self.ann, self.ben = uuid4(), uuid4()
        self.accounts = {
            self.ann: house.connect(self.ann, "ann"),
            self.ben: house.connect(self.ben, "ben"),
        }
        for person in (self.ann, self.ben):
            house.deliver(PreferencesChanged.TYPE, {"advocate_id": str(person), **UNSPACED})
        self.watch_saves()

    # The process

    def watch_saves(self) -> None:
        store, commit = self.house.store, self.house.store.commit

        def saving(unit: Any) -> int | None:
            if self.fault is None or unit.empty:
                return commit(unit)
            what, left = self.fault
            if left > 0:
                self.fault = (what, left - 1)
                return commit(unit)
            self.fault = None
            if what == "die before":
                raise Died
            if what == "unknown, not saved":
                raise Unavailable("the database does not answer")
            commit(unit)
            raise Died if what == "die after" else Unavailable("the database does not answer")

        store.commit = saving  # type: ignore[method-assign]

    def doing(self, act: Callable[[], Any]) -> None:
        """Does something that the process may die of, or that it may have to do again."""
        try:
            act()
        except Died:
            self.house.restart()
            self.watch_saves()
        except Unavailable:
            pass
        self.listen()

    def handle(self, due: Due) -> None:
        try:
            asyncio.run(self.house.handlers[due.kind](due))
        except Unavailable:
            self.house.timers.again(due, self.house.clock() + timedelta(seconds=1))

    def work_one_round(self) -> int:
        house = self.house
        taken = house.timers.take(list(house.handlers), house.clock(), LEASE, 100)
        for due in taken:
            self.doing(lambda due=due: self.handle(due))  # type: ignore[misc]
        return len(taken)

    @rule()
    def work(self) -> None:
        for _ in range(6):
            if not self.work_one_round():
                return

    @rule()
    def die(self) -> None:
        self.house.restart()
        self.watch_saves()

    def overtake(self, when: str, post: UUID) -> None:
        if self.twin != when:
            return
        self.twin = None

        def second() -> None:
            due = Due(kinds.ATTEMPT, post, self.house.clock(), 0)
            try:
                asyncio.run(self.house.handlers[kinds.ATTEMPT](due))
            except (Died, Unavailable):
                return

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    # The network

    def while_preparing(self, approval: UUID) -> None:
        cut_off = self.twin == CUT_OFF
        self.overtake("while preparing", post_id(approval))
        self.overtake(CUT_OFF, post_id(approval))
        if cut_off:
            raise Unavailable("consent does not answer")

    def before_send(self, intent: Intent) -> None:
        """Right before the first byte: the grant is on record, ours, open and young; so is the attempt."""
        self.listen()
        post = self.sending(intent)
        release = post.release
        assert post.state is State.ATTEMPTING
        assert post.grant is not None
        assert release is not None
        assert self.granted.get(post.approval_id) == str(release.id)
        if not post.attempt or not post.attempt.repeats:
            assert not release.is_over(self.house.clock())
        self.overtake("before sending", post.id)

    def after_send(self, intent: Intent, how: How) -> None:
        if how.doubtful and intent.kind is Kind.POST:
            key = self.house.network.key(intent)
            self.maybe[key] = self.maybe.get(key, 0) + 1

    def sending(self, intent: Intent) -> Any:
        if intent.kind is Kind.POST:
            return self.house.post(UUID(self.house.network.key(intent)))
        return next(
            post
            for approval in self.approvals
            if (post := self.house.post(approval)).approval.kind is Kind.REPOST and post.state is State.ATTEMPTING
        )

    # Consent and the people

    @rule(
        hows=st.lists(st.sampled_from(HOWS), min_size=1, max_size=3),
        unreadable=st.integers(0, 3),
        fault=st.none() | st.tuples(st.sampled_from(FAULTS), st.integers(0, 4)),
        twin=st.sampled_from([None, None, *TWINS]),
        post=st.tuples(st.booleans(), st.just(1), st.sampled_from([Kind.POST, Kind.POST, Kind.REPOST])),
    )
    def live(self, hows: Any, unreadable: int, fault: Any, twin: Any, post: Any) -> None:
        """An approval, and what will happen to it: how sends end, when the process dies, when it is overtaken."""
        self.approve(*post)
        self.house.network.next_sends = hows
        self.house.network.next_lookups = [Inconclusive("unreachable")] * unreadable
        self.fault, self.twin = fault, twin
        self.go_on()

    @rule(ann=st.booleans(), hours=st.sampled_from([1, 2]), kind=st.sampled_from([Kind.POST, Kind.REPOST]))
    def approve(self, ann: bool, hours: int, kind: Kind) -> None:  # noqa: FBT001
        person = self.ann if ann else self.ben
        reposting = any(self.house.post(each).approval.kind is Kind.REPOST for each in self.approvals)
        if person in self.erased or (kind is Kind.REPOST and reposting):
            return
        self.fault = None
        approval = self.house.approve(
            person,
            self.accounts[person],
            kind=kind,
            window=timedelta(hours=hours),
            handle=f"@{'ann' if ann else 'ben'}@social.example",
        )
        self.approvals[approval] = "standing"
        self.listen()

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        standing = [approval for approval, state in self.approvals.items() if state == "standing"]
        if not standing:
            return
        approval = data.draw(st.sampled_from(standing))
        self.approvals[approval] = "withdrawn"
        post = self.house.post(approval)
        event = {
            "advocate_id": str(post.advocate_id),
            "approval_id": str(approval),
            "activity_id": str(post.activity_id),
            "account_id": str(post.account_id),
            "withdrawn_at": timestamp(self.house.clock()),
        }
        self.fault = None
        self.doing(lambda: self.house.deliver(ApprovalWithdrawn.TYPE, event))

    @rule(data=st.data(), grants=st.sampled_from([True, True, True, False]), twice=st.booleans())
    def answer(self, data: st.DataObject, grants: bool, twice: bool) -> None:  # noqa: FBT001
        """Consent answers a request, as it must: only a standing approval is granted, and one release at a time."""
        if not self.requested:
            return
        self.consent_answers(data.draw(st.sampled_from(sorted(self.requested))), grants=grants, twice=twice)

    def consent_answers(self, approval: UUID, *, grants: bool, twice: bool) -> None:
        release = self.requested.pop(approval)
        post = self.house.post(approval)
        if post.release is None or str(post.release.id) != release:
            return
        if grants and self.approvals[approval] == "standing":
            self.approvals[approval] = "released"
            self.granted[approval] = release
            exact = self.house.granting(approval)
            for _ in range(2 if twice else 1):
                self.doing(lambda: self.house.deliver("restu.ReleaseGranted.v1", exact))
            return
        final = self.approvals[approval] != "standing"
        refused = {
            "advocate_id": str(post.advocate_id),
            "release_id": release,
            "approval_id": str(approval),
            "reason": "withdrawn" if final else "parked",
            "final": final,
            "retry_at": None,
            "refused_at": timestamp(self.house.clock()),
        }
        self.doing(lambda: self.house.deliver(ReleaseRefused.TYPE, refused))

    @rule()
    def go_on(self) -> None:
        """What usually happens: what is due is asked for, granted and attempted at once."""
        self.work()
        for approval in sorted(self.requested):
            self.consent_answers(approval, grants=True, twice=False)
        self.work()

    @rule(data=st.data(), outcome=st.sampled_from(["not-posted", "posted-reported"]))
    def resolve(self, data: st.DataObject, outcome: Any) -> None:
        if not self.approvals:
            return
        approval = data.draw(st.sampled_from(sorted(self.approvals)))
        post = self.house.post(approval)
        try:
            self.fault = None
            self.house.store.run(
                self.house.posts.resolve, by=post.advocate_id, post=post.id, outcome=outcome, at=self.house.clock()
            )
        except (NotUncertain, AlreadyResolved):
            assert post.state is not State.UNCERTAIN or post.resolution is not None

    @rule()
    def erase_ben(self) -> None:
        if self.ben in self.erased:
            return
        self.erased.add(self.ben)
        self.fault = None
        event = {"advocate_id": str(self.ben), "erased_at": timestamp(self.house.clock())}
        self.house.deliver(PersonErased.TYPE, event)
        self.listen()

    @rule(seconds=st.sampled_from([1, 20, 40, 70, 300, 1200, 7200]))
    def wait(self, seconds: int) -> None:
        self.house.clock.now += timedelta(seconds=seconds)

    def listen(self) -> None:
        """What consent hears of the publisher, in order."""
        said = self.house.said()
        for kind, data in said[self.heard :]:
            self.hear(kind, data)
        self.heard = len(said)

    def hear(self, kind: str, data: dict[str, Any]) -> None:
        if "approval_id" not in data:
            return
        approval = UUID(data["approval_id"])
        if kind == "ReleaseRequested":
            self.requested[approval] = data["release_id"]
        elif kind in {"ReleaseReturned", "PostFailed"}:
            if data["release_id"] is not None:
                assert not self.maybe.get(str(approval)), f"{kind} of what may have happened"
            if data["release_id"] is not None and self.granted.get(approval) == data["release_id"]:
                del self.granted[approval]
            if self.approvals.get(approval) == "released":
                self.approvals[approval] = "standing" if kind == "ReleaseReturned" else "failed"
        elif kind == "PostPublished":
            assert approval not in self.published, "published twice"
            self.published.append(approval)
            self.approvals[approval] = "published"
        elif kind == "PostUncertain":
            self.approvals[approval] = "uncertain"

    # What always holds

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        assert all(number <= 1 for number in self.maybe.values()), self.maybe
        network = self.house.network
        assert all(len(ids) <= 1 for ids in network.of_key.values()), network.of_key

    @invariant()
    def nothing_is_published_that_is_not_there(self) -> None:
        for approval in self.published:
            post = self.house.post(approval)
            key = str(approval) if post.approval.kind is Kind.POST else "repost 77"
            assert self.house.network.of_key.get(key)

    @invariant()
    def nothing_is_forgotten(self) -> None:
        timers: dict[UUID, set[str]] = {}
        for due in self.house.due():
            timers.setdefault(due.id, set()).add(due.kind)
        for approval in self.approvals:
            post = self.house.post(approval)
            if (wanted := WAITS.get(post.state)) is not None:
                assert not wanted.isdisjoint(timers.get(post.id, set())), f"{post.state} without a timer"
            if post.state in {State.FAILED, State.ENDED, State.PUBLISHED}:
                assert timers.get(post.id, set()) <= {kinds.WATCH}

    def teardown(self) -> None:
        """However it went: left alone for some days, every post comes to an end or waits for its author.

        Followers of a connected account are counted every day, without an end.
        """
        self.fault, self.twin = None, None
        self.house.network.next_sends, self.house.network.next_lookups = [], []
        for _ in range(400):
            row = self.house.database.fetch_one(
                "SELECT min(not_before) AS at FROM due WHERE kind <> %s", (kinds.SAMPLE,)
            )
            if row is None or row["at"] is None:
                break
            self.house.clock.now = max(self.house.clock.now, row["at"])
            self.work_one_round()
            self.nothing_is_sent_twice()
        else:
            pytest.fail(f"never comes to an end: {self.house.due()}")
        ends = {self.house.state(approval) for approval in self.approvals}
        assert ends <= {State.PUBLISHED, State.FAILED, State.ENDED, State.UNCERTAIN}, ends


EXAMPLES = int(os.environ.get("RESTU_EXAMPLES", "40"))
"""How many lives are tried; more with the variable RESTU_EXAMPLES."""


def test_a_post_lives_through_everything(house: House) -> None:
    class LifeHere(Life):
        def __init__(self) -> None:
            super().__init__(house)

    run_state_machine_as_test(
        LifeHere,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=6,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
