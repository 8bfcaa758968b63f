"""Gamification's commands."""

from services.gamification.application.contests import CLOSE, SETTLE, Contests, conclude
from services.gamification.application.points import Gamification, contests_at
from services.gamification.application.progress import Climbing, progress_of
from services.gamification.application.rewards import Rewards, give_back
from services.gamification.application.training import Trainings, training_of

__all__ = [
    "CLOSE",
    "SETTLE",
    "Climbing",
    "Contests",
    "Gamification",
    "Rewards",
    "Trainings",
    "conclude",
    "contests_at",
    "give_back",
    "progress_of",
    "training_of",
]
