"""What gamification shows."""

from services.gamification.queries.contests import ContestViews
from services.gamification.queries.points import Leaderboard, Points
from services.gamification.queries.progress import Way
from services.gamification.queries.rewards import Shop
from services.gamification.queries.training import TrainingView

__all__ = ["ContestViews", "Leaderboard", "Points", "Shop", "TrainingView", "Way"]
