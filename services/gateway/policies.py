"""What the gateway does when consent says something about a person: it ends sessions, in the same transaction."""

from __future__ import annotations

from chassis.consumer import Policy, Writes
from contracts.consent import AdvocateJoined, AdvocateLeft, PersonErased, RolesChanged
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent
from services.gateway import sessions


def when_advocate_joined(work: Writes, event: AdvocateJoined, _: Envelope) -> None:
    """When somebody joins, they may sign in."""
    work.write(*sessions.joined(event.advocate_id))


def when_roles_changed(work: Writes, event: RolesChanged, _: Envelope) -> None:
    """When roles change, sessions under the old ones end."""
    work.write(*sessions.roles_changed(event.advocate_id, event.roles))


def when_advocate_left(work: Writes, event: AdvocateLeft, _: Envelope) -> None:
    """When somebody leaves, all their sessions end."""
    work.write(*sessions.gone(event.advocate_id))


def when_person_erased(work: Writes, event: PersonErased, _: Envelope) -> None:
    """When somebody is erased, all their sessions end."""
    work.write(*sessions.gone(event.advocate_id))


POLICIES: dict[type[IntegrationEvent], Policy] = {
    AdvocateJoined: when_advocate_joined,
    RolesChanged: when_roles_changed,
    AdvocateLeft: when_advocate_left,
    PersonErased: when_person_erased,
}
