"""When an approved activity goes out: one slot inside the approval's window, and why.

Guarantees, for every slot given: it lies in the window and not in its last 60 seconds (consent grants
nothing there), not before `at`, at least the spacing away from every booked slot of the account, and on a
local day that stays within the daily cap. Drip also keeps out of quiet hours and rest days; *now* and *pick*
are the person's own word, so quiet hours and rest days do not move them, spacing and cap still do. The same
input gives the same slot. Where no such moment exists `NoSlot` says why: nothing is squeezed in.

Pure: no clock, no randomness, no storage (zone rules come from the time zone database). All instants are
timezone-aware and returned in UTC. Around a clock change quiet hours win: a local time that occurs twice or
not at all is read so that the quiet side is longer.
"""

from services.publisher.schedule.slots import WINDOW_TAIL, propose, slot_for
from services.publisher.schedule.values import Code, NoSlot, Reason, Rhythm, Slot, Wish
from services.publisher.schedule.words import explain, explain_none

__all__ = [
    "WINDOW_TAIL",
    "Code",
    "NoSlot",
    "Reason",
    "Rhythm",
    "Slot",
    "Wish",
    "explain",
    "explain_none",
    "propose",
    "slot_for",
]
