"""The supervisor as a process of its own, with fake services: what starts, what is started again, what is left."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from restu.child import Child, Launch, is_alive, wait_until
from restu.home import PROJECT, Home
from restu.ports import USUAL, free_port
from restu.stack import Stack, database
from restu.supervisor import FULL_BYTES, Kept, Supervisor
from tests.servers import Servers

pytestmark = pytest.mark.servers

SECONDS = 90.0


@dataclass
class Run:
    """One supervisor in a session of its own, as a terminal would start it."""

    home: Home
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.home.folder.parent.mkdir(parents=True, exist_ok=True)
        self._output = self.home.folder.parent / "output"
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.restu.fake_stack"],
                cwd=PROJECT,
                env={**os.environ, **self.environment, "RESTU_HOME": str(self.home.folder)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def until(self, text: str) -> None:
        found = wait_until(lambda: text in self.output or self.process.poll() is not None, seconds=SECONDS)
        assert found, self.output
        assert text in self.output, self.output

    def pid(self, name: str) -> int:
        return int(self.home.state()["processes"][name]["pid"])

    def descendants(self) -> list[int]:
        parents: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
        found, todo = [], [self.process.pid]
        while todo:
            children = parents.get(todo.pop(), [])
            found += children
            todo += children
        return found

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture
def environment() -> dict[str, str]:
    """Ports of one's own, so that the test runs beside anything."""
    return {f"RESTU_{name.upper()}_PORT": str(free_port()) for name in USUAL}


@pytest.fixture
def own_servers(servers: Servers, environment: dict[str, str]) -> dict[str, str]:
    """The session's servers, as settings: nothing embedded is started."""
    return {
        **environment,
        "RESTU_KAFKA": servers.kafka,
        "RESTU_POSTGRES": servers.postgres.dsn(),
        "RESTU_MONGO_URL": servers.views.url(),
        "RESTU_FORK": "0",
    }


@pytest.fixture
def runs() -> Iterator[list[Run]]:
    """What a test starts; ended however the test ends."""
    started: list[Run] = []
    yield started
    for run in started:
        run.end()


def start(runs: list[Run], tmp_path: Path, environment: Mapping[str, str]) -> Run:
    runs.append(Run(Home(tmp_path / "home"), environment))
    return runs[-1]


def none_alive(pids: list[int]) -> bool:
    return not any(is_alive(pid) for pid in pids)


def test_services_get_what_the_build_sheet_promises(
    runs: list[Run], tmp_path: Path, own_servers: dict[str, str]
) -> None:
    run = start(runs, tmp_path, {**own_servers, "RESTU_TIME_ZONE": "Asia/Jakarta"})
    run.until("ready")

    with urllib.request.urlopen(f"http://127.0.0.1:{own_servers['RESTU_CONSENT_PORT']}/environment") as answer:
        given = json.load(answer)

    assert given["RESTU_INSTANCE"] == "consent-0"
    assert given["RESTU_TIME_ZONE"] == "Asia/Jakarta"
    assert given["RESTU_KAFKA"] == own_servers["RESTU_KAFKA"]
    assert json.loads(given["RESTU_PEERS"])["gateway"].endswith(own_servers["RESTU_GATEWAY_PORT"])
    assert "RESTU_POSTGRES" not in given, "the administrator's address is not for services"
    for name in ("RESTU_SEALING_KEYS_FILE", "RESTU_SIGNING_KEYS_FILE"):
        assert Path(given[name]).stat().st_mode & 0o777 == 0o600
    with psycopg.connect(given["RESTU_POSTGRES_DSN"]) as connection:
        row = connection.execute("SELECT current_database(), usesuper FROM pg_user WHERE usename = current_user")
        assert row.fetchone() == (database("consent"), False)


