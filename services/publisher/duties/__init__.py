"""What the publisher does when it is due: ask for releases, attempt, look up, watch, count, take down, revoke.

Each duty is a timer's handler, safe to repeat, on any replica: it reads where the post is, does one thing outside, and
records what came of it. Whatever dies in between, a timer that was set in the same transaction as the last recorded
step goes on from there. Nothing is ever sent because a timer ran twice: only who recorded an attempt sends it.
"""

from services.publisher.duties.attempts import Attempting
from services.publisher.duties.counting import Counting
from services.publisher.duties.desk import Desk, Erased, Openings, Pictures
from services.publisher.duties.engagement import Measuring
from services.publisher.duties.followers import Sampling
from services.publisher.duties.look_ups import LookingUp
from services.publisher.duties.releases import Releasing
from services.publisher.duties.removals import Removing

__all__ = [
    "Attempting",
    "Counting",
    "Desk",
    "Erased",
    "LookingUp",
    "Measuring",
    "Openings",
    "Pictures",
    "Releasing",
    "Removing",
    "Sampling",
]
