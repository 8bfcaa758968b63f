"""Why gamification refuses: nothing was changed, and the message says what to do."""

from __future__ import annotations

from typing import ClassVar


class GamificationError(Exception):
    """Nothing was changed. `code` is for programs, the message for people, `status` is the HTTP status."""

    code: ClassVar[str] = "gamification"
    status: ClassVar[int] = 409


class NotTakingPart(GamificationError):
    """Who left, or was erased, redeems nothing more."""

    code = "not-taking-part"


class NotEnoughPoints(GamificationError):
    """The balance is lower than what the reward costs."""

    code = "not-enough-points"

    def __init__(self, *, balance: int, points: int) -> None:
        super().__init__(f"this costs {points} points and you have {balance} to spend; nothing was taken")
        self.balance = balance
        self.points = points


class OutOfStock(GamificationError):
    """None is left."""

    code = "out-of-stock"


class StockInvalid(GamificationError):
    """There would be fewer than none, or more than can be counted here."""

    code = "stock-invalid"


class RewardRetired(GamificationError):
    """A retired reward is never redeemed again."""

    code = "reward-retired"


class RedemptionSettled(GamificationError):
    """The redemption was fulfilled or refunded before; it is that for good."""

    code = "redemption-settled"


class ContestInvalid(GamificationError):
    """The dates of the contest make no sense."""

    code = "contest-invalid"
    status = 422


class ContestRuns(GamificationError):
    """A contest is closed after its end, not before."""

    code = "contest-runs"


class ContestOver(GamificationError):
    """What is over is not called off: its winners are fixed, or it was called off before."""

    code = "contest-over"


class UnknownStep(GamificationError):
    """There is no such step of training."""

    code = "not-found"
    status = 404


class StepNotStarted(GamificationError):
    """What was not started cannot be completed: there would be nothing to measure."""

    code = "step-not-started"


class WordsInvalid(GamificationError):
    """The words are not usable."""

    code = "words-invalid"
    status = 422
