"""What is a person's own. Somebody else's is answered word for word as what is not there, or is something else."""

from __future__ import annotations

import contextlib
from typing import TypeVar
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import Work
from services.publisher.domain.account import Account
from services.publisher.domain.post import Post

Owned = TypeVar("Owned", Account, Post)


def own(work: Work, kind: type[Owned], identifier: UUID, by: UUID) -> Owned:
    """The account or post of this id, of this person. Raises NotFound."""
    with contextlib.suppress(NotFound):
        found = work.get(kind, identifier)
        if found.advocate_id == by:
            return found
    raise NotFound(f"there is no such {kind.__name__.lower()} of yours")
