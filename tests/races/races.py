"""The races: each is prepared, then both sides start at the same moment, then what came of it is judged.

A race is judged by what the service answers over HTTP and says in its topic, and by nothing else:

    both       both sides won: what was withdrawn, replaced or revised was granted as well, or stands on; two have the
               last one
    neither    no side won: it was refused for another reason, or what was answered was never said, or not in time

Where a withdrawal is only noted because the release came first, the release is returned and the note has to count.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

import httpx

from contracts.content import ContentRevised
from contracts.event import IntegrationEvent
from contracts.publisher import ReleaseRequested, ReleaseReturned
from tests.races.door import code_of
from tests.races.hearing import Said
from tests.races.stage import Offer, Somebody, Stage

BOTH, NEITHER = "both", "neither"


@dataclass
class Race(ABC):
    """Two sides and one decision. `sides`: what it is called when the command, or the other side, is first.

    `stage`, `by` and `offer` are what it is run on, who gives the command, and what about.
    """

    sides: ClassVar[tuple[str, str]]

    stage: Any
    by: Any
    offer: Any
    answer: httpx.Response | None = None

    def __str__(self) -> str:
        said = [f"{each.type}@{each.partition}/{each.offset}" for each in self.said()]
        return f"{self.what} answered {self.code}, said {said}"

    @property
    @abstractmethod
    def what(self) -> str:
        """What it is about, by its id."""

    @property
    def code(self) -> str:
        """What the command was answered."""
        return code_of(self.answer) if self.answer is not None else ""

    @abstractmethod
    def said(self, *types: str) -> list[Said]:
        """What was said of what it is about."""

    @abstractmethod
    async def prepare(self) -> None:
        """Everything up to the moment."""

    def event(self) -> IntegrationEvent | None:
        """The side that comes through a topic."""
        return None

    @abstractmethod
    async def command(self) -> httpx.Response:
        """The side that comes over HTTP."""

    async def other_command(self) -> None:  # noqa: B027 - most have none
        """The other side, where it comes over HTTP, too."""

    @abstractmethod
    def is_over(self) -> bool:
        """Whether everything was said that is to be said."""

    @abstractmethod
    def winner(self) -> str:
        """One of `sides`, BOTH or NEITHER."""

    def follow_up(self) -> IntegrationEvent | None:
        """What the publisher says afterwards."""
        return None

    def has_followed(self) -> bool:
        """Whether what follows from it has been said."""
        return True


@dataclass
class OverApproval(Race, ABC):
    """A race about one approval."""

    stage: Stage
    by: Somebody
    offer: Offer
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return f"approval {self.shown.get('approval_id')}"

    def said(self, *types: str) -> list[Said]:
        return self.stage.hearing.about(self.shown["approval_id"], *types)

    async def prepare(self) -> None:
        self.shown = await self.stage.preview(self.by, self.offer)

    async def prepare_approved(self) -> None:
        """The same, for what is about an approval that stands."""
        self.shown = await self.stage.preview(self.by, self.offer)
        approved = await self.stage.approve(self.by, self.shown)
        assert approved.status_code == 200, approved.text


@dataclass
class _AgainstRelease(OverApproval, ABC):
    release_id: UUID = field(default_factory=uuid4)

    @property
    def ids(self) -> dict[str, Any]:
        return {
            "advocate_id": self.by.id,
            "post_id": self.release_id,
            "approval_id": self.shown["approval_id"],
            "activity_id": self.offer.activity_id,
            "account_id": self.by.account_id,
            "release_id": self.release_id,
        }

    async def prepare(self) -> None:
        await self.prepare_approved()

    def event(self) -> IntegrationEvent:
        return ReleaseRequested(**self.ids, requested_at=datetime.now(UTC))

    def released(self) -> list[Said]:
        """How the release was answered."""
        return self.stage.hearing.about(self.release_id, "ReleaseGranted", "ReleaseRefused")

    def granted(self) -> bool:
        return any(each.type == "ReleaseGranted" for each in self.released())

    def refused_as_withdrawn(self) -> bool:
        return [each.data.get("reason") for each in self.released()] == ["withdrawn"]


class WithdrawRelease(_AgainstRelease):
    """An advocate takes their approval back while the publisher asks for its release."""

    sides = ("withdraw", "release")

    async def command(self) -> httpx.Response:
        return await self.stage.respond("withdraw", self.by, approval_id=self.shown["approval_id"])

    def is_over(self) -> bool:
        return bool(self.released()) and (self.code != "withdrawn" or bool(self.said("ApprovalWithdrawn")))

    def winner(self) -> str:
        withdrawn = self.code == "withdrawn" or bool(self.said("ApprovalWithdrawn"))
        if self.granted():
            return BOTH if withdrawn else "release" if self.code == "withdrawal-noted" else NEITHER
        once = len(self.said("ApprovalWithdrawn")) == 1
        return "withdraw" if self.code == "withdrawn" and once and self.refused_as_withdrawn() else NEITHER

    def follow_up(self) -> IntegrationEvent | None:
        if not self.granted():
            return None
        return ReleaseReturned(**self.ids, reason="rate-limited", returned_at=datetime.now(UTC))

    def has_followed(self) -> bool:
        return not self.granted() or len(self.said("ApprovalWithdrawn")) == 1


class ReplaceRelease(_AgainstRelease):
    """An advocate replaces their words while the publisher asks for the release of the old ones."""

    sides = ("replace", "release")

    async def prepare(self) -> None:
        await super().prepare()
        self.new = await self.stage.preview(self.by, self.offer, "Other words")

    async def command(self) -> httpx.Response:
        new, replaced = self.new, self.shown["approval_id"]
        return await self.stage.respond("replace", self.by, token=new["token"], text=new["text"], approval_id=replaced)

    def approved_anew(self) -> list[Said]:
        return self.stage.hearing.about(self.new["approval_id"], "ActivityApproved")

    def is_over(self) -> bool:
        replaced = bool(self.said("ApprovalWithdrawn")) and bool(self.approved_anew())
        return bool(self.released()) and (self.code != "standing" or replaced)

    def winner(self) -> str:
        ended = [each.data["replaced_by"] for each in self.said("ApprovalWithdrawn")]
        if self.granted():
            happened = self.code == "standing" or ended or self.approved_anew()
            return BOTH if happened else "release" if self.code == "being-released" else NEITHER
        replaced = self.code == "standing" and ended == [self.new["approval_id"]] and len(self.approved_anew()) == 1
        return "replace" if replaced and self.refused_as_withdrawn() else NEITHER


class ApproveRevise(OverApproval):
    """An advocate approves words while their author changes what they are about."""

    sides = ("approve", "revise")

    def event(self) -> IntegrationEvent:
        revised = {"revision_id": uuid4(), "digest": "e" * 64, "revised_at": datetime.now(UTC)}
        return ContentRevised(item_id=self.offer.item_id, **revised)

    async def command(self) -> httpx.Response:
        return await self.stage.approve(self.by, self.shown)

    def is_over(self) -> bool:
        return self.code != "standing" or bool(self.said("ActivityApproved") and self.said("ApprovalLapsed"))

    def winner(self) -> str:
        approved, lapsed = self.said("ActivityApproved"), self.said("ApprovalLapsed")
        if self.code == "standing" and len(approved) == 1:
            return "approve" if [each.data["reason"] for each in lapsed] == ["content-revised"] else BOTH
        if approved:
            return BOTH
        return "revise" if self.code == "content-revised" else NEITHER


class ApproveLeave(OverApproval):
    """Somebody approves in one tab while they leave, or have themselves erased, in another."""

    sides = ("approve", "leave")
    reasons = ("advocate-left", "person-erased")

    async def prepare(self) -> None:
        self.by = await self.stage.join()
        self.erased = self.stage.random.random() < 0.5
        await super().prepare()

    async def command(self) -> httpx.Response:
        return await self.stage.approve(self.by, self.shown)

    async def other_command(self) -> None:
        left = await self.stage.ask("/v1/me/erase" if self.erased else "/v1/me/leave", self.by.id)
        assert left.status_code == 200, left.text

    def left(self) -> list[Said]:
        return self.stage.hearing.about(self.by.id, "AdvocateLeft")

    def is_over(self) -> bool:
        if not self.left():
            return False
        return self.code != "standing" or bool(self.said("ActivityApproved") and self.said("ApprovalLapsed"))

    def winner(self) -> str:
        approved, lapsed, left = self.said("ActivityApproved"), self.said("ApprovalLapsed"), self.left()
        if len(left) != 1:
            return NEITHER
        if self.code == "standing" and len(approved) == 1 and approved[0].offset < left[0].offset:
            return "approve" if [each.data["reason"] for each in lapsed] == [self.reasons[self.erased]] else BOTH
        if approved:
            return BOTH
        return "leave" if self.code == "not-taking-part" else NEITHER


class TwoTabs(OverApproval):
    """Somebody approves the same activity on the same account in two tabs."""

    sides = ("one tab", "the other tab")

    async def prepare(self) -> None:
        await super().prepare()
        self.other = await self.stage.preview(self.by, self.offer, "Other words")
        self.other_answer: httpx.Response | None = None

    async def command(self) -> httpx.Response:
        return await self.stage.approve(self.by, self.shown)

    async def other_command(self) -> None:
        self.other_answer = await self.stage.approve(self.by, self.other)

    def approved(self) -> list[str]:
        ids = (self.shown["approval_id"], self.other["approval_id"])
        return [each for each in ids if self.stage.hearing.about(each, "ActivityApproved")]

    def is_over(self) -> bool:
        return bool(self.approved())

    def winner(self) -> str:
        assert self.other_answer is not None
        codes = (self.code, code_of(self.other_answer))
        if len(self.approved()) > 1 or codes == ("standing", "standing"):
            return BOTH
        for side, mine, his, shown in zip(self.sides, codes, reversed(codes), (self.shown, self.other), strict=True):
            if (mine, his) == ("standing", "already-approved") and self.approved() == [shown["approval_id"]]:
                return side
        return NEITHER
