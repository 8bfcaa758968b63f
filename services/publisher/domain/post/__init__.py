"""The post: what becomes of one approval."""

from services.publisher.domain.post.post import MOST_REPEATS, REPEATABLE_FOR, WINDOW_TAIL, Post
from services.publisher.domain.post.values import (
    RELEASED,
    WAITING,
    Attempt,
    Because,
    FoundBy,
    Release,
    Resolution,
    State,
)

__all__ = [
    "MOST_REPEATS",
    "RELEASED",
    "REPEATABLE_FOR",
    "WAITING",
    "WINDOW_TAIL",
    "Attempt",
    "Because",
    "FoundBy",
    "Post",
    "Release",
    "Resolution",
    "State",
]
