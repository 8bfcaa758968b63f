"""Gamification's HTTP face."""

from services.gamification.api.points import point_routes
from services.gamification.api.progress import progress_routes
from services.gamification.api.rewards import reward_routes, shop_routes

__all__ = ["point_routes", "progress_routes", "reward_routes", "shop_routes"]
