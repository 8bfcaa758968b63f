"""The gateway's own settings, beside those of every service."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import PositiveInt, field_validator, model_validator

from chassis.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class GatewaySettings(Settings):
    """`allowed_hosts`: further values of the Host header, besides that of `public_url`.

    `trusted_proxies`: addresses and networks whose X-Forwarded-For is believed.
    `web_folder`: where the web app was built.
    """

    allowed_hosts: tuple[str, ...] = ()
    session_hours: int = 12
    requests_per_minute: PositiveInt = 600
    sign_ins_per_minute: PositiveInt = 300
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    web_folder: Path | None = None

    @field_validator("public_url")
    @classmethod
    def _an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
            raise ValueError("the public address is a scheme and a host, such as https://restu.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> GatewaySettings:
        if self.demo and (self.host not in LOOPBACK or urlsplit(self.public_url).hostname not in LOOPBACK):
            raise ValueError("demo mode lets anybody be anybody: it runs on loopback only")
        return self

    @property
    def hosts(self) -> frozenset[str]:
        """Every Host header that is ours."""
        return frozenset({urlsplit(self.public_url).netloc.lower(), *(host.lower() for host in self.allowed_hosts)})

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.public_url.startswith("https://")

    @property
    def session_lifetime(self) -> timedelta:
        """How long a session lasts at most."""
        return timedelta(hours=self.session_hours)
