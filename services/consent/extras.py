"""What an opening may have besides its words: who may see it, a warning, images. Pure, by the network's rules."""

from __future__ import annotations

from typing import Any

from contracts.networks import NetworkRules
from contracts.values import Kind
from services.consent.images import MOST_BYTES

COMPOSER = "composer"
"""The visibility of what a person publishes themselves: they choose it there."""


def extras_of(kind: Kind, rules: NetworkRules) -> dict[str, Any]:
    """What an opening may have besides its words, so that a screen can ask for it; everything else is refused."""
    media, alt = rules.media, rules.alt_text
    return {
        "visibilities": visibilities_of(kind, rules),
        "content_warning": kind.has_words and rules.opening.content_warning,
        "images": media.images if rules.takes_images(kind) else 0,
        "image_bytes": min(media.max_bytes or MOST_BYTES, MOST_BYTES),
        "alt_text": {"limit": alt.limit, "required": alt.required},
    }


def visibilities_of(kind: Kind, rules: NetworkRules) -> tuple[str, ...]:
    """Who may see it, the usual one first; nothing where that is not asked."""
    if not kind.has_visibility:
        return ()
    return (COMPOSER,) if rules.hands_over(kind) else rules.opening.visibilities
