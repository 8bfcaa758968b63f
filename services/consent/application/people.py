"""Commands about people and groups. Their names and addresses go to the vault; nothing of them is in an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from chassis.timers import Timers
from chassis.vault import Vault
from contracts.values import Role
from services.consent.application.sweeps import SWEEP
from services.consent.domain import Advocate, Group, Preferences
from services.consent.kinds import GROUP, PERSON
from services.consent.tables import Tables


@dataclass(frozen=True, slots=True)
class People:
    """One method per command. `time_zone` is the organisation's, which people have until they choose their own."""

    vault: Vault
    tables: Tables
    timers: Timers
    time_zone: str

    def join(
        self,
        work: Work,
        *,
        person_id: UUID,
        name: str,
        email: str,
        roles: Iterable[Role],
        groups: Iterable[UUID],
        at: datetime,
    ) -> dict[str, Any]:
        """A person takes part. Raises EmailTaken, NotFound for a group."""
        advocate = work.add(Advocate(id=person_id, at=at))
        advocate.change_roles(frozenset(roles), at=at)
        advocate.change_groups(_known(work, groups), at=at)
        advocate.prefer(Preferences(time_zone=self.time_zone), at=at)
        work.write(
            self.tables.join(person_id, email),
            self.vault.put(person_id, PERSON, {"name": name, "email": email}, person=person_id),
        )
        return {"person_id": str(person_id)}

    def change_roles(self, work: Work, *, person_id: UUID, roles: Iterable[Role], at: datetime) -> dict[str, Any]:
        """All roles a person has from now on. Raises NotFound, NotTakingPart."""
        work.get(Advocate, person_id).change_roles(frozenset(roles), at=at)
        return {"person_id": str(person_id)}

    def change_groups(self, work: Work, *, person_id: UUID, groups: Iterable[UUID], at: datetime) -> dict[str, Any]:
        """All groups a person is in from now on; approvals outside of them lapse. Raises NotFound, NotTakingPart."""
        work.get(Advocate, person_id).change_groups(_known(work, groups), at=at)
        work.write(self.timers.set(SWEEP, person_id, at))
        return {"person_id": str(person_id)}

    def prefer(self, work: Work, *, person_id: UUID, preferences: Preferences, at: datetime) -> dict[str, Any]:
        """How a person wants posts spread. Raises NotFound, NotTakingPart, UnknownTimeZone."""
        work.get(Advocate, person_id).prefer(preferences, at=at)
        return {"person_id": str(person_id)}

    def leave(self, work: Work, *, person_id: UUID, at: datetime) -> dict[str, Any]:
        """No longer takes part; everything that stands lapses. Raises NotFound."""
        work.get(Advocate, person_id).leave(at=at)
        work.write(self.tables.leave(person_id), self.timers.set(SWEEP, person_id, at))
        return {"person_id": str(person_id)}

    def erase(self, work: Work, *, person_id: UUID, at: datetime) -> dict[str, Any]:
        """Leaves, and everything but ids is deleted here; the others follow PersonErased. Raises NotFound."""
        work.get(Advocate, person_id).erase(at=at)
        work.write(*self.vault.erase(person_id), *self.tables.forget(person_id), self.timers.set(SWEEP, person_id, at))
        return {"person_id": str(person_id)}

    def form(self, work: Work, *, group_id: UUID, name: str, at: datetime) -> dict[str, Any]:
        """A new group."""
        work.add(Group(id=group_id, at=at))
        work.write(self.tables.form(group_id, at), self.vault.put(group_id, GROUP, {"name": name}, person=None))
        return {"group_id": str(group_id)}


def _known(work: Work, groups: Iterable[UUID]) -> frozenset[UUID]:
    return frozenset(work.get(Group, group_id).id for group_id in groups)
