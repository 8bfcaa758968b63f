"""The words that the networks' files are written in."""

from __future__ import annotations

from enum import StrEnum


class Evidence(StrEnum):
    """How a rule is known, surest first."""

    SEEN = "seen"
    """A real server did it."""
    DOCUMENTED = "documented"
    """The network's own documentation, rules or source code."""
    LAW = "law"
    """The law, whatever the network says."""
    OURS = "ours"
    """Restu's own decision; the network says nothing, or less."""
    NONE_FOUND = "none-found"
    """Looked for; the network says nothing about it."""
    SECOND_HAND = "second-hand"
    """Another project's code, issue or page."""
    MEMORY = "memory"
    """Nobody has looked: check before anything rests on it. No points, equal texts or later times on memory alone."""


class Mode(StrEnum):
    """Who performs an activity."""

    AUTOMATED = "automated"
    """The publisher, through the network's interface, once it is approved."""
    ASSISTED = "assisted"
    """The person, in the network's own composer: no interface for it is open to everybody who hosts Restu."""
    NONE = "none"
    """Nobody: the network has no such thing."""


class Idempotency(StrEnum):
    """What happens when the same request arrives twice."""

    CLIENT_ID = "client-chosen-id"
    """It hits the same record."""
    SERVER_KEY = "server-key"
    """Nothing, where the server honours the key and still has it: a bonus, never relied on."""
    NATURAL = "natural"
    """Nothing: the act is a set membership."""
    DUPLICATE_ERROR = "duplicate-error"
    """The network refuses identical content: a hint, not a guarantee."""
    NONE = "none"


class Lookup(StrEnum):
    """How surely an earlier attempt can be found."""

    EXACT = "exact"
    HEURISTIC = "heuristic"
    NONE = "none"


class Unit(StrEnum):
    """What a network counts."""

    GRAPHEMES = "graphemes"
    """What a reader sees as one character."""
    CODE_POINTS = "code-points"
    UTF16_UNITS = "utf-16-units"
    """Code points beyond U+FFFF count two: most emoji."""
    WEIGHTED = "weighted-characters"
    """X's own: Latin and its neighbours one, everything else and each emoji two, links by `url_length`."""
    UTF8_BYTES = "utf-8-bytes"


class Mentions(StrEnum):
    """How much of `@user@host` counts."""

    WHOLE = "whole"
    LOCAL_PART = "local-part"
