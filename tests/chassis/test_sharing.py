"""What members of a group are told about the sharing, without a broker."""

from __future__ import annotations

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.protocol.metadata import MetadataResponse_v0 as Metadata

from chassis.consumer.sharing import Sharing


def _cluster(**partitions: int) -> ClusterMetadata:
    cluster = ClusterMetadata()
    topics = [(0, name, [(0, each, 0, [0], [0]) for each in range(count)]) for name, count in partitions.items()]
    cluster.update_metadata(Metadata([(0, "here", 9092)], topics))
    return cluster


def _shared(cluster: ClusterMetadata, *members: Sharing) -> None:
    topics = ["consent", "content"]
    given = Sharing.assign(cluster, {str(number): member.metadata(topics) for number, member in enumerate(members)})
    for number, member in enumerate(members):
        member.on_assignment(given[str(number)])


def test_every_member_is_told_which_topics_were_gone() -> None:
    members = Sharing(), Sharing()
    _shared(_cluster(content=12), *members)
    assert [each.lacking(["consent", "content"]) for each in members] == [["consent"], ["consent"]]
    _shared(_cluster(content=12, consent=12), *members)
    assert [each.lacking(["consent", "content"]) for each in members] == [[], []]
    _shared(_cluster(), *members)
    assert [each.lacking(["consent", "content"]) for each in members] == [["consent", "content"]] * 2


def test_who_has_none_because_others_have_them_all_lacks_nothing() -> None:
    members = [Sharing() for _ in range(3)]
    _shared(_cluster(content=1, consent=1), *members)
    assert all(each.lacking(["consent", "content"]) == [] for each in members)


def test_a_sharing_by_a_replica_of_before_says_nothing() -> None:
    member, cluster = Sharing(), _cluster(content=12)
    assert member.lacking(["consent"]) == []
    member.on_assignment(RoundRobinPartitionAssignor.assign(cluster, {"0": member.metadata(["consent"])})["0"])
    assert member.lacking(["consent"]) == []


def test_metadata_change_only_when_a_new_round_is_asked_for() -> None:
    member = Sharing()
    before = member.metadata(["content", "consent"]).encode()
    assert Sharing().metadata(["consent", "content"]).encode() == before
    member.ask_anew()
    assert member.metadata(["consent", "content"]).encode() != before
