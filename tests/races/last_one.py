"""The race for the last one in stock, judged as `races.py` says: two have it, or nobody has it, would be wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx

from tests.races.door import code_of
from tests.races.hearing import Said
from tests.races.races import BOTH, NEITHER, Race
from tests.races.shop import Shop


@dataclass
class LastOne(Race):
    """Two people redeem the last one in stock; `by` is the one, `offer` the reward."""

    stage: Shop
    by: UUID
    offer: UUID
    other: UUID = field(default_factory=uuid4)
    other_answer: httpx.Response | None = None

    sides = ("one", "the other")

    @property
    def what(self) -> str:
        return f"reward {self.offer}"

    def said(self, *types: str) -> list[Said]:
        return self.stage.hearing.about(self.offer, *types)

    @property
    def code(self) -> str:
        return outcome_of(self.answer) if self.answer is not None else ""

    async def prepare(self) -> None:
        self.other = self.stage.random.choice([each for each in self.stage.people if each != self.by])

    async def command(self) -> httpx.Response:
        return await self.stage.redeem(self.by, self.offer)

    async def other_command(self) -> None:
        self.other_answer = await self.stage.redeem(self.other, self.offer)

    def is_over(self) -> bool:
        return bool(self.said("RewardRedeemed"))

    def winner(self) -> str:
        assert self.other_answer is not None
        codes = (self.code, outcome_of(self.other_answer))
        redeemed = [each.data["advocate_id"] for each in self.said("RewardRedeemed")]
        if len(redeemed) > 1 or codes == ("redeemed", "redeemed"):
            return BOTH
        for side, mine, his, who in zip(self.sides, codes, reversed(codes), (self.by, self.other), strict=True):
            if (mine, his) == ("redeemed", "out-of-stock") and redeemed == [str(who)]:
                return side
        return NEITHER


def outcome_of(answer: httpx.Response) -> str:
    """Redeemed, or the code of why not."""
    return "redeemed" if answer.status_code == httpx.codes.CREATED else code_of(answer)
