"""What Kafka's runtime remembers of a start at installation: a shortcut, and never more than that."""

import subprocess
from pathlib import Path

import pytest

from restu.embedded import kafka, rehearsal
from restu.embedded.kafka import Kafka, remembered


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing is remembered yet."""
    monkeypatch.setattr(kafka, "REPOSITORY", tmp_path / "repository")
    return tmp_path


def broker(folder: Path) -> Kafka:
    return Kafka(folder / "kafka", folder / "log", 1, 2)


def test_the_runtime_takes_what_was_remembered_at_installation(tmp_path: Path) -> None:
    java, *rest = broker(tmp_path).launch().command
    assert f"-XX:AOTCache={remembered()}" in rest
    flags = rest[: rest.index("kafka.Kafka")]
    # With this mode a runtime that does not take it does not start.
    done = subprocess.run([java, "-XX:AOTMode=on", *flags, "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_it_the_command_does_not_name_it(elsewhere: Path) -> None:
    assert not remembered().exists()
    assert not any("AOTCache" in word for word in broker(elsewhere).launch().command)


def test_other_flags_are_another_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    before = remembered()
    monkeypatch.setattr(kafka, "JVM_FLAGS", (*kafka.JVM_FLAGS, "-Xmx256m"))
    assert remembered() != before


def test_what_is_there_is_not_made_again(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("Kafka was started")

    monkeypatch.setattr(rehearsal, "start_and_wait", never)
    remembered().write_bytes(b"kept")
    rehearsal.rehearse()
    assert [each.name for each in elsewhere.iterdir()] == [remembered().name]
