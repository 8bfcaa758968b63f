"""All commands on posts."""

from __future__ import annotations

from services.publisher.application.attempts import Attempts
from services.publisher.application.releases import Releases
from services.publisher.application.wishes import Wishes


class Posts(Releases, Attempts, Wishes):
    """From a proven approval to its end."""
