"""What operators do while a service runs, through internal routes for the command line alone (docs/operations.md).

Dead letters are settled, the view is built anew, the topic is filled again, and who waits for the effect of something
sees how far it is. Every route may be repeated: it begins what is not under way, or tells how far it is; whoever is
killed, the service goes on with what it was asked for.
"""

from chassis.repair.effects import effect_routes
from chassis.repair.letters import letter_routes, listed
from chassis.repair.topics import topic_routes
from chassis.repair.views import view_routes

__all__ = ["effect_routes", "letter_routes", "listed", "topic_routes", "view_routes"]
