"""A service as a fault stack runs it: `python -m tests.faults.service`, with the service's own environment.

Its machine's clock can be set (`clock.py`), and who waits does so only as long as suits a network that is near: a row
does not take minutes until an attempt that was cut off is looked up, or a contest is closed.
"""

from __future__ import annotations

import importlib
import os
import runpy
import sys
from datetime import timedelta
from pathlib import Path

from restu.stack import SERVICES
from services.gamification import closing, restoration
from services.gamification.application import contests
from services.publisher import application
from services.publisher.application import Pace
from services.publisher.networks.mastodon import Mastodon
from tests.faults.clock import SETTING, Offset, set_clocks

SEND_SECONDS = 6.0


def hurry_publisher() -> None:
    """From now on the publisher gives an attempt seconds, and looks for it, and asks again, after seconds."""
    second = timedelta(seconds=1)
    pace = Pace(
        start_within=3 * second,
        grace=second,
        returned=(2 * second, 5 * second, 10 * second),
        look_again=2 * second,
        look_for=20 * second,
        watch=(5 * second, 15 * second, 60 * second),
        doubt=5 * second,
        lapse=5 * second,
    )
    vars(application)["Pace"] = lambda: pace
    Mastodon.send_seconds = SEND_SECONDS


def hurry_gamification() -> None:
    """From now on a contest is closed seconds after its end, and tried again after seconds."""
    for module in (contests, restoration):
        vars(module)["SETTLE"] = timedelta(seconds=3)
    vars(closing)["AGAIN"] = timedelta(seconds=2)


if __name__ == "__main__":
    name = os.environ["RESTU_INSTANCE"].rpartition("-")[0]
    set_clocks(Offset(Path(os.environ[SETTING])))
    if name == "publisher":
        hurry_publisher()
    if name == "gamification":
        hurry_gamification()
    sys.modules.pop(f"services.{name}.main", None)  # it is run anew, under its other name
    runpy.run_module(f"services.{name}.main", run_name="__main__")
else:  # in the template, which loads what services load before it becomes them
    for service in SERVICES:
        if service.has_stores:
            importlib.import_module(service.module)
