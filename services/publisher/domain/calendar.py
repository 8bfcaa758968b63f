"""What one account has planned, and which of its posts are in doubt.

One slot a post; past ones are kept for a few days, because they count for spacing and the daily cap, then dropped as
new ones are booked, so that a calendar stays small. A doubt is a post that may have been published: whoever publishes
for the same activity next looks for it once more first (decisions.md 10).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.publisher.domain.ids import calendar_id

KEPT = timedelta(days=3)
"""How long a past slot counts: longer than the longest spacing and any local day."""


class Calendar(Aggregate):
    """The calendar of one account."""

    TOPIC = "publisher.Calendar"

    class Created(Aggregate.Created):
        """What begins a calendar."""

        TOPIC = "publisher.Calendar.Created"

    class Opened(Created):
        """The account has a calendar."""

        TOPIC = "publisher.Calendar.Opened"

        account_id: UUID
        at: datetime

    class Booked(Aggregate.Event):
        """A post has this slot, in place of any earlier one; slots before `kept_from` are dropped."""

        TOPIC = "publisher.Calendar.Booked"

        post_id: UUID
        slot_at: datetime
        kept_from: datetime

    class Freed(Aggregate.Event):
        """The post will not go out: its slot is free."""

        TOPIC = "publisher.Calendar.Freed"

        post_id: UUID

    class Doubted(Aggregate.Event):
        """The post may have been published."""

        TOPIC = "publisher.Calendar.Doubted"

        post_id: UUID
        activity_id: UUID

    class Settled(Aggregate.Event):
        """The post is no longer in doubt."""

        TOPIC = "publisher.Calendar.Settled"

        post_id: UUID

    account_id: UUID
    slots: dict[UUID, datetime]
    doubts: dict[UUID, UUID]

    @event(Opened)
    def __init__(self, *, account_id: UUID, at: datetime) -> None:
        del at
        self.account_id = account_id
        self.slots = {}
        self.doubts = {}

    @staticmethod
    def create_id(account_id: UUID, at: datetime) -> UUID:
        """The id that follows from the account's."""
        del at
        return calendar_id(account_id)

    def others(self, post_id: UUID) -> list[datetime]:
        """The slots of all posts but this one."""
        return [slot_at for each, slot_at in self.slots.items() if each != post_id]

    def neighbours(self, post_id: UUID) -> list[UUID]:
        """The other posts of the account that are planned, recent or in doubt."""
        return [each for each in dict.fromkeys((*self.slots, *self.doubts)) if each != post_id]

    def doubt_about(self, activity_id: UUID, *, but: UUID) -> UUID | None:
        """An earlier post for the same activity that may have been published."""
        return next((post for post, activity in self.doubts.items() if activity == activity_id and post != but), None)

    def book(self, post_id: UUID, slot_at: datetime, *, at: datetime) -> None:
        """Gives a post its slot."""
        self._booked(post_id=post_id, slot_at=slot_at, kept_from=at - KEPT)

    def free(self, post_id: UUID) -> None:
        """Takes a post's slot back, where it has one."""
        if post_id in self.slots:
            self._freed(post_id=post_id)

    def doubt(self, post_id: UUID, activity_id: UUID) -> None:
        """Notes that a post may have been published."""
        if post_id not in self.doubts:
            self._doubted(post_id=post_id, activity_id=activity_id)

    def settle(self, post_id: UUID) -> None:
        """Ends a doubt, where there is one."""
        if post_id in self.doubts:
            self._settled(post_id=post_id)

    @event(Booked)
    def _booked(self, *, post_id: UUID, slot_at: datetime, kept_from: datetime) -> None:
        kept = {each: slot for each, slot in self.slots.items() if slot >= kept_from and each != post_id}
        self.slots = {**kept, post_id: slot_at}

    @event(Freed)
    def _freed(self, *, post_id: UUID) -> None:
        self.slots = {each: slot for each, slot in self.slots.items() if each != post_id}

    @event(Doubted)
    def _doubted(self, *, post_id: UUID, activity_id: UUID) -> None:
        self.doubts = {**self.doubts, post_id: activity_id}

    @event(Settled)
    def _settled(self, *, post_id: UUID) -> None:
        self.doubts = {post: activity for post, activity in self.doubts.items() if post != post_id}
