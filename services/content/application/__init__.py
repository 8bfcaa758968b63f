"""Content's commands: load, call, done. Words and timers travel in the transaction of the events."""

from services.content.application.content import (
    ADDRESS,
    EXPIRE,
    POLL,
    VALIDATORS,
    Content,
    Looked,
    NewEntry,
    terms_of,
)
from services.content.application.suggestions import Suggestions
from services.content.application.topics import Topics

__all__ = [
    "ADDRESS",
    "EXPIRE",
    "POLL",
    "VALIDATORS",
    "Content",
    "Looked",
    "NewEntry",
    "Suggestions",
    "Topics",
    "terms_of",
]
