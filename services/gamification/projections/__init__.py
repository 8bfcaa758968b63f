"""The views of gamification: what each domain event changes in them."""

from collections.abc import Mapping, Sequence

from pymongo.operations import IndexModel

from chassis.projection import Handler
from services.gamification.projections import points, progress, rewards
from services.gamification.projections.points import BANDS, BOARD, ENTRIES, MEMBERS, TOTALS
from services.gamification.projections.progress import MILESTONES, PROGRESS
from services.gamification.projections.rewards import REDEMPTIONS, REWARDS

__all__ = [
    "BANDS",
    "BOARD",
    "COLLECTIONS",
    "ENTRIES",
    "HANDLERS",
    "MEMBERS",
    "MILESTONES",
    "PROGRESS",
    "REDEMPTIONS",
    "REWARDS",
    "TOTALS",
]

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {**points.COLLECTIONS, **progress.COLLECTIONS, **rewards.COLLECTIONS}
HANDLERS: Mapping[type, Handler] = {**points.HANDLERS, **progress.HANDLERS, **rewards.HANDLERS}
