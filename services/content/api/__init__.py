"""Content's HTTP face."""

from services.content.api.internal import internal_routes
from services.content.api.items import item_routes

__all__ = ["internal_routes", "item_routes"]