def test_the_home_folder_is_for_its_owner_and_for_one_supervisor(
    runs: list[Run], tmp_path: Path, own_servers: dict[str, str]
) -> None:
    run = start(runs, tmp_path, own_servers)
    run.until("ready")
    assert run.home.folder.stat().st_mode & 0o777 == 0o700
    assert run.home.running() == run.process.pid

    second = subprocess.run(
        [sys.executable, "-m", "restu", "up"],
        cwd=PROJECT,
        env={**os.environ, **own_servers, "RESTU_HOME": str(run.home.folder)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert f"already runs on {run.home.folder} (process {run.process.pid})" in second.stderr
    assert is_alive(run.process.pid)


def test_what_dies_is_started_again_and_ctrl_c_leaves_nothing(
    runs: list[Run], tmp_path: Path, own_servers: dict[str, str]
) -> None:
    run = start(runs, tmp_path, own_servers)
    run.until("ready")
    killed = run.pid("consent")

    os.kill(killed, signal.SIGKILL)

    run.until("consent ended (signal SIGKILL). Starting it again ")
    assert wait_until(lambda: run.pid("consent") != killed and is_alive(run.pid("consent")), seconds=SECONDS)
    everything = run.descendants()
    assert len(everything) == 3

    os.killpg(run.process.pid, signal.SIGINT)

    assert run.process.wait(SECONDS) == 0
    assert none_alive(everything)
    assert run.home.running() is None


def test_a_killed_template_takes_its_services_and_all_come_back(
    runs: list[Run], tmp_path: Path, own_servers: dict[str, str]
) -> None:
    run = start(runs, tmp_path, {**own_servers, "RESTU_FORK": "1"})
    run.until("ready")
    service = run.pid("consent")
    assert Path(f"/proc/{service}/cmdline").read_bytes().rstrip(b"\0").endswith(b" -m tests.restu.fake_service")
    template = int(Path(f"/proc/{service}/stat").read_text().rsplit(")", 1)[1].split()[1])
    assert template != run.process.pid

    os.kill(template, signal.SIGKILL)

    assert wait_until(lambda: run.pid("consent") != service and is_alive(run.pid("consent")), seconds=SECONDS)
    run.until("gateway ended (signal SIGKILL)")
    assert wait_until(lambda: not is_alive(service), seconds=SECONDS)


def test_a_killed_supervisor_takes_everything_with_it(
    runs: list[Run], tmp_path: Path, own_servers: dict[str, str]
) -> None:
    run = start(runs, tmp_path, own_servers)
    run.until("ready")
    everything = run.descendants()

    run.process.kill()

    assert wait_until(lambda: none_alive(everything), seconds=SECONDS)


def test_a_service_that_cannot_start_is_said_in_words(
    runs: list[Run], tmp_path: Path, own_servers: dict[str, str]
) -> None:
    run = start(runs, tmp_path, {**own_servers, "FAKE_FAILS": "1"})

    assert run.process.wait(SECONDS) == 1
    assert "this service cannot start, as asked" in run.output
    assert "Traceback" not in run.output
    assert run.home.running() is None


def test_a_taken_port_is_said_in_words(runs: list[Run], tmp_path: Path, own_servers: dict[str, str]) -> None:
    taken = own_servers["RESTU_KAFKA"].rsplit(":", 1)[1]
    run = start(runs, tmp_path, {**own_servers, "RESTU_GATEWAY_PORT": taken})

    assert run.process.wait(SECONDS) == 1
    assert f"Port {taken}, which gateway uses" in run.output
    assert "is taken by java (process" in run.output


def test_the_embedded_stack_survives_kill_9_of_everything(
    runs: list[Run], tmp_path: Path, environment: dict[str, str]
) -> None:
    run = start(runs, tmp_path, environment)
    run.until("ready")
    dsn = consent_dsn(environment)
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    everything = [run.process.pid, *run.descendants()]

    for pid in everything:
        with suppress(ProcessLookupError):  # some end with the one before
            os.kill(pid, signal.SIGKILL)
    run.process.wait()
    again = start(runs, tmp_path, environment)
    again.until("ready")

    assert f"The last run (process {run.process.pid}) ended without clearing up" in again.output
    assert consent_dsn(environment) == dsn
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)

    everything = again.descendants()
    again.process.terminate()
    assert again.process.wait(SECONDS) == 0
    assert none_alive(everything)


def consent_dsn(environment: Mapping[str, str]) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{environment['RESTU_CONSENT_PORT']}/environment") as answer:
        return str(json.load(answer)["RESTU_POSTGRES_DSN"])


async def test_a_pause_on_a_full_disk_ends_as_soon_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = iter([0, 0, 0])
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=next(free, FULL_BYTES)))
    supervisor = Supervisor(Stack(Home(tmp_path), {}, {}), print)

    async with asyncio.timeout(10):
        await supervisor._pause(600)


async def test_a_pause_where_there_is_room_is_not_cut_short(tmp_path: Path) -> None:
    supervisor = Supervisor(Stack(Home(tmp_path), {}, {}), print)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await supervisor._pause(600)


async def test_what_lives_on_without_hope_is_ended_and_started_again(tmp_path: Path) -> None:
    program = "import time; time.sleep(0.5); print('beyond help', flush=True); time.sleep(600)"
    launch = Launch([sys.executable, "-c", program], {}, tmp_path, tmp_path / "log", hopeless=b"beyond help")
    said: list[str] = []
    supervisor = Supervisor(Stack(Home(tmp_path), {}, {}), said.append)

    async def is_ready() -> str | None:
        return None

    async def begin(wanted: Launch) -> Child:
        return Child(wanted)

    kept = Kept("views", launch, 2, is_ready, begin)
    await supervisor._keep(kept)
    assert kept.child is not None
    first = kept.child.pid
    try:
        async with asyncio.timeout(30):
            while kept.child.pid == first:
                await asyncio.sleep(0.05)
    finally:
        assert kept.keeper is not None
        kept.keeper.cancel()
        kept.child.kill_group()
        await kept.child.ended()

    assert "cannot go on (beyond help)" in said[0]
