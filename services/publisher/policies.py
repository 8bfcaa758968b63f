"""When consent or content says something, the publisher does something. One sentence each.

A signature that is not consent's over exactly the bytes that came is final (ProofInvalid, a dead letter); a key that
is not known yet only delays (Unavailable).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chassis.clock import Clock
from chassis.consumer import Reads
from chassis.errors import Unavailable
from chassis.event_store import Work
from chassis.signing import BadSignature, KeyFinder, UnknownKey, verify
from contracts.consent import (
    ActivityApproved,
    AdvocateJoined,
    AdvocateLeft,
    ApprovalLapsed,
    ApprovalWithdrawn,
    GroupsChanged,
    PersonErased,
    PreferencesChanged,
    ReleaseGranted,
    ReleaseRefused,
)
from contracts.content import ActivityOffered
from contracts.envelope import Envelope, sequence_text
from contracts.event import IntegrationEvent
from services.publisher.application import Accounts, Posts
from services.publisher.domain.advocate import Preferences
from services.publisher.domain.errors import ProofInvalid
from services.publisher.domain.ids import advocate_record_id, calendar_id, post_id
from services.publisher.results.rows import Members, offered

Policy = Callable[[Work, Any, Envelope], None]

SIGNER = "consent"

READS: Mapping[type[IntegrationEvent], Reads] = {
    **dict.fromkeys(
        (ActivityApproved, ApprovalWithdrawn, ApprovalLapsed, ReleaseGranted),
        lambda event: (
            post_id(event.approval_id),
            calendar_id(event.account_id),
            event.account_id,
            advocate_record_id(event.advocate_id),
        ),
    ),
    ReleaseRefused: lambda event: (post_id(event.approval_id), advocate_record_id(event.advocate_id)),
    **dict.fromkeys(
        (PreferencesChanged, AdvocateLeft, PersonErased), lambda event: (advocate_record_id(event.advocate_id),)
    ),
}
"""What the policies load, so that a batch is loaded with one query."""


class Policies:
    """What the publisher listens to. `find_key` gives consent's public keys."""

    def __init__(self, posts: Posts, accounts: Accounts, find_key: KeyFinder, clock: Clock) -> None:
        self._posts = posts
        self._accounts = accounts
        self._find_key = find_key
        self._clock = clock

    def all(self) -> Mapping[type[IntegrationEvent], Policy]:
        """Each policy by the event that it answers."""
        return {
            ActivityApproved: self.when_approved,
            ApprovalWithdrawn: self.when_withdrawn,
            ApprovalLapsed: self.when_lapsed,
            ReleaseGranted: self.when_granted,
            ReleaseRefused: self.when_refused,
            PreferencesChanged: self.when_preferred,
            AdvocateLeft: self.when_left,
            PersonErased: self.when_erased,
            AdvocateJoined: when_joined,
            GroupsChanged: when_grouped,
            ActivityOffered: when_offered,
        }

    def when_approved(self, work: Work, _: ActivityApproved, envelope: Envelope) -> None:
        """When an activity is approved, its post is scheduled."""
        self._posts.accept(work, self.proven(envelope), at=self._clock())

    def when_withdrawn(self, work: Work, event: ApprovalWithdrawn, _: Envelope) -> None:
        """When an approval is withdrawn, its post ends."""
        self._posts.end(work, event.approval_id, "withdrawn", at=self._clock())

    def when_lapsed(self, work: Work, event: ApprovalLapsed, _: Envelope) -> None:
        """When an approval lapses, its post ends."""
        self._posts.end(work, event.approval_id, event.reason.value, at=self._clock())

    def when_granted(self, work: Work, _: ReleaseGranted, envelope: Envelope) -> None:
        """When a release is granted, its post is attempted."""
        sequence = sequence_text(envelope.sequence)
        self._posts.grant(work, self.proven(envelope), sequence=sequence, at=self._clock())

    def when_refused(self, work: Work, event: ReleaseRefused, _: Envelope) -> None:
        """When a release is refused, its post ends or waits."""
        self._posts.refuse(
            work,
            event.approval_id,
            event.release_id,
            event.reason,
            final=event.final,
            retry_at=event.retry_at,
            at=self._clock(),
        )

    def when_preferred(self, work: Work, event: PreferencesChanged, _: Envelope) -> None:
        """When preferences change, posts are spread by them from then on."""
        preferences = Preferences(
            time_zone=event.time_zone,
            quiet_from=event.quiet_from,
            quiet_to=event.quiet_to,
            weekdays=event.weekdays,
            spacing_minutes=event.spacing_minutes,
            daily_cap=event.daily_cap,
        )
        self._accounts.prefer(work, event.advocate_id, preferences, at=self._clock())

    def when_left(self, work: Work, event: AdvocateLeft, _: Envelope) -> None:
        """When an advocate leaves, their accounts are disconnected."""
        self._accounts.leave(work, event.advocate_id, at=self._clock())
        work.write(Members.left(event.advocate_id))

    def when_erased(self, work: Work, event: PersonErased, _: Envelope) -> None:
        """When a person is erased, everything of theirs is deleted."""
        self._accounts.erase(work, event.advocate_id, at=self._clock())

    def proven(self, envelope: Envelope) -> str:
        """The exact JSON, once its signature is proven to be consent's."""
        try:
            verify(envelope.data, envelope.type, SIGNER, self._find_key)
        except UnknownKey as error:
            raise Unavailable("consent's key is not known yet") from error
        except BadSignature as error:
            raise ProofInvalid(str(error)) from error
        return envelope.data.decode()


def when_joined(work: Work, event: AdvocateJoined, _: Envelope) -> None:
    """When somebody takes part, they are counted among those to whom things are offered."""
    work.write(Members.joined(event.advocate_id))


def when_grouped(work: Work, event: GroupsChanged, _: Envelope) -> None:
    """When an advocate's groups change, they are counted in those."""
    work.write(Members.grouped(event))


def when_offered(work: Work, event: ActivityOffered, _: Envelope) -> None:
    """When an activity is offered, its uptake is counted."""
    work.write(offered(event))
