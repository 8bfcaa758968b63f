"""Names for a leaderboard, asked of consent when they are shown, and kept for half a minute.

Consent names only people who take part and want to be listed: who has no name is not shown, whatever a view says.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock

from chassis.peers import Peers

KEPT_SECONDS = 30.0
MOST_KEPT = 5_000


class Names:
    """Names by advocate id, as text. Blocking; safe to share between threads."""

    def __init__(self, peers: Peers, *, now: Callable[[], float] = time.monotonic) -> None:
        self._peers = peers
        self._now = now
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, str | None]] = OrderedDict()

    def of(self, advocates: Iterable[str]) -> dict[str, str]:
        """The names of those who may be shown. Raises Unavailable when consent does not answer."""
        wanted = list(dict.fromkeys(advocates))
        fresh = self._now() - KEPT_SECONDS
        with self._lock:
            names = {
                advocate: kept[1]
                for advocate in wanted
                if (kept := self._kept.get(advocate)) is not None and kept[0] > fresh
            }
        missing = [advocate for advocate in wanted if advocate not in names]
        if missing:
            told = self._peers.post("consent", "/internal/names", {"ids": missing})["names"]
            names.update({advocate: told.get(advocate) for advocate in missing})
            self._keep({advocate: names[advocate] for advocate in missing})
        return {advocate: name for advocate, name in names.items() if name is not None}

    def _keep(self, names: dict[str, str | None]) -> None:
        at = self._now()
        with self._lock:
            for advocate, name in names.items():
                self._kept[advocate] = (at, name)
                self._kept.move_to_end(advocate)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
