"""What can be set from outside, read once from the environment by `main`.

Guarantees: a `Settings` is complete and checked. Fails with `SettingsError`, which names the variable and
says what would be accepted; nothing has been opened or changed by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.limits import DEFAULT_RULES, Rule, parse_rules

LOG_LEVELS = ("debug", "info", "warning", "error", "critical")


class SettingsError(ValueError):
    """A variable has a value that cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Settings of one sandbox process; `public_url` has no slash at its end."""

    host: str = "127.0.0.1"
    port: int = 8085
    data: Path = Path(".restu/sandbox")
    public_url: str = "http://127.0.0.1:8085"
    log_level: str = "info"
    rules: Mapping[str, Rule] = field(default_factory=lambda: dict(DEFAULT_RULES))

    @property
    def domain(self) -> str:
        """The network's name as it stands in handles: host and port."""
        return urlsplit(self.public_url).netloc


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings out of environment variables; raises `SettingsError`."""
    host = environment.get("RESTU_HOST", "") or "127.0.0.1"
    port = _port(environment.get("RESTU_PORT", "") or "8085")
    level = (environment.get("RESTU_LOG_LEVEL", "") or "info").lower()
    if level not in LOG_LEVELS:
        raise SettingsError(f"RESTU_LOG_LEVEL is {level!r}; it takes one of {', '.join(LOG_LEVELS)}.")
    try:
        rules = parse_rules(environment.get("RESTU_SANDBOX_LIMITS", ""))
    except ValueError as error:
        raise SettingsError(f"RESTU_SANDBOX_LIMITS: {error}") from error
    return Settings(
        host=host,
        port=port,
        data=Path(environment.get("RESTU_SANDBOX_DATA", "") or ".restu/sandbox"),
        public_url=_public_url(environment.get("RESTU_SANDBOX_URL", ""), host, port),
        log_level=level,
        rules=rules,
    )


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise SettingsError(f"RESTU_PORT is {value!r}; it takes a number from 1 to 65535.")
    return int(value)


def _public_url(value: str, host: str, port: int) -> str:
    if not value:
        reachable = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)
        return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise SettingsError(f"RESTU_SANDBOX_URL is {value!r}; it takes an address like http://127.0.0.1:8085.")
    return f"{parts.scheme}://{parts.netloc}"
