from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from tests.sandbox.driving import ROOT, Sandbox, free_port


def refused_start(environment: dict[str, str]) -> str:
    """What a process that cannot start says; it ends by itself with 1."""
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox.main"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_it_lives_is_ready_and_counts(sandbox: Sandbox) -> None:
    sandbox.account("anna").posted("x")
    assert sandbox.http.get("/livez").status_code == 200
    assert sandbox.http.get("/readyz").json() == {"ready": True, "reasons": []}
    assert 'sandbox_requests_total{operation="post",status="200"}' in sandbox.http.get("/metrics").text


def test_it_is_small(running: Sandbox) -> None:
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(resident.split()[1]) < 60_000


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    # given a network with accounts, tokens, statuses and keys
    sandbox = Sandbox(tmp_path / "data")
    try:
        anna = sandbox.account("anna")
        first = anna.post("first", key="k").json()
        reblogged = anna.call("POST", f"statuses/{first['id']}/reblog").json()
        # when it is killed in the middle of writing
        answered: list[str] = []

        def write() -> None:
            try:
                while len(answered) < 5000:
                    answered.append(anna.post("more").json()["id"])
            except httpx.TransportError:
                pass

        writer = threading.Thread(target=write)
        writer.start()
        while len(answered) < 5:
            writer.join(0.01)
        sandbox.end(signal.SIGKILL)
        writer.join()
        sandbox.start()
        # then everything answered is there, the token works and the key is remembered
        kept = {status["id"] for status in sandbox.control("GET", "statuses")}
        assert {first["id"], reblogged["id"], *answered} <= kept
        assert len(kept) <= len(answered) + 3
        assert anna.post("first", key="k").json()["id"] == first["id"]
        assert int(anna.posted("after")["id"]) > max(int(each) for each in kept)
    finally:
        sandbox.close()


def test_it_ends_well_when_told(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "data")
    anna = sandbox.account("anna")
    sandbox.fault("accept-late", seconds=60)
    with pytest.raises(httpx.TransportError):
        anna.post("never")
    assert sandbox.end(signal.SIGTERM) == 0
    sandbox.start()
    assert sandbox.texts() == []
    assert sandbox.end(signal.SIGINT) == 0
    sandbox.close()


def test_a_port_that_is_taken_is_said(running: Sandbox, tmp_path: Path) -> None:
    said = refused_start({**running.environment, "RESTU_SANDBOX_DATA": str(tmp_path / "other")})
    assert f"Port {running.port}" in said
    assert "RESTU_PORT" in said


def test_a_folder_in_use_is_said(running: Sandbox) -> None:
    said = refused_start({**running.environment, "RESTU_PORT": str(free_port())})
    assert "Another sandbox is running" in said


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    environment = {"RESTU_PORT": str(free_port())}
    assert "cannot be used" in refused_start({**environment, "RESTU_SANDBOX_DATA": str(tmp_path / "file")})


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "sandbox.sqlite3").write_bytes(b"this is no database" * 100)
    environment = {"RESTU_PORT": str(free_port()), "RESTU_SANDBOX_DATA": str(tmp_path)}
    assert "Move it away" in refused_start(environment)


def test_a_setting_that_cannot_be_is_said() -> None:
    assert "RESTU_PORT is 'x'" in refused_start({"RESTU_PORT": "x"})
