"""The topics of the stream: made once, kept for ever.

Idempotent. Twelve partitions, fixed for life, because the partition of a key is computed from their number;
nothing is ever deleted by age or size, because approvals are evidence. A topic that exists with other retention
is set right; one with another number of partitions cannot be, and raises `ProvisioningFailed`.
"""

import asyncio
from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from chassis.broker import Broker
from chassis.topics import SETTINGS, create
from contracts.envelope import PARTITIONS
from restu.errors import ProvisioningFailed

TOPICS = ("restu.content.v1", "restu.consent.v1", "restu.publisher.v1", "restu.gamification.v1")
LEADER_SECONDS = 30.0


async def make_topics(kafka: Broker, topics: Sequence[str] = TOPICS) -> None:
    """Make the topics that are missing and check the others; the broker chooses the replication."""
    admin = AIOKafkaAdminClient(**kafka.client(), client_id="restu-topics")
    await admin.start()
    try:
        present = sorted(set(topics) & set(await admin.list_topics()))
        await _create(admin, sorted(set(topics) - set(present)))
        await _wait_for_leaders(admin, topics)
        if present:
            await _check_partitions(admin, present)
            await _keep_for_ever(admin, present)
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> None:
    try:
        await create(admin, topics)
    except KafkaError as error:
        raise ProvisioningFailed(f"Kafka refused: {error}") from error


async def _wait_for_leaders(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> None:
    """Wait until every partition can be written: the controller answers before the broker knows a new topic."""
    try:
        async with asyncio.timeout(LEADER_SECONDS):
            while True:
                described = await admin.describe_topics(list(topics))
                leaders = [partition["leader"] for topic in described for partition in topic["partitions"]]
                if leaders and min(leaders) >= 0 and not any(topic["error_code"] for topic in described):
                    return
                await asyncio.sleep(0.02)
    except TimeoutError as error:
        raise ProvisioningFailed(
            f"Kafka has the topics, but after {LEADER_SECONDS:.0f} s not every partition has a leader. "
            "Nothing was lost; look at the broker's log."
        ) from error


async def _check_partitions(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> None:
    for topic in await admin.describe_topics(list(topics)):
        found = len(topic["partitions"])
        if found != PARTITIONS:
            raise ProvisioningFailed(
                f"The topic {topic['topic']} has {found} partitions, not {PARTITIONS}: events of one person would "
                "lose their order. Nothing was changed. Use another broker, or move the topic's records to a new one."
            )


async def _keep_for_ever(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> None:
    """Set retention right where it is not; other settings that an operator made for a topic stay."""
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in topics]
    wrong = []
    for answer in await admin.describe_configs(asked):
        for _, _, _, name, entries in answer.resources:
            # An entry is (name, value, read-only, source, secret, synonyms); source 1 = set for this very topic.
            values = {entry[0]: entry[1] for entry in entries}
            if any(values[key] != value for key, value in SETTINGS.items()):
                own = {entry[0]: entry[1] for entry in entries if entry[3] == 1}
                wrong.append(ConfigResource(ConfigResourceType.TOPIC, name, configs={**own, **SETTINGS}))
    if wrong:
        await admin.alter_configs(wrong)
