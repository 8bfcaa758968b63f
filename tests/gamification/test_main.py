"""The composition: it connects to nothing, and has the routes that others count on."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from joserfc.jwk import OKPKey

from chassis.settings import Settings
from services.gamification.main import build


def test_the_service_is_put_together_without_connecting(tmp_path: Path) -> None:
    sealing, signing = tmp_path / "sealing.keys", tmp_path / "signing.jwks"
    sealing.write_text(base64.urlsafe_b64encode(b"k" * 32).decode())
    signing.write_text(json.dumps({"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]}))
    settings = Settings(
        postgres_dsn="postgresql://127.0.0.1:1/nowhere",
        kafka="127.0.0.1:1",
        mongo_url="mongodb://127.0.0.1:1",
        sealing_keys_file=sealing,
        signing_keys_file=signing,
    )
    routes = {
        f"{method.upper()} {path}" for path, methods in build(settings).openapi()["paths"].items() for method in methods
    }
    assert routes >= {"GET /v1/me", "GET /v1/ledger", "GET /v1/leaderboard"}
