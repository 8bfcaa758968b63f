"""What people earned between two moments, out of the ledgers' own events: no view has to have caught up.

Reads every booking that there is, once for each contest that closes.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chassis.database import Database
from services.gamification.domain import Ledger

_EARNED = """
WITH booked AS MATERIALIZED (
    SELECT advocate, booked -> 'entry' AS entry, (booked ->> 'at')::timestamptz AS at
    FROM (
        SELECT originator_id AS advocate, convert_from(state, 'UTF8')::jsonb AS booked
        FROM stored_events WHERE topic = %s
    ) AS events
)
SELECT advocate, sum((entry ->> 'points')::bigint)::bigint AS points
FROM booked
WHERE entry ->> 'reverses' IS NULL AND entry ->> 'rule' <> %s AND at >= %s AND at < %s
    AND NOT EXISTS (SELECT 1 FROM booked AS undone WHERE undone.entry ->> 'reverses' = booked.entry ->> 'id')
GROUP BY advocate ORDER BY points DESC, advocate
"""


class BookedEarnings:
    """Asks the event store's table. `reported`: the rule of what nobody can check; it wins no contest."""

    def __init__(self, database: Database, *, reported: str) -> None:
        self._database = database
        self._reported = reported

    def between(self, opens_at: datetime, closes_at: datetime) -> list[tuple[UUID, int]]:
        """Advocates with the points of what they published from one moment up to another and that is still there.

        Most first; with the same points in the order of their ids. Raises Unavailable.
        """
        rows = self._database.fetch(_EARNED, (Ledger.Booked.TOPIC, self._reported, opens_at, closes_at))
        return [(row["advocate"], row["points"]) for row in rows]
