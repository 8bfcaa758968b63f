"""When something happens elsewhere, this is what consent does about it: one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from chassis.clock import Clock
from chassis.consumer import Policy
from chassis.event_store import Work
from contracts.content import ActivityClosed, ActivityOffered, ContentCurated, ContentRetired, ContentRevised
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent
from contracts.publisher import (
    AccountConnected,
    AccountDisconnected,
    PostFailed,
    PostHandedOver,
    PostPublished,
    PostRemoved,
    PostUncertain,
    ReleaseRequested,
    ReleaseReturned,
    UncertaintyResolved,
)
from contracts.values import Audience, Window
from services.consent.application import Offers, Releases
from services.consent.domain import About, Parties, Terms

_Post = (
    ReleaseRequested
    | ReleaseReturned
    | PostPublished
    | PostHandedOver
    | PostFailed
    | PostUncertain
    | UncertaintyResolved
    | PostRemoved
)
Reads = Callable[..., Iterable[UUID]]


def policies(offers: Offers, releases: Releases, clock: Clock) -> Mapping[type[IntegrationEvent], Policy]:
    """The policy of each event that consent listens to. Times are consent's own: its clock alone decides windows."""
    return {**_about_content(offers, clock), **_about_accounts(offers, clock), **_about_posts(releases, clock)}


def reads() -> Mapping[type[IntegrationEvent], Reads]:
    """What the policies load, so that a batch is loaded with one query."""
    items = (ContentCurated, ContentRevised, ContentRetired, ActivityOffered, ActivityClosed)
    accounts = (AccountConnected, AccountDisconnected)
    posts = (ReleaseReturned, PostPublished, PostHandedOver, PostFailed, PostUncertain, UncertaintyResolved)
    return {
        **dict.fromkeys(items, lambda event: (event.item_id,)),
        **dict.fromkeys(accounts, lambda event: (event.account_id,)),
        **dict.fromkeys(posts, lambda event: (_parties(event).aggregate_id,)),
        ReleaseRequested: lambda event: (_parties(event).aggregate_id, event.advocate_id, event.account_id),
    }


def _about_content(offers: Offers, clock: Clock) -> Mapping[type[IntegrationEvent], Policy]:
    def curated(work: Work, event: ContentCurated, _: Envelope) -> None:
        """When content is curated, it can be offered."""
        offers.state(
            work,
            item_id=event.item_id,
            revision_id=event.revision_id,
            expires_at=event.expires_at,
            at=clock(),
            about=About(event.topics, event.language),
        )

    def revised(work: Work, event: ContentRevised, _: Envelope) -> None:
        """When content is revised, approvals of what it was before lapse."""
        offers.revise(
            work,
            item_id=event.item_id,
            revision_id=event.revision_id,
            expires_at=event.expires_at,
            at=clock(),
            about=About(event.topics, event.language),
        )

    def retired(work: Work, event: ContentRetired, _: Envelope) -> None:
        """When content is retired, approvals of it lapse."""
        offers.retire(work, item_id=event.item_id, at=clock())

    def offered(work: Work, event: ActivityOffered, _: Envelope) -> None:
        """When an activity is offered, its audience may approve it."""
        terms = Terms(
            kind=event.kind,
            network=event.network,
            window=Window(event.opens_at, event.closes_at),
            audience=Audience(event.audience.everyone, event.audience.groups),
            points=event.points,
            own_words=event.own_words,
            priority=event.priority,
        )
        offers.offer(
            work,
            item_id=event.item_id,
            activity_id=event.activity_id,
            terms=terms,
            at=clock(),
            offered_by=event.offered_by,
        )

    def closed(work: Work, event: ActivityClosed, _: Envelope) -> None:
        """When an activity is closed, approvals of it lapse."""
        offers.close(work, item_id=event.item_id, activity_id=event.activity_id, at=clock())

    return {
        ContentCurated: curated,
        ContentRevised: revised,
        ContentRetired: retired,
        ActivityOffered: offered,
        ActivityClosed: closed,
    }


def _about_accounts(offers: Offers, clock: Clock) -> Mapping[type[IntegrationEvent], Policy]:
    def connected(work: Work, event: AccountConnected, _: Envelope) -> None:
        """When an account is connected, its owner may approve activities on it."""
        offers.connect(
            work, account_id=event.account_id, advocate_id=event.advocate_id, network=event.network, at=clock()
        )

    def disconnected(work: Work, event: AccountDisconnected, _: Envelope) -> None:
        """When an account is gone, approvals on it lapse."""
        offers.disconnect(work, account_id=event.account_id, at=clock())

    return {AccountConnected: connected, AccountDisconnected: disconnected}


def _about_posts(releases: Releases, clock: Clock) -> Mapping[type[IntegrationEvent], Policy]:
    def requested(work: Work, event: ReleaseRequested, _: Envelope) -> None:
        """When a post is due, its approval is granted for one attempt, or refused."""
        releases.release(
            work,
            event.approval_id,
            _parties(event),
            release_id=event.release_id,
            requested_at=event.requested_at,
            at=clock(),
        )

    def returned(work: Work, event: ReleaseReturned, _: Envelope) -> None:
        """When a release is returned, its approval stands again, or ends as was asked meanwhile."""
        releases.returned(work, event.approval_id, _parties(event), release_id=event.release_id, at=clock())

    def published(work: Work, event: PostPublished, _: Envelope) -> None:
        """When a post is published, its approval is used, for ever."""
        releases.published(
            work,
            event.approval_id,
            _parties(event),
            release_id=event.release_id,
            digest=event.preview_digest,
            at=clock(),
        )

    def handed_over(work: Work, event: PostHandedOver, _: Envelope) -> None:
        """When somebody says that they have posted it themselves, their approval is used, for ever."""
        releases.handed_over(
            work,
            event.approval_id,
            _parties(event),
            release_id=event.release_id,
            digest=event.preview_digest,
            at=clock(),
        )

    def failed(work: Work, event: PostFailed, _: Envelope) -> None:
        """When a post has failed, its approval has ended and another may be given."""
        releases.failed(
            work, event.approval_id, _parties(event), release_id=event.release_id, reason=event.reason, at=clock()
        )

    def uncertain(work: Work, event: PostUncertain, _: Envelope) -> None:
        """When nobody knows whether a post is out, nothing is approved there until the person says."""
        releases.uncertain(work, event.approval_id, _parties(event), release_id=event.release_id, at=clock())

    def resolved(work: Work, event: UncertaintyResolved, _: Envelope) -> None:
        """When the person says that it was not posted, another approval may be given."""
        releases.resolved(
            work, event.approval_id, _parties(event), release_id=event.release_id, outcome=event.outcome, at=clock()
        )

    def removed(work: Work, event: PostRemoved, _: Envelope) -> None:
        """When a post is taken down, its words count for colleagues no more."""
        releases.removed(work, _parties(event))

    return {
        ReleaseRequested: requested,
        ReleaseReturned: returned,
        PostPublished: published,
        PostHandedOver: handed_over,
        PostFailed: failed,
        PostUncertain: uncertain,
        UncertaintyResolved: resolved,
        PostRemoved: removed,
    }


def _parties(event: _Post) -> Parties:
    return Parties(event.advocate_id, event.activity_id, event.account_id)
