"""Why the publisher refuses: nothing was changed, and the message says what to do."""

from __future__ import annotations

from typing import ClassVar


class PublisherError(Exception):
    """Nothing was changed. `code` is for programs, the message for people, `status` is the HTTP status."""

    code: ClassVar[str] = "publisher"
    status: ClassVar[int] = 409


class AccountTaken(PublisherError):
    """The social account is connected by somebody else."""

    code = "account-taken"


class AccountGone(PublisherError):
    """The account is no longer connected."""

    code = "account-gone"


class AdvocateGone(PublisherError):
    """The person has left or was erased and connects nothing any more."""

    code = "advocate-gone"


class ConnectionFailed(PublisherError):
    """The network did not give us the account."""

    code = "connection-failed"
    status = 502


class ConnectionUnknown(PublisherError):
    """No connection was begun under this state by this person, or it took longer than ten minutes."""

    code = "connection-unknown"
    status = 404


class ServerUnusable(PublisherError):
    """The address is no server of this network, or may not be asked."""

    code = "server-unusable"
    status = 422


class NetworkNotConnectable(PublisherError):
    """Accounts of this network cannot be connected: this release publishes nothing there."""

    code = "network-not-connectable"
    status = 422


class TargetUnusable(PublisherError):
    """The network does not let this account do this to this target. `reason` is the connector's code."""

    code = "target-unusable"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the network does not let this account do this to this target ({reason})")
        self.reason = reason


class NotPublished(PublisherError):
    """Only a published post can be taken down."""

    code = "not-published"


class NotToHandOver(PublisherError):
    """This is not, or not now, something that its author publishes themselves. `state` says where it is."""

    code = "not-to-hand-over"

    def __init__(self, message: str, *, state: str) -> None:
        super().__init__(message)
        self.state = state


class NotUncertain(PublisherError):
    """There is nothing to resolve: how this post ended is known, or not yet."""

    code = "not-uncertain"


class AlreadyResolved(PublisherError):
    """The person has said what they see already."""

    code = "already-resolved"


class NoSlotLeft(PublisherError):
    """No moment of the window fits. `reason` says which rule left none, `explained` says it in words."""

    code = "no-slot"

    def __init__(self, message: str, reason: str, explained: dict[str, str]) -> None:
        super().__init__(message)
        self.reason = reason
        self.explained = explained


class NotNow(PublisherError):
    """The post is not in the state in which this can happen."""

    code = "not-now"


class WindowOver(PublisherError):
    """The approval's window is over, or so nearly that nothing is released in it."""

    code = "window-over"


class GrantExpired(PublisherError):
    """The grant's 60 s are over."""

    code = "out-of-time"


class GrantMismatch(PublisherError):
    """A grant for our open release that does not cite what we asked with: it is not used."""

    code = "grant-mismatch"


class PilotInvalid(PublisherError):
    """A pilot that could not be held."""

    code = "pilot-invalid"
    status = 422


class PilotsOverlap(PublisherError):
    """Nobody is in two pilots at once: the two reports would tell about whoever is in only one."""

    code = "pilots-overlap"


class PilotOver(PublisherError):
    """A pilot that is over cannot be ended."""

    code = "pilot-over"


class WordsInvalid(PublisherError):
    """The words are not usable."""

    code = "words-invalid"
    status = 422


class ProofInvalid(PublisherError):
    """An approval or a grant whose signature is not consent's over exactly this data: it is not used."""

    code = "proof-invalid"
