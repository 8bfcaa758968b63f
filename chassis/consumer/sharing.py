"""How a group shares partitions: in turn, and every member is told which topics were shared out.

A static member that comes back is given what it had, without anything being shared anew. That is as it should be after
a restart, and wrong when topics were not there at the sharing (deleted and made anew since, or read by a newer version
only): nobody would ever get their partitions. So the one who shares out says which topics it found, and a member that
lacks one asks for another round: with metadata of its own that differ, or the broker would refuse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata


class Sharing(RoundRobinPartitionAssignor):  # type: ignore[misc]  # aiokafka has no types
    """One member's part in the sharing. A replica that has no partitions because others have them all lacks nothing."""

    def __init__(self) -> None:
        self._rounds = 0
        self._shared: Collection[str] | None = None

    def lacking(self, topics: Iterable[str]) -> list[str]:
        """Which of the topics were not shared out at all. None while that is not known, as from a replica of before."""
        return sorted(set(topics).difference(self._shared)) if self._shared is not None else []

    def ask_anew(self) -> None:
        """At the next join everything is shared anew."""
        self._rounds += 1

    def metadata(self, topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        """What this member says of itself; the same again after a restart."""
        return ConsumerProtocolMemberMetadata(self.version, sorted(topics), str(self._rounds).encode())

    @classmethod
    def assign(
        cls, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        """Shares out what there is; this is the member that the broker chose for it."""
        given = super().assign(cluster, members)
        wanted = {topic for member in members.values() for topic in member.subscription}
        shared = " ".join(sorted(topic for topic in wanted if cluster.partitions_for_topic(topic))).encode()
        return {
            member: ConsumerProtocolMemberAssignment(cls.version, each.assignment, b"shared: " + shared)
            for member, each in given.items()
        }

    def on_assignment(self, assignment: ConsumerProtocolMemberAssignment) -> None:
        """Notes what was shared out."""
        words = (assignment.user_data or b"").decode(errors="replace").split()
        self._shared = words[1:] if words else None
