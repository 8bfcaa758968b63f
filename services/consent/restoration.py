"""What consent takes over from its own topic after an older database was put back (decisions.md 25).

Who takes part, left or was erased; every approval with how it ended, so that what is published under it fits; every
answer to a release, so that none is answered twice. Then every approval that still stands lapses: its withdrawal may
be lost. Words are not in the topic: names, addresses and openings given since the backup are gone, unless the vault
was put back from a newer one.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chassis.event_store import Work
from chassis.restoring.plan import Evidence, Plan
from chassis.signing import digest_of_json
from chassis.vault import Vault
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
    RolesChanged,
)
from contracts.values import Window
from services.consent.application import People, Sweeps
from services.consent.domain import Advocate, Approval, Basis, Group, Parties, Preferences, Refusal
from services.consent.kinds import PERSON
from services.consent.tables import Tables


def plan(people: People, sweeps: Sweeps, tables: Tables, vault: Vault) -> Plan:
    """Consent's plan."""
    taking_over = TakingOver(people, sweeps, tables, vault)
    return Plan(
        facts={
            AdvocateJoined: taking_over.joined,
            RolesChanged: taking_over.roles_changed,
            GroupsChanged: taking_over.groups_changed,
            PreferencesChanged: taking_over.preferred,
            AdvocateLeft: taking_over.left,
            PersonErased: taking_over.erased,
            ActivityApproved: taking_over.approved,
            ApprovalWithdrawn: taking_over.withdrawn,
            ApprovalLapsed: taking_over.lapsed,
            ReleaseGranted: taking_over.granted,
            ReleaseRefused: taking_over.refused,
        },
        erasure=PersonErased,
        before=(taking_over.end_what_stands, taking_over.nameless),
    )


