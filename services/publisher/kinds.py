"""The kinds of the publisher's timers and vault rows."""

from __future__ import annotations

DUE = "due"
"""A post's slot: ask for its release."""
ANSWER = "answer"
"""The end of a grant's lifetime: give the release back."""
ATTEMPT = "attempt"
"""A grant is there: attempt it."""
LOOK_UP = "look-up"
"""Nothing of an attempt is under way any more: find out what became of it."""
WATCH = "watch"
"""Look again for an uncertain post."""
TAKE_DOWN = "take-down"
"""A post is to be removed from its network."""
REVOKE = "revoke"
"""A disconnected account's credentials are to be ended at the network and deleted."""
FORGET = "forget"
"""A connection that was begun and not completed is over."""

CREDENTIALS = "credentials"
PROFILE = "profile"
INTENT = "intent"
UPLOADED = "uploaded"
LINK = "link"
APP = "app"
CONNECTING = "connecting"
IDENTITY_SECRET = "identity-secret"  # noqa: S105 - the kind of a row
