"""The relay publishes a service's events to its topic: the event store is the outbox (decisions.md 21-24).

Every domain event that `translate` makes something of reaches the topic at least once, in order within its partition,
always with the same id, sequence, previous and bytes. One replica publishes, the others stand by. What the topic has
lost (recreated, or without its tail) is published again; a store that does not hold what the topic ends with is
`RolledBack`, and the service must refuse work until it is restored. While Kafka or PostgreSQL is away the relay waits.

    def translate(event: DomainEvent) -> Published | None:          # publication.py, pure
        match event:
            case Advocate.Joined():
                return Published.of(AdvocateJoined(advocate_id=event.originator_id, joined_at=event.at), at=event.at)
            case Approval.Approved():
                return Published.signed(ActivityApproved, event.signed_json, at=event.at)
        return None

    relay = Relay(follower, topic="restu.consent.v1", source="/restu/consent", translate=translate, kafka=kafka)
    relay.migrate()                                                 # after store.open()
    async with relay:                                               # returns at once
        readiness.add("relay", relay.reason)                        # None when all is well
        relay.admit()                                               # gate of commands; raises NotVerified or RolledBack
        await relay.verified.wait()                                 # before the first batch or timer
"""

from chassis.relay.check import NotVerified, RolledBack
from chassis.relay.places import Places
from chassis.relay.published import Published, Translate
from chassis.relay.relay import Relay

__all__ = ["NotVerified", "Places", "Published", "Relay", "RolledBack", "Translate"]
