"""How far an advocate is: what their posts count towards, which badges they have, which level they reached.

Each post counts once, each badge is earned once, levels are reached one after the other; whatever is removed later,
what was earned stays. What a post counts towards is decided before (ladder.py), and so are the goals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event


@dataclass(frozen=True, slots=True)
class Goal:
    """So many posts that count towards it."""

    code: str
    posts: int


@dataclass(frozen=True, slots=True)
class Goals:
    """Levels in their order, and badges in none."""

    levels: tuple[Goal, ...]
    badges: tuple[Goal, ...]


class Progress(Aggregate):
    """An advocate's way up; its id follows from the advocate's (`progress_id`)."""

    TOPIC = "gamification.Progress"

    class Created(Aggregate.Created):
        """What begins it."""

        TOPIC = "gamification.Progress.Created"

    class Begun(Created):
        """There is something to remember."""

        TOPIC = "gamification.Progress.Begun"

        advocate_id: UUID
        at: datetime

    class Counted(Aggregate.Event):
        """A post counts `towards` these goals; `counts` are all there are now."""

        TOPIC = "gamification.Progress.Counted"

        advocate_id: UUID
        post_id: UUID
        towards: tuple[str, ...]
        counts: dict[str, int]
        at: datetime

    class Uncounted(Aggregate.Event):
        """A post is gone; `counts` are all there are now."""

        TOPIC = "gamification.Progress.Uncounted"

        advocate_id: UUID
        post_id: UUID
        counts: dict[str, int]
        at: datetime

    class BadgeEarned(Aggregate.Event):
        """With this post, a badge was earned."""

        TOPIC = "gamification.Progress.BadgeEarned"

        advocate_id: UUID
        badge: str
        post_id: UUID
        at: datetime

    class LevelReached(Aggregate.Event):
        """With this post, the next level was reached; the first is 1."""

        TOPIC = "gamification.Progress.LevelReached"

        advocate_id: UUID
        level: int
        rung: str
        post_id: UUID
        at: datetime

    advocate_id: UUID
    posts: dict[UUID, tuple[str, ...]]
    counts: dict[str, int]
    badges: set[str]
    level: int

    @event(Begun)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name
        advocate_id: UUID,
        at: datetime,
    ) -> None:
        del at
        self.advocate_id = advocate_id
        self.posts = {}
        self.counts = {}
        self.badges = set()
        self.level = 0

    def count(self, post_id: UUID, towards: tuple[str, ...], goals: Goals, *, at: datetime) -> None:
        """Counts a post, once, and notes what is earned and reached with it."""
        if post_id in self.posts:
            return
        counts = self._moved(towards, 1)
        self._counted(advocate_id=self.advocate_id, post_id=post_id, towards=towards, counts=counts, at=at)
        for goal in goals.badges:
            if self._has(goal):
                self.earn(goal.code, post_id, at=at)
        for number, goal in enumerate(goals.levels, start=1):
            if number > self.level:
                if not self._has(goal):
                    break
                self.reach(number, goal.code, post_id, at=at)

    def uncount(self, post_id: UUID, *, at: datetime) -> None:
        """The post is gone and counts no more, once. It never counts again."""
        if towards := self.posts.get(post_id, ()):
            self._uncounted(advocate_id=self.advocate_id, post_id=post_id, counts=self._moved(towards, -1), at=at)

    def earn(self, badge: str, post_id: UUID, *, at: datetime) -> None:
        """The badge was earned, also where only our own topic still says so; once."""
        if badge not in self.badges:
            self._badge_earned(advocate_id=self.advocate_id, badge=badge, post_id=post_id, at=at)

    def reach(self, level: int, rung: str, post_id: UUID, *, at: datetime) -> None:
        """The level was reached, also where only our own topic still says so; once."""
        if level > self.level:
            self._level_reached(advocate_id=self.advocate_id, level=level, rung=rung, post_id=post_id, at=at)

    def _has(self, goal: Goal) -> bool:
        return self.counts.get(goal.code, 0) >= goal.posts

    def _moved(self, towards: tuple[str, ...], by: int) -> dict[str, int]:
        return {**self.counts, **{code: self.counts.get(code, 0) + by for code in towards}}

    @event(Counted)
    def _counted(
        self, *, advocate_id: UUID, post_id: UUID, towards: tuple[str, ...], counts: dict[str, int], at: datetime
    ) -> None:
        del advocate_id, at
        self.posts[post_id] = towards
        self.counts = counts

    @event(Uncounted)
    def _uncounted(self, *, advocate_id: UUID, post_id: UUID, counts: dict[str, int], at: datetime) -> None:
        del advocate_id, at
        self.posts[post_id] = ()
        self.counts = counts

    @event(BadgeEarned)
    def _badge_earned(self, *, advocate_id: UUID, badge: str, post_id: UUID, at: datetime) -> None:
        del advocate_id, post_id, at
        self.badges.add(badge)

    @event(LevelReached)
    def _level_reached(self, *, advocate_id: UUID, level: int, rung: str, post_id: UUID, at: datetime) -> None:
        del advocate_id, rung, post_id, at
        self.level = level


def progress_id(advocate_id: UUID) -> UUID:
    """An advocate's one progress."""
    return uuid5(advocate_id, "progress")
