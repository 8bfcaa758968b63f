"""Events that could not be applied: kept in order, their keys parked, until a person replays or drops them.

An event with good attributes that fails for good becomes a dead letter in the transaction that moves the consumer's
position; its key is parked, and later events of that key in that topic queue behind it (decisions.md 27). A foreign
message (no attributes of ours) is noted by topic, partition, offset and digest only: its content stays where it is.
Reasons name kinds of errors and our own codes, never values out of an event.

    letters = DeadLetters(database); letters.migrate()
    work.write(letters.guard(item_id, advocate_id))         # refuses the command with KeyParked when one is parked
    letters.parked(item_id)                                 # the same as a read
    for letter in letters.oldest(): ...                       # restu dead-letters list | show
    replay(letters, consumer.runner, letter.id)             # | replay
    drop(letters, consumer.runner, letter.id)               # | drop: the queue behind it is applied without it
"""

from chassis.dead_letters.settle import Applies, Failed, drop, replay
from chassis.dead_letters.table import DeadLetter, DeadLetters, KeyParked, QueueMoved, State, describe

__all__ = [
    "Applies",
    "DeadLetter",
    "DeadLetters",
    "Failed",
    "KeyParked",
    "QueueMoved",
    "State",
    "describe",
    "drop",
    "replay",
]
