"""What is done on Mastodon without words: a request to the target's own address, another one that takes it back.

Each is a membership in a set (https://docs.joinmastodon.org/methods/statuses/, methods/accounts/): done twice it is
done once, and the target itself tells whether it is done. A repost is a post of its own on top of that; a like and a
follow have no id on the network and are named after what they are done to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.values import Kind
from services.publisher.networks.mastodon.entities import RelationshipEntity, StatusEntity
from services.publisher.networks.mastodon.wire import Wire, path_of
from services.publisher.networks.protocol import Credentials, Published


@dataclass(frozen=True, slots=True)
class Act:
    """Where it is done: `/api/v1/{of}/{target}/{do}`. `already` is the code of what was done before."""

    of: str
    do: str
    undo: str
    already: str

    def path(self, target_id: str, verb: str) -> str:
        """The path of `do` or `undo` for a target."""
        return path_of("api", "v1", self.of, target_id, verb)


ACTS: Mapping[Kind, Act] = {
    Kind.REPOST: Act("statuses", "reblog", "unreblog", "already-reposted"),
    Kind.LIKE: Act("statuses", "favourite", "unfavourite", "already-liked"),
    Kind.FOLLOW: Act("accounts", "follow", "unfollow", "already-followed"),
}


def told_by(kind: Kind, answer: StatusEntity | RelationshipEntity) -> bool | None:
    """Whether what the server answers says that it is done; None: it does not tell.

    A follow that waits for the other person's consent is done: the rest is theirs.
    """
    if isinstance(answer, RelationshipEntity):
        return answer.following or answer.requested
    return {Kind.REPOST: answer.reblogged, Kind.LIKE: answer.favourited}[kind]


async def is_done(wire: Wire, server: str, kind: Kind, target_id: str, credentials: Credentials) -> bool | None:
    """Whether it is done now, asked of the target; None: it does not tell. Raises what `Wire.read` raises."""
    if kind is Kind.FOLLOW:
        url, query = f"{server}/api/v1/accounts/relationships", {"id[]": target_id}
        found = await wire.read(url, list[RelationshipEntity], token=credentials.access_token, query=query)
        told = next((each for each in found if each.id == target_id), None)
        return told_by(kind, told) if told is not None else None
    url = server + path_of("api", "v1", "statuses", target_id)
    return told_by(kind, await wire.read(url, StatusEntity, token=credentials.access_token))


def named(kind: Kind, target_id: str, target_url: str | None) -> Published:
    """A like or a follow as the publisher knows it: no id of its own, no time."""
    return Published(f"{kind.value}:{target_id}", target_url, target_id)
