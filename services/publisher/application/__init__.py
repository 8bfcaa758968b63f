"""What can be asked of the publisher: one method per command, run and saved by the event store.

Each method loads, calls the aggregates and names what belongs into the same transaction (vault rows, timers). Rules
are the domain's. Commands on posts change nothing when the post has moved on, so that whoever calls twice, late or
beside another replica does no harm.
"""

from services.publisher.application.accounts import Accounts, Connection
from services.publisher.application.attempts import Sighting
from services.publisher.application.pace import Pace
from services.publisher.application.posts import Posts
from services.publisher.application.programme import Programmes

__all__ = ["Accounts", "Connection", "Pace", "Posts", "Programmes", "Sighting"]
