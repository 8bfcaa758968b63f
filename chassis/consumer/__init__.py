"""The Kafka edge: integration events come in, take effect exactly once, in order per key (decisions.md 26, 27).

A batch is applied by policies to one `Work` and committed together with the position of each (topic, partition) by
compare-and-swap; Kafka's offsets follow after. A repeat does nothing. A hole (an event whose `previous` is beyond the
position) is looked for from the start of the partition and alarms when it is truly missing. What fails for good
becomes a dead letter and parks its key (chassis/dead_letters); a server that does not answer only delays.

    def advocate_joined(work: Work, event: AdvocateJoined, envelope: Envelope) -> None:     # policies.py
        work.add(Advocate(event.advocate_id, at=event.joined_at))

    consumer = Consumer(
        store,                                              # or a Database: policies then get `Writes`
        kafka=settings.broker(),
        group="publisher",
        instance=settings.instance,
        sources={"restu.consent.v1": "/restu/consent"},     # the topics, and who may write them
        policies={AdvocateJoined: advocate_joined},         # other types are skipped and counted
        reads={AdvocateJoined: lambda event: [event.advocate_id]},      # optional: ids loaded with one query a batch
        overtakes=frozenset({PersonErased}),                # applied at once, also behind a parked key
        after=relay.verified,                               # not one batch before the store is known to be whole
        proofs=Proofs(keys, {"restu.consent.v1": "consent"}),       # signed events are proven before a policy sees them
    )
    consumer.migrate()
    async with consumer:                                    # returns at once
        readiness.add("consumer", consumer.reason)          # until the topics were read to their end
        await consumer.wait_caught_up(within=30.0)
        consumer.letters, consumer.runner                   # for chassis.dead_letters: guard, list, replay, drop
"""

from chassis.consumer.consumer import Consumer
from chassis.consumer.runner import Policy, Reads, Runner
from chassis.consumer.target import Writes

__all__ = ["Consumer", "Policy", "Reads", "Runner", "Writes"]
