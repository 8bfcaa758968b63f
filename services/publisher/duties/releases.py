"""Asking for releases, and giving back those that nobody answered in time."""

from __future__ import annotations

from datetime import datetime

from chassis.telemetry import span
from chassis.timers import Due
from contracts.networks import Lookup
from services.publisher.domain.post import Post, State
from services.publisher.duties.desk import Desk
from services.publisher.duties.look_ups import LookingUp
from services.publisher.networks.protocol import Absent, Found


class Releasing:
    """The duties of a slot and of a grant's lifetime."""

    def __init__(self, desk: Desk, looking_up: LookingUp) -> None:
        self._desk = desk
        self._looking_up = looking_up

    async def due(self, due: Due) -> None:
        """A post's slot has come: consent is asked, unless an earlier post of the same activity is in doubt."""
        desk = self._desk
        with span("release", parent=await desk.trace(due.id)):
            post = await desk.find(due.id)
            if post is not None and post.state is State.SCHEDULED and (post.slot_at or due.at) <= desk.clock():
                until = await self._wait_for_earlier(post)
                if until is not None:
                    await desk.run(desk.posts.postpone, due.id, until, at=desk.clock())
                    return
            await desk.run(desk.posts.request_release, due.id, desk.new_id(), at=desk.clock())

    async def answer(self, due: Due) -> None:
        """A grant's lifetime is over."""
        desk = self._desk
        with span("release not answered", parent=await desk.trace(due.id)):
            await desk.run(desk.posts.run_out, due.id, at=desk.clock())

    async def _wait_for_earlier(self, post: Post) -> datetime | None:
        """Looks once more for an earlier post in doubt; until when this one waits, or None when it may go on.

        Found: that one is published, and this approval is about to lapse. Not to be found out: this one waits while the
        other is looked for by the clock, afterwards the person's word counts that it was not posted.
        """
        desk = self._desk
        calendar = await desk.calendar(post.account_id)
        earlier_id = calendar.doubt_about(post.activity_id, but=post.id) if calendar is not None else None
        earlier = await desk.find(earlier_id) if earlier_id is not None else None
        if earlier is None or earlier.state is not State.UNCERTAIN or earlier.uncertain_at is None:
            return None
        finding = await self._looking_up.look(earlier)
        at = desk.clock()
        if isinstance(finding, Found):
            await self._looking_up.found(earlier, finding)
            return at + desk.pace.lapse
        if isinstance(finding, Absent):
            await desk.run(desk.posts.settle, earlier.id)
            return None
        watched = at < earlier.uncertain_at + desk.pace.watch_for
        findable = earlier.attempt is not None and self._can_be_found(earlier)  # of a lost attempt nothing is known
        return at + desk.pace.doubt if watched and findable else None

    def _can_be_found(self, post: Post) -> bool:
        approval = post.approval
        return self._desk.connector(approval.network).capability(approval.kind).lookup is not Lookup.NONE
