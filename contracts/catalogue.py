"""Every topic and every integration event in one place: for golden schemas, consumers and the verifier."""

from __future__ import annotations

from contracts import consent, content, gamification, publisher
from contracts.event import IntegrationEvent

TOPICS: tuple[str, ...] = (content.TOPIC, consent.TOPIC, publisher.TOPIC, gamification.TOPIC)

EVENTS: tuple[type[IntegrationEvent], ...] = (
    *content.EVENTS,
    *consent.EVENTS,
    *publisher.EVENTS,
    *gamification.EVENTS,
)

BY_TYPE: dict[str, type[IntegrationEvent]] = {event.TYPE: event for event in EVENTS}
