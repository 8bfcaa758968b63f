"""The views of gamification: what each domain event changes in them."""

from collections.abc import Mapping, Sequence

from pymongo.operations import IndexModel

from chassis.projection import Handler
from services.gamification.projections import contests, points, progress, rewards, training
from services.gamification.projections.contests import CONTESTS
from services.gamification.projections.points import BANDS, BOARD, ENTRIES, MEMBERS, TOTALS
from services.gamification.projections.progress import MILESTONES, PROGRESS
from services.gamification.projections.rewards import REDEMPTIONS, REWARDS
from services.gamification.projections.training import TRAINING

__all__ = [
    "BANDS",
    "BOARD",
    "COLLECTIONS",
    "CONTESTS",
    "ENTRIES",
    "HANDLERS",
    "MEMBERS",
    "MILESTONES",
    "PROGRESS",
    "REDEMPTIONS",
    "REWARDS",
    "SHAPE",
    "TOTALS",
    "TRAINING",
]

_PARTS = (points, progress, rewards, contests, training)

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {
    name: indexes for part in _PARTS for name, indexes in part.COLLECTIONS.items()
}

SHAPE = 1
"""What documents are like: raised by a release whose queries could not read those of before."""

HANDLERS: Mapping[type, Handler] = {kind: handler for part in _PARTS for kind, handler in part.HANDLERS.items()}
