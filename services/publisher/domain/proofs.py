"""Approval and grant as the publisher uses them: read from their exact JSON, which is what is stored.

The signature was verified before anything is read here; missing or malformed fields raise ValueError.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.values import Choice, Kind, Network, Window


@dataclass(frozen=True, slots=True)
class Approval:
    """One advocate's consent to one preview."""

    id: UUID
    advocate_id: UUID
    activity_id: UUID
    account_id: UUID
    item_id: UUID
    kind: Kind
    network: Network
    preview_digest: str
    choice: Choice
    window: Window
    picked_at: datetime | None
    own_words: int
    points: int
    approved_at: datetime

    @classmethod
    def read(cls, exact: str) -> Approval:
        """The approval in the data of an `ActivityApproved`. Raises ValueError."""
        data = _fields(exact)
        try:
            return cls(
                id=UUID(data["approval_id"]),
                advocate_id=UUID(data["advocate_id"]),
                activity_id=UUID(data["activity_id"]),
                account_id=UUID(data["account_id"]),
                item_id=UUID(data["item_id"]),
                kind=Kind(data["kind"]),
                network=Network(data["network"]),
                preview_digest=str(data["preview_digest"]),
                choice=Choice(data["choice"]),
                window=Window(datetime.fromisoformat(data["opens_at"]), datetime.fromisoformat(data["closes_at"])),
                picked_at=datetime.fromisoformat(data["picked_at"]) if data.get("picked_at") else None,
                own_words=int(data["own_words"]),
                points=int(data["points"]),
                approved_at=datetime.fromisoformat(data["approved_at"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"the approval lacks {error}") from error


@dataclass(frozen=True, slots=True)
class Grant:
    """Consent's answer to one release request: this approval, for one attempt."""

    release_id: UUID
    approval_id: UUID
    approval_hash: str
    advocate_id: UUID
    activity_id: UUID
    account_id: UUID
    preview_digest: str
    requested_at: datetime

    @classmethod
    def read(cls, exact: str) -> Grant:
        """The grant in the data of a `ReleaseGranted`. Raises ValueError."""
        data = _fields(exact)
        try:
            return cls(
                release_id=UUID(data["release_id"]),
                approval_id=UUID(data["approval_id"]),
                approval_hash=str(data["approval_hash"]),
                advocate_id=UUID(data["advocate_id"]),
                activity_id=UUID(data["activity_id"]),
                account_id=UUID(data["account_id"]),
                preview_digest=str(data["preview_digest"]),
                requested_at=datetime.fromisoformat(data["requested_at"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"the grant lacks {error}") from error


def _fields(exact: str) -> dict[str, Any]:
    data = json.loads(exact)
    if not isinstance(data, dict):
        raise ValueError("the data is no object")  # noqa: TRY004 - what a caller handles for malformed JSON too
    return data
