"""restu.gamification.v1, keyed by advocate id: every movement of points."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from contracts.event import IntegrationEvent, Reason, Timestamp

TOPIC = "restu.gamification.v1"


class _LedgerEvent(IntegrationEvent):
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "advocate_id"

    advocate_id: UUID
    entry_id: UUID
    post_id: UUID
    points: int
    rule: Reason
    period: str


class PointsAwarded(_LedgerEvent):
    """Points for a published post; `period` is the month in the organisation's time zone."""

    TYPE: ClassVar[str] = "restu.PointsAwarded.v1"

    awarded_at: Timestamp


class PointsReversed(_LedgerEvent):
    """The post was removed: its points are taken back, in the period in which they were earned."""

    TYPE: ClassVar[str] = "restu.PointsReversed.v1"

    reverses: UUID
    reversed_at: Timestamp


EVENTS: tuple[type[IntegrationEvent], ...] = (PointsAwarded, PointsReversed)
