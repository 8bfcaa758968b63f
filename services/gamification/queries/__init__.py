"""What gamification shows."""

from services.gamification.queries.points import Leaderboard, Points
from services.gamification.queries.progress import Way
from services.gamification.queries.rewards import Shop

__all__ = ["Leaderboard", "Points", "Shop", "Way"]
