"""One start of Kafka at installation, of which the Java runtime keeps what it loaded: later starts cost half as much.

What is kept (`.jgo/kafka-*.aot`, 65 MB) belongs to these jars, this runtime and these flags, which its name stands for.
It is only ever a shortcut: without the file, or where the runtime does not take it, Kafka starts as it does anywhere.
"""

import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from restu.child import Launch
from restu.embedded.kafka import Kafka, remembered
from restu.embedded.server import failure, start_and_wait
from restu.errors import StackError
from restu.ports import free_port

ENDING_SECONDS = 120.0
"""The runtime writes the file when the broker has ended, which takes it longer than all else."""


@dataclass(frozen=True, slots=True)
class _Rehearsed:
    """A broker that writes down what it loaded when it ends."""

    broker: Kafka
    unfinished: Path

    @property
    def name(self) -> str:
        return self.broker.name

    def prepare(self) -> None:
        self.broker.prepare()

    def launch(self) -> Launch:
        launch = self.broker.launch()
        java, *rest = launch.command
        command = [java, f"-XX:AOTCacheOutput={self.unfinished}", *rest]
        return replace(launch, command=command, stop_seconds=ENDING_SECONDS)

    def is_ready(self) -> bool:
        return self.broker.is_ready()


def rehearse() -> None:
    """Makes the file where it is missing, as a whole or not at all; drops those of other jars and runtimes.

    Raises StackError where Kafka does not start, or nothing was written.
    """
    kept = remembered()
    if kept.is_file():
        return
    for old in kept.parent.glob("kafka-*"):
        old.unlink()
    unfinished = kept.with_suffix(".unfinished")
    with tempfile.TemporaryDirectory(prefix="restu-rehearsal-") as folder:
        port = free_port()
        broker = Kafka(Path(folder) / "kafka", Path(folder) / "log", port, free_port(frozenset({port})))
        broker.prepare()
        start_and_wait(_Rehearsed(broker, unfinished)).stop()
        if not unfinished.is_file():
            raise failure(broker.name, broker.log)
    unfinished.rename(kept)


if __name__ == "__main__":
    try:
        rehearse()
    except StackError as error:
        print(f"  It could not be rehearsed, and Kafka will start more slowly: {error}", file=sys.stderr)
