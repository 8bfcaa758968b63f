"""Ids that follow from other ids: the same approval is always the same post."""

from __future__ import annotations

from uuid import UUID, uuid5

_NAMESPACE = UUID("8a1f0d3c-2b7e-5c64-9d0f-6f5f2c1f4b90")


def post_id(approval_id: UUID) -> UUID:
    """The post that is made of an approval."""
    return uuid5(_NAMESPACE, f"post/{approval_id}")


def hand_over_id(release_id: UUID) -> UUID:
    """The one report that a release can lead to."""
    return uuid5(_NAMESPACE, f"handed over/{release_id}")


def calendar_id(account_id: UUID) -> UUID:
    """The calendar of an account."""
    return uuid5(_NAMESPACE, f"calendar/{account_id}")


def advocate_record_id(advocate_id: UUID) -> UUID:
    """What the publisher keeps of an advocate."""
    return uuid5(_NAMESPACE, f"advocate/{advocate_id}")


def app_id(network: str, server: str, redirect_uri: str) -> UUID:
    """The vault's row of our registration as an app at a server."""
    return uuid5(_NAMESPACE, f"app/{network}/{server}/{redirect_uri}")


IDENTITY_SECRET = uuid5(_NAMESPACE, "identity secret")
"""The vault's row of the secret under which external accounts are compared."""

PROGRAMME = uuid5(_NAMESPACE, "programme")
"""The one programme."""
WEEKS = uuid5(_NAMESPACE, "weeks")
"""The timer that counts the weeks that are over."""


def rest_id(network: str) -> UUID:
    """What was done on a network with activities of which too few people did anything, taken together."""
    return uuid5(_NAMESPACE, f"rest/{network}")
