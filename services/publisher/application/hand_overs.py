"""Commands on posts that their author publishes themselves: to be handed over, reported, recorded under a grant.

What an author reports is used as an approval is used by us: consent is asked, and says no when the approval was
withdrawn or has lapsed. What was reported is kept while consent does not answer, and asked for again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from chassis.signing import digest_of_json
from contracts.publisher import PostHandedOver
from contracts.values import GRANT_LIFETIME
from services.publisher import kinds
from services.publisher.application.own import own
from services.publisher.application.steps import Steps
from services.publisher.domain.errors import WindowOver
from services.publisher.domain.ids import hand_over_id
from services.publisher.domain.post import RELEASED, Post, State


class HandOvers(Steps):
    """From an author's word to the record of it."""

    def report(self, work: Work, *, by: UUID, post: UUID, release_id: UUID, at: datetime) -> dict[str, Any]:
        """Its author has posted it; said again, nothing changes. Raises NotFound, NotToHandOver, WindowOver."""
        theirs = own(work, Post, post, by)
        told = theirs.reported_at is not None and theirs.state in RELEASED | {State.REPORTED, State.HANDED_OVER}
        if not told:
            theirs.report(at=at)
            self._ask(work, theirs, release_id, at=at)
        return {"post_id": str(post), "state": theirs.state.value}

    def _ask(self, work: Work, due: Post, release_id: UUID, *, at: datetime) -> None:
        """Asks consent; a post whose window is over fails."""
        try:
            due.request_release(release_id, at=at)
        except WindowOver:
            self._fail(work, due, "window-over", at=at)
            return
        work.write(
            self._timers.clear(kinds.DUE, due.id),
            self._timers.set(kinds.ANSWER, due.id, at + GRANT_LIFETIME),
        )

    def _hand_over(self, work: Work, granted: Post, *, at: datetime) -> None:
        """Signs and records, under the grant that was just taken, what the author has reported.

        Of a report that was lost with an older database nothing is recorded: its author may say it again.
        """
        if granted.reported_at is None:
            self._give_back(work, granted, "report-lost", None, at=at)
            return
        assert granted.grant is not None
        assert granted.release is not None
        report = granted.hand_over_report(
            hand_over_id(granted.release.id), grant_hash=digest_of_json(granted.grant), at=at
        )
        granted.hand_over(self._signer.sign(PostHandedOver.TYPE, report), at=at)
        work.write(self._timers.clear(kinds.ANSWER, granted.id))
