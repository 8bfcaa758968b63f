"""What stands at a target's address now, for the person who is about to approve something that is done to it.

It is read with that person's own account, within seconds, and kept nowhere. What the network refuses is
`TargetUnusable`: whatever could not be done is said before it is approved. When nobody answers, nothing is known.
"""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from chassis.errors import NotFound, Unavailable
from contracts.values import Kind, timestamp
from services.publisher.domain.errors import TargetUnusable
from services.publisher.duties import Desk
from services.publisher.networks.protocol import AuthExpired, ConnectorError, Rejected

SECONDS = 4.0
"""Less than consent waits for us."""
MOST_CHARACTERS = 5000
"""Of somebody else's text; the rest is at its address."""


class Targets:
    """Looks at targets."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, account_id: UUID, kind: Kind, url: str) -> dict[str, Any]:
        """The target as the network shows it. Raises NotFound, TargetUnusable, Unavailable."""
        desk = self._desk
        account, means = await desk.account(account_id), await desk.means(account_id)
        if account is None or means is None:
            raise NotFound(f"there is no account {account_id}")
        connector = desk.connector(account.network)
        try:
            async with asyncio.timeout(SECONDS):
                with desk.span("target", account.network):
                    target = await connector.resolve(url, kind, means.account, means.credentials)
        except (Rejected, AuthExpired) as error:
            raise TargetUnusable(error.code) from error
        except (ConnectorError, TimeoutError) as error:
            raise Unavailable("the network does not answer") from error
        return {
            "url": target.url,
            "handle": target.handle,
            "text": target.text[:MOST_CHARACTERS],
            "content_warning": target.content_warning[:MOST_CHARACTERS],
            "created_at": timestamp(target.created_at) if target.created_at is not None else None,
        }
