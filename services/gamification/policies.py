"""When something happened elsewhere, then gamification does this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from chassis.consumer import Policy
from chassis.event_store import Work
from chassis.idempotency import Answers
from contracts.consent import AdvocateJoined, AdvocateLeft, GroupsChanged, PersonErased, PreferencesChanged
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent
from contracts.publisher import PostHandedOver, PostPublished, PostRemoved
from services.gamification.application import Climbing, Gamification, Rewards
from services.gamification.domain import CALENDAR, progress_id


def policies(
    gamification: Gamification, rewards: Rewards, climbing: Climbing
) -> Mapping[type[IntegrationEvent], Policy]:
    """The sentences."""

    def published(work: Work, event: PostPublished, _: Envelope) -> None:
        """When a post is published, then its author's ledger gets what it earns, and it counts towards goals."""
        gamification.award(
            work,
            advocate_id=event.advocate_id,
            post_id=event.post_id,
            kind=event.kind,
            network=event.network,
            promised=event.points,
            own_words=event.own_words,
            published_at=event.published_at,
        )
        climbing.count(
            work,
            advocate_id=event.advocate_id,
            post_id=event.post_id,
            kind=event.kind,
            network=event.network,
            own_words=event.own_words,
            at=event.published_at,
        )

    def handed_over(work: Work, event: PostHandedOver, _: Envelope) -> None:
        """When somebody reports to have published it themselves, then their ledger gets what that earns, no more."""
        gamification.award_reported(
            work,
            advocate_id=event.advocate_id,
            post_id=event.post_id,
            network=event.network,
            promised=event.points,
            own_words=event.own_words,
            handed_over_at=event.handed_over_at,
        )

    def removed(work: Work, event: PostRemoved, _: Envelope) -> None:
        """When a post is removed, then what it earned is taken back, and it counts no more."""
        gamification.reverse(work, advocate_id=event.advocate_id, post_id=event.post_id, at=event.removed_at)
        climbing.uncount(work, advocate_id=event.advocate_id, post_id=event.post_id, at=event.removed_at)

    def joined(work: Work, event: AdvocateJoined, _: Envelope) -> None:
        """When somebody who had left takes part again, then they are shown again, if they wish."""
        gamification.change_listing(work, advocate_id=event.advocate_id, active=True, at=event.joined_at)

    def preferred(work: Work, event: PreferencesChanged, _: Envelope) -> None:
        """When an advocate says whether to be listed, then leaderboards follow."""
        gamification.change_listing(work, advocate_id=event.advocate_id, listed=event.listed, at=event.changed_at)

    def grouped(work: Work, event: GroupsChanged, _: Envelope) -> None:
        """When an advocate's groups change, then the leaderboards of groups follow."""
        gamification.change_groups(work, advocate_id=event.advocate_id, groups=event.groups, at=event.changed_at)

    def left(work: Work, event: AdvocateLeft, _: Envelope) -> None:
        """When an advocate leaves, then leaderboards no longer show them."""
        gamification.change_listing(work, advocate_id=event.advocate_id, active=False, at=event.left_at)

    def erased(work: Work, event: PersonErased, _: Envelope) -> None:
        """When a person is erased, then they are listed no more, what they waited for is refunded, and answers go."""
        gamification.change_listing(work, advocate_id=event.advocate_id, active=False, at=event.erased_at)
        rewards.refund_erased(work, advocate_id=event.advocate_id, at=event.erased_at)
        work.write(Answers.forget(event.advocate_id))

    return {
        PostPublished: published,
        PostHandedOver: handed_over,
        PostRemoved: removed,
        AdvocateJoined: joined,
        PreferencesChanged: preferred,
        GroupsChanged: grouped,
        AdvocateLeft: left,
        PersonErased: erased,
    }


def _advocate(event: Any) -> Iterable[UUID]:
    return (event.advocate_id,)


def _climber(event: PostPublished | PostRemoved) -> Iterable[UUID]:
    return event.advocate_id, progress_id(event.advocate_id)


def _earner(event: PostPublished) -> Iterable[UUID]:
    return CALENDAR, *_climber(event)


READS: Mapping[type[IntegrationEvent], Callable[..., Iterable[UUID]]] = {
    PostPublished: _earner,
    PostRemoved: _climber,
    **dict.fromkeys(
        (PostHandedOver, AdvocateJoined, PreferencesChanged, GroupsChanged, AdvocateLeft, PersonErased), _advocate
    ),
}
"""What a batch needs, so that it is loaded with one query."""
