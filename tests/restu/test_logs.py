from pathlib import Path

from restu.logs import follow, last_lines, trim_logs


def test_a_large_log_is_moved_aside_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "consent.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old\n" * 100)
        trim_logs(tmp_path, largest=100)
        writer.write(b"new\n")
    assert log.read_text() == "new\n"
    assert (tmp_path / "consent.log.1").read_text() == "old\n" * 100


def test_a_small_log_stays(tmp_path: Path) -> None:
    (tmp_path / "consent.log").write_text("line\n")
    trim_logs(tmp_path, largest=100)
    assert last_lines(tmp_path / "consent.log", 5) == ["line"]
    assert last_lines(tmp_path / "missing.log", 5) == []


def test_following_gives_whole_new_lines_also_after_a_trim(tmp_path: Path) -> None:
    log = tmp_path / "consent.log"
    log.write_text("before\n")
    lines = follow([log], pause=0)
    with log.open("a") as writer:
        writer.write("first\n")
        writer.flush()
        assert next(lines) == ("consent", "first")
        writer.write("second\nthi")
        writer.flush()
        assert next(lines) == ("consent", "second")
        writer.write("rd\n")
        writer.flush()
        assert next(lines) == ("consent", "third")
    log.write_text("new\n")
    assert next(lines) == ("consent", "new")
