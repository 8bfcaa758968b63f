"""Signed events count only once they are proven: signature, signer and id, before any policy sees them.

What is not proven is a dead letter of its key, as is an event under a key that its signer does not publish although it
was asked. While the signer's keys cannot be asked for, the event waits (Unavailable): not knowing is never an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chassis.errors import Refused, Unavailable
from chassis.keys import KeysUnavailable, PeerKeys
from chassis.signing import BadSignature, UnknownKey, verify
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent


class NotProven(Refused):
    """A signed event without a valid signature of the service that must have signed it."""

    code: ClassVar[str] = "not-proven"


class Proofs:
    """Checks signed events of the topics whose writers are named."""

    def __init__(self, keys: PeerKeys, writers: Mapping[str, str]) -> None:
        """`writers`: the service that writes, and so signs, each topic."""
        self._keys = keys
        self._writers = dict(writers)

    def check(self, kind: type[IntegrationEvent], envelope: Envelope) -> None:
        """Raises NotProven, or Unavailable while the writer's keys cannot be asked for. Unsigned events pass."""
        if not kind.SIGNED:
            return
        try:
            data = verify(envelope.data, kind.TYPE, self._writers[kind.TOPIC], self._keys.find)
        except KeysUnavailable as error:
            raise Unavailable("the keys of a signer cannot be asked for now") from error
        except UnknownKey as error:
            raise NotProven("signed with a key that no service publishes") from error
        except BadSignature as error:
            raise NotProven(str(error)) from error
        if data.get("id") != str(envelope.id):
            raise NotProven("the signed data is that of another event")
