"""After an older database was put back: what the service's own topic knows better is taken over (decisions.md 24, 25).

A service whose store is older than its topic refuses all work (`RolledBack`). `python -m chassis.restoring <main>`
mends that, once, beside the running service:

1. The store's counter is raised by 10^9 beyond everything the topic or the store holds: no sequence is used twice.
2. Every record of the topic that the store does not hold is put into the store's log, at its own sequence and with its
   own bytes. From then on the store holds what the topic ends with, and publishes it again should the topic be lost.
3. The facts in those records are recorded on the aggregates, quietly: such an event is never published.
4. The erased list is applied to the vault; what cannot stand any more is ended, aloud.
5. The topics that the service listens to are read to their end; the views are built anew. Then it serves.

What a service takes over, and what it ends, is its `Plan` (services/<name>/restoration.py). Each step may be killed
and done again: the facts move with a mark in the same transaction, and as long as the mark is open the service stays
closed, whatever its log looks like. A topic that tells another story than the store (not only a longer one) is refused
and nothing is changed.
"""
