"""How alike a text is to what colleagues have approved for the same network; what is kept of a text is its sketch.

A text counts from its approval on, as long as that stands or is, or may be, on the network, for `KEPT`. It is compared
with the newest `COMPARED` of the same content item and with every one that has exactly the same words, so that the
cost does not grow with history. Sketches are made once, for the preview, and travel in its token: that is what takes
longest. They are made under the sealing keys, as in the settings: the first writes, all are recognised; what was
written under a key that is no longer listed is not recognised any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import Database, Write, WriteMissed
from contracts.values import Network
from services.consent.domain import Approval, TooAlike
from services.consent.sketches import Sketch, alike

KEPT = timedelta(days=90)
COMPARED = 200


class SameWords(WriteMissed, TooAlike):
    """A colleague's approval of the same words was saved first; seen when this one was written."""

    def __init__(self, _: str) -> None:
        TooAlike.__init__(self, percent=100)


class Texts:
    """Reads and writes of the sketches. `keys`: 32 bytes each, of their own for this purpose."""

    def __init__(self, database: Database, keys: Sequence[bytes]) -> None:
        self._database = database
        self._keys = keys

    def migrate(self) -> None:
        """Makes the table."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS texts (approval uuid PRIMARY KEY, person uuid NOT NULL, item uuid NOT NULL, "
            "network text NOT NULL, at timestamptz NOT NULL, whole bytea NOT NULL, numbers bytea NOT NULL)",
            "CREATE INDEX IF NOT EXISTS texts_item ON texts (item, network, at)",
            "CREATE INDEX IF NOT EXISTS texts_whole ON texts (whole, network)",
            "CREATE INDEX IF NOT EXISTS texts_person ON texts (person)",
            "CREATE INDEX IF NOT EXISTS texts_at ON texts (at)",
        )

    @staticmethod
    def forget_old() -> Write:
        """Deletes what counts no more by its age."""
        return Write("DELETE FROM texts WHERE at < now() - %s", (KEPT,))

    def sketches(self, text: str) -> tuple[Sketch, ...]:
        """The text's sketches, one for each key; none of a text without words."""
        return tuple(sketch for key in self._keys if (sketch := Sketch.of(text, key)) is not None)

    def nearest(self, sketches: Sequence[Sketch], *, person: UUID, item: UUID, network: Network, at: datetime) -> int:
        """How alike a text is to the nearest of a colleague, in percent; 0 without colleagues or words."""
        if not sketches:
            return 0
        wholes, since = [sketch.whole for sketch in sketches], at - KEPT
        rows = self._database.fetch(
            "(SELECT whole, numbers FROM texts WHERE item = %s AND network = %s AND person <> %s AND at > %s "
            "ORDER BY at DESC LIMIT %s) UNION ALL "
            "(SELECT whole, numbers FROM texts WHERE whole = ANY(%s) AND network = %s AND person <> %s AND at > %s "
            "LIMIT 1)",
            (item, network.value, person, since, COMPARED, wholes, network.value, person, since),
        )
        theirs = [Sketch(bytes(row["whole"]), bytes(row["numbers"])) for row in rows]
        return max((alike(mine, each) for mine in sketches for each in theirs), default=0)

    def approved(
        self,
        approval: Approval,
        sketches: Sequence[Sketch],
        *,
        item: UUID,
        network: Network,
        at: datetime,
        alone: bool,
    ) -> list[Write]:
        """A text counts for colleagues from now on. `alone`: unless one has approved the same words, else SameWords.

        The condition comes behind the row: of two in one commit neither passes then, and the store does them in turn.
        """
        if not sketches:
            return [self.gone(approval.id)]
        mine, person = sketches[0], approval.parties.advocate_id
        put = Write(
            "INSERT INTO texts (approval, person, item, network, at, whole, numbers) SELECT * FROM unnest(%s::uuid[], "
            "%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::bytea[], %s::bytea[]) ON CONFLICT (approval) "
            "DO UPDATE SET item = excluded.item, at = excluded.at, whole = excluded.whole, numbers = excluded.numbers",
            (approval.id, person, item, network.value, at, mine.whole, mine.numbers),
            columns=True,
        )
        if not alone:
            return [put]
        same = Write(
            "SELECT 1 FROM texts WHERE whole = ANY(%s) AND network = %s AND person <> %s AND at > %s",
            ([sketch.whole for sketch in sketches], network.value, person, at - KEPT),
            rows=0,
            missed=SameWords,
        )
        return [put, same]

    def gone(self, approval: UUID) -> Write:
        """Nothing on this aggregate will be on the network, or it no longer counts."""
        return Write("DELETE FROM texts WHERE approval = %s", (approval,))

    def forget(self, person: UUID) -> Write:
        """Nothing is kept of what a person wrote."""
        return Write("DELETE FROM texts WHERE person = %s", (person,))
