"""Kafka's jars: what `jgo.lock.toml` lists, downloaded by coordinates, checked by SHA-256.

Everything lands in the project folder (`.jgo/`), nothing in the home directory. A file whose bytes are not the
locked ones is deleted and fetched once more; if it still differs, installation stops. To lock anew after a
change of `jgo.toml`: `make lock`.
"""

import hashlib
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restu.errors import NotInstalled, StackError

PROJECT = Path(__file__).resolve().parents[2]
LOCK = PROJECT / "jgo.lock.toml"
REPOSITORY = PROJECT / ".jgo" / "repository"


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked file."""

    group: str
    artifact: str
    version: str
    sha256: str

    def path(self, repository: Path) -> Path:
        """Where it lies in a repository folder with Maven's layout."""
        name = f"{self.artifact}-{self.version}.jar"
        return repository.joinpath(*self.group.split("."), self.artifact, self.version, name)

    def is_intact(self, repository: Path) -> bool:
        """Whether the file is there with the locked bytes."""
        path = self.path(repository)
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


def locked(lock: Path = LOCK) -> list[Jar]:
    """The jars of the lock file, in classpath order."""
    entries = tomllib.loads(lock.read_text())["dependencies"]
    return [Jar(entry["groupId"], entry["artifactId"], entry["version"], entry["sha256"]) for entry in entries]


def classpath() -> str:
    """The `-cp` argument. Raises `NotInstalled` when a jar is missing (the bytes were checked at installation)."""
    paths = [jar.path(REPOSITORY) for jar in locked()]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise NotInstalled(
            f"Kafka is not installed: {len(missing)} of {len(paths)} jars are missing. Run: make install"
        )
    return ":".join(str(path) for path in paths)


def install(say: Callable[[str], None], repository: Path = REPOSITORY) -> None:
    """Download what is missing, saying each file; needs network only for missing files."""
    context = _context(repository)
    jars = locked()
    for number, jar in enumerate(jars, start=1):
        if jar.is_intact(repository):
            continue
        say(f"[{number}/{len(jars)}] {jar.artifact} {jar.version}")
        fetch = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve
        _fetch_intact(jar, repository, fetch)


def _context(repository: Path) -> Any:
    """What jgo asks: Maven Central, and the mirrors of the user's own jgo settings."""
    from jgo.config import GlobalSettings
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext

    remotes = {"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories}
    return MavenContext(repo_cache=repository, remote_repos=remotes, timeout=60)


def _fetch_intact(jar: Jar, repository: Path, fetch: Callable[[], object]) -> None:
    reason = "other bytes than the lock file names"
    for _ in range(2):
        jar.path(repository).unlink(missing_ok=True)
        try:
            fetch()
        except (OSError, RuntimeError) as error:
            reason = str(error)
        if jar.is_intact(repository):
            return
    jar.path(repository).unlink(missing_ok=True)
    raise StackError(
        f"{jar.artifact} {jar.version} could not be downloaded: {reason}. Check the network, then: make install"
    )


def lock(path: Path = LOCK) -> None:
    """Resolve the coordinates of `jgo.toml` anew and write the lock file, with hashes and without addresses."""
    from jgo.env import EnvironmentBuilder, EnvironmentSpec, LockFile

    spec = EnvironmentSpec.load(path.with_name("jgo.toml"))
    context = _context(REPOSITORY)
    dependencies = EnvironmentBuilder(context).spec_to_dependencies(spec)
    inputs, others = context.resolver.resolve(dependencies)
    LockFile.from_resolved_dependencies([*inputs, *others], environment_name=spec.name).save(path)


if __name__ == "__main__":
    if sys.argv[1:] == ["lock"]:
        lock()
    else:
        install(lambda line: print(f"  {line}", flush=True))
