"""Counting who follows an account: once a day, one read of the network, and one number a week is kept.

A look that fails is left out, and the next one comes a day later. What the network does not tell is not kept as 0.
The numbers are the network's data: a row of the vault, kept as long as its rules allow, gone with the account.
"""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from chassis.timers import Due
from contracts.values import timestamp
from services.publisher import kinds
from services.publisher.duties.desk import Desk
from services.publisher.networks.protocol import ConnectorError
from services.publisher.results.followers import Samples, with_sample
from services.publisher.retention import fresh

log = logging.getLogger(__name__)


class Sampling:
    """The duty of a look at an account's followers. `zone` is the organisation's, whose weeks are counted."""

    def __init__(self, desk: Desk, zone: ZoneInfo) -> None:
        self._desk = desk
        self._zone = zone

    async def sample(self, due: Due) -> None:
        """Counts, and sets the time of the next look."""
        desk, at = self._desk, self._desk.clock()
        account, means = await desk.account(due.id), await desk.means(due.id)
        samples: Samples = ((await desk.open(due.id, kinds.FOLLOWERS)) or {"seen": []})["seen"]
        if account is not None and means is not None:
            try:
                with desk.span("followers", account.network):
                    told = await desk.connector(account.network).followers(means.account, means.credentials)
            except ConnectorError as error:
                log.info("followers were not told", extra={"account_id": str(due.id), "code": error.code})
            else:
                samples = self._seen(samples, told, at)
            samples = fresh(samples, account.network, at)
        counted = {"seen": samples}
        await desk.run(desk.accounts.note_followers, due.id, counted, again_at=at + desk.pace.sample)

    def _seen(self, samples: Samples, told: int | None, at: datetime) -> Samples:
        return samples if told is None else with_sample(samples, {"at": timestamp(at), "followers": told}, self._zone)
