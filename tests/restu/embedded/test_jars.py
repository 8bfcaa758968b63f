import hashlib
import re
from pathlib import Path

import pytest

from restu.embedded import jars
from restu.embedded.jars import LOCK, Jar, classpath, locked
from restu.errors import NotInstalled, StackError

CONTENT = b"the locked bytes"
JAR = Jar("org.example", "thing", "1.0", hashlib.sha256(CONTENT).hexdigest())


def write(repository: Path, content: bytes) -> None:
    path = JAR.path(repository)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_every_locked_jar_has_a_hash_and_no_address() -> None:
    assert {"kafka_2.13", "kafka-clients", "slf4j-simple"} <= {jar.artifact for jar in locked()}
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in locked())
    assert {jar.version for jar in locked() if jar.artifact in ("kafka_2.13", "kafka-clients")} == {"4.3.0"}
    assert "://" not in LOCK.read_text()


def test_other_bytes_are_fetched_once_more(tmp_path: Path) -> None:
    answers = [b"tampered with", CONTENT]
    jars._fetch_intact(JAR, tmp_path, lambda: write(tmp_path, answers.pop(0)))
    assert JAR.is_intact(tmp_path)


def test_other_bytes_twice_are_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="other bytes than the lock file names"):
        jars._fetch_intact(JAR, tmp_path, lambda: write(tmp_path, b"tampered with"))
    assert not JAR.path(tmp_path).exists()


def test_a_missing_jar_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "REPOSITORY", tmp_path)
    with pytest.raises(NotInstalled, match="make install"):
        classpath()