class TakingOver:
    """Each fact by the event that tells it."""

    def __init__(self, people: People, sweeps: Sweeps, tables: Tables, vault: Vault) -> None:
        self._people = people
        self._sweeps = sweeps
        self._tables = tables
        self._vault = vault
        self._joined: list[UUID] = []
        self._approvals: dict[UUID, UUID] = {}

    def joined(self, work: Work, event: AdvocateJoined, _: str, __: Evidence) -> None:
        """Somebody takes part, whose name and address this store does not know."""
        self._joined.append(event.advocate_id)
        if work.find(Advocate, event.advocate_id) is None:
            work.add(Advocate(id=event.advocate_id, at=event.joined_at))
            work.write(self._tables.know(event.advocate_id))

    def roles_changed(self, work: Work, event: RolesChanged, _: str, __: Evidence) -> None:
        """All roles that somebody has."""
        advocate = work.get(Advocate, event.advocate_id)
        if advocate.active:
            advocate.change_roles(frozenset(event.roles), at=event.changed_at)

    def groups_changed(self, work: Work, event: GroupsChanged, _: str, __: Evidence) -> None:
        """All groups that somebody is in; a group made since the backup exists again, without its name."""
        for group_id in event.groups:
            if work.find(Group, group_id) is None:
                work.add(Group(id=group_id, at=event.changed_at))
                work.write(self._tables.form(group_id, event.changed_at))
        advocate = work.get(Advocate, event.advocate_id)
        if advocate.active:
            advocate.change_groups(frozenset(event.groups), at=event.changed_at)

    def preferred(self, work: Work, event: PreferencesChanged, _: str, __: Evidence) -> None:
        """How somebody wants posts spread."""
        advocate = work.get(Advocate, event.advocate_id)
        if not advocate.active:
            return
        preferences = Preferences(
            language=event.language,
            time_zone=event.time_zone,
            quiet_from=event.quiet_from,
            quiet_to=event.quiet_to,
            weekdays=event.weekdays,
            spacing_minutes=event.spacing_minutes,
            daily_cap=event.daily_cap,
            listed=event.listed,
            # The topic does not tell these.
            country=advocate.preferences.country,
            topics=advocate.preferences.topics,
            languages=advocate.preferences.languages,
        )
        advocate.prefer(preferences, at=event.changed_at)

    def left(self, work: Work, event: AdvocateLeft, _: str, __: Evidence) -> None:
        """Somebody takes part no longer."""
        self._people.leave(work, person_id=event.advocate_id, at=event.left_at)

    def erased(self, work: Work, event: PersonErased, _: str, __: Evidence) -> None:
        """Somebody was erased, and stays so."""
        self._people.erase(work, person_id=event.advocate_id, at=event.erased_at)

    def approved(self, work: Work, event: ActivityApproved, exact: str, _: Evidence) -> None:
        """Consent was given."""
        approval = self._approval(work, event)
        basis = Basis(
            approval_id=event.approval_id,
            item_id=event.item_id,
            revision_id=event.revision_id,
            window=Window(event.opens_at, event.closes_at),
            digest=event.preview_digest,
            hash=digest_of_json(exact),
        )
        self._approvals[event.approval_id] = approval.id
        if approval.learn_approval(basis, exact=exact, replaces=event.replaces, at=event.approved_at):
            work.write(*self._tables.stand(approval))

    def withdrawn(self, work: Work, event: ApprovalWithdrawn, _: str, __: Evidence) -> None:
        """Consent was taken back."""
        approval = self._approval(work, event)
        approval.learn_end(event.approval_id, replaced_by=event.replaced_by, at=event.withdrawn_at)
        self._sweeps.settle(work, approval)

    def lapsed(self, work: Work, event: ApprovalLapsed, _: str, __: Evidence) -> None:
        """An approval ended by itself."""
        approval = self._approval(work, event)
        approval.learn_end(event.approval_id, reason=event.reason, at=event.lapsed_at)
        self._sweeps.settle(work, approval)

    def granted(self, work: Work, event: ReleaseGranted, exact: str, _: Evidence) -> None:
        """An approval was handed over: until its outcome is read, nothing else happens to it."""
        approval = self._approval(work, event)
        approval.learn_grant(event.approval_id, event.release_id, exact=exact, at=event.granted_at)

    def refused(self, work: Work, event: ReleaseRefused, _: str, __: Evidence) -> None:
        """A release was refused."""
        aggregate_id = self._approvals.get(event.approval_id) or self._tables.aggregate_of(event.approval_id)
        approval = work.find(Approval, aggregate_id) if aggregate_id is not None else None
        if approval is not None:
            refusal = Refusal(event.reason, event.final, event.retry_at)
            approval.learn_refusal(event.release_id, event.approval_id, refusal, at=event.refused_at)

    def end_what_stands(self, _: Evidence) -> str | None:
        """Every approval that stands lapses, aloud."""
        ended = self._sweeps.restored()
        if not ended:
            return None
        return f"{ended} approvals that stand or are on their way lapse, save what is out: a withdrawal may be lost."

    def nameless(self, _: Evidence) -> str | None:
        """Says whose names are lost."""
        known = self._vault.open_many(self._joined, PERSON)
        there = self._sweeps.store.load([person for person in self._joined if person not in known])
        lost = [str(each.id) for each in there.values() if isinstance(each, Advocate) and each.active]
        if not lost:
            return None
        return (
            f"{len(lost)} people joined after the backup; their names and addresses are lost. "
            f"Add them again as new people and let these ids leave: {', '.join(lost)}"
        )

    def _approval(
        self, work: Work, event: ActivityApproved | ApprovalWithdrawn | ApprovalLapsed | ReleaseGranted
    ) -> Approval:
        parties = Parties(event.advocate_id, event.activity_id, event.account_id)
        found = work.find(Approval, parties.aggregate_id)
        return found or work.add(Approval(parties=parties, at=_time_of(event)))


def _time_of(event: ActivityApproved | ApprovalWithdrawn | ApprovalLapsed | ReleaseGranted) -> datetime:
    match event:
        case ActivityApproved():
            return event.approved_at
        case ApprovalWithdrawn():
            return event.withdrawn_at
        case ApprovalLapsed():
            return event.lapsed_at
        case ReleaseGranted():
            return event.granted_at
