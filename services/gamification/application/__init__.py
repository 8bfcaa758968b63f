"""Gamification's commands."""

from services.gamification.application.points import Gamification
from services.gamification.application.rewards import Rewards, give_back

__all__ = ["Gamification", "Rewards", "give_back"]
