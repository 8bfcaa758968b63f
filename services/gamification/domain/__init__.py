"""What gamification decides."""

from services.gamification.domain.calendar import CALENDAR, Calendar, Span
from services.gamification.domain.contest import (
    MOST_PLACES,
    Contest,
    Standings,
    Winner,
    check_dates,
    winners_of,
)
from services.gamification.domain.entries import Entry, Spending, Worth, refund_id, spending_id
from services.gamification.domain.errors import (
    ContestInvalid,
    ContestOver,
    ContestRuns,
    GamificationError,
    NotEnoughPoints,
    NotTakingPart,
    OutOfStock,
    RedemptionSettled,
    RewardRetired,
    StepNotStarted,
    StockInvalid,
    UnknownStep,
    WordsInvalid,
)
from services.gamification.domain.ledger import Ledger
from services.gamification.domain.periods import (
    ALL_TIME,
    has_groups,
    month_of,
    of_contest,
    periods_of,
    quarter_of,
    week_of,
)
from services.gamification.domain.progress import Goal, Goals, Progress, progress_id
from services.gamification.domain.redemption import Redemption, State
from services.gamification.domain.reward import MOST_STOCK, Reward
from services.gamification.domain.training import Training, training_id

__all__ = [
    "ALL_TIME",
    "CALENDAR",
    "MOST_PLACES",
    "MOST_STOCK",
    "Calendar",
    "Contest",
    "ContestInvalid",
    "ContestOver",
    "ContestRuns",
    "Entry",
    "GamificationError",
    "Goal",
    "Goals",
    "Ledger",
    "NotEnoughPoints",
    "NotTakingPart",
    "OutOfStock",
    "Progress",
    "Redemption",
    "RedemptionSettled",
    "Reward",
    "RewardRetired",
    "Span",
    "Spending",
    "Standings",
    "State",
    "StepNotStarted",
    "StockInvalid",
    "Training",
    "UnknownStep",
    "Winner",
    "WordsInvalid",
    "Worth",
    "check_dates",
    "has_groups",
    "month_of",
    "of_contest",
    "periods_of",
    "progress_id",
    "quarter_of",
    "refund_id",
    "spending_id",
    "training_id",
    "week_of",
    "winners_of",
]
