"""Gamification's commands."""

from services.gamification.application.contests import CLOSE, SETTLE, Contests
from services.gamification.application.points import Gamification
from services.gamification.application.progress import Climbing, progress_of
from services.gamification.application.rewards import Rewards, give_back

__all__ = ["CLOSE", "SETTLE", "Climbing", "Contests", "Gamification", "Rewards", "give_back", "progress_of"]
