from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.settings import SettingsError, read_settings


def test_defaults() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8085, Path(".restu/sandbox"))
    assert settings.public_url == "http://127.0.0.1:8085"
    assert settings.domain == "127.0.0.1:8085"


def test_a_wildcard_address_is_no_address_for_links() -> None:
    assert read_settings({"RESTU_HOST": "0.0.0.0", "RESTU_PORT": "99"}).public_url == "http://127.0.0.1:99"  # noqa: S104


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert read_settings({"RESTU_HOST": "::1"}).public_url == "http://[::1]:8085"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESTU_PORT", "0"),
        ("RESTU_PORT", "http"),
        ("RESTU_SANDBOX_URL", "ftp://x"),
        ("RESTU_SANDBOX_URL", "http://x/path"),
        ("RESTU_SANDBOX_LIMITS", "many"),
        ("RESTU_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})
