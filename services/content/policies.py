"""When something happened elsewhere, then content does this."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.consumer import Policy
from chassis.event_store import Work
from contracts.consent import PersonErased
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent
from services.content.application import Content, Suggestions


def policies(content: Content, suggestions: Suggestions) -> Mapping[type[IntegrationEvent], Policy]:
    """The sentences."""

    def erased(work: Work, event: PersonErased, _: Envelope) -> None:
        """When a person is erased, then what is held of them is deleted, now and for ever."""
        content.erase(work, person=event.advocate_id)
        suggestions.erase(work, person=event.advocate_id)

    return {PersonErased: erased}
