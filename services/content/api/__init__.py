"""Content's HTTP face."""

from services.content.api.feeds import source_routes
from services.content.api.internal import internal_routes
from services.content.api.items import item_routes
from services.content.api.suggestions import suggestion_routes
from services.content.api.topics import topic_routes
from services.content.api.views import view_routes

__all__ = ["internal_routes", "item_routes", "source_routes", "suggestion_routes", "topic_routes", "view_routes"]
