"""Gamification's HTTP face."""

from services.gamification.api.contests import contest_routes
from services.gamification.api.points import point_routes
from services.gamification.api.progress import progress_routes
from services.gamification.api.rewards import reward_routes, shop_routes
from services.gamification.api.training import training_routes

__all__ = ["contest_routes", "point_routes", "progress_routes", "reward_routes", "shop_routes", "training_routes"]
