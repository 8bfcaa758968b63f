"""The HTTP interface of all services put together: `python -m tests.contracts.openapi` (or `make golden`) writes it.

It stands here because only tests may import several services. The services are built as in their own composition, and
connect to nothing. What a client would lose is not written: contracts/openapi.json stays as it is, and a sentence for
each loss says why.
"""

from __future__ import annotations

import base64
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from joserfc.jwk import OKPKey

from chassis.errors import Refused
from contracts import openapi
from contracts.clients import taken_away
from contracts.golden import as_text, told
from contracts.openapi import Face, Refusal
from services.consent.main import build as consent
from services.content.main import build as content
from services.gamification.main import build as gamification
from services.gateway.main import build as gateway
from services.gateway.settings import GatewaySettings
from services.publisher.main import build as publisher

FILE = Path(openapi.__file__).with_suffix(".json")

SERVICES: dict[str, tuple[str, Callable[[Any], FastAPI]]] = {
    "consent": ("Who takes part; previews, approvals and what becomes of them. Everybody sees only theirs.", consent),
    "content": ("What is offered: items, feeds and the activities on them. For curators.", content),
    "publisher": (
        "A person's own accounts, slots, posts and return; results, pilots; the audit.",
        publisher,
    ),
    "gamification": ("A person's own points, and the leaderboard.", gamification),
    "gateway": ("Signing in and out, live updates, how the services are.", gateway),
}


def applications() -> dict[str, FastAPI]:
    """Every service, put together with settings that lead nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        sealing, signing = Path(folder) / "sealing.keys", Path(folder) / "signing.jwks"
        sealing.write_text(base64.urlsafe_b64encode(b"k" * 32).decode())
        signing.write_text(json.dumps({"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]}))
        nowhere: dict[str, Any] = {
            "postgres_dsn": "postgresql://127.0.0.1:1/nowhere",
            "sealing_keys_file": sealing,
            "signing_keys_file": signing,
            "peers": dict.fromkeys(SERVICES, "http://127.0.0.1:1"),
            "demo": True,
        }
        settings = GatewaySettings.model_validate(nowhere)
        return {name: build(settings) for name, (_, build) in SERVICES.items()}


def document(built: dict[str, FastAPI]) -> dict[str, Any]:
    """The document of these applications."""
    faces = {
        name: Face(SERVICES[name][0], app.openapi(), _refusals(f"services.{name}.", *_roots(app)))
        for name, app in built.items()
    }
    return openapi.document(faces, _refusals("chassis.", Refused))


def _roots(app: FastAPI) -> Iterator[type[Exception]]:
    yield from (kind for kind in app.exception_handlers if isinstance(kind, type) and hasattr(kind, "code"))


def _refusals(within: str, *roots: type[Exception]) -> list[Refusal]:
    """The refusals of error trees, as far as they are defined within a package; one row for each code."""
    found: dict[str, list[type[Any]]] = {}
    for kind in sorted({kind for root in roots for kind in _tree(root)}, key=lambda kind: kind.__qualname__):
        if kind.__module__.startswith(within) and kind not in roots and "code" in vars(kind):
            found.setdefault(str(vars(kind)["code"]), []).append(kind)
    return [
        Refusal(code, kinds[0].status, " ".join(" ".join(str(kind.__doc__).split()) for kind in kinds))
        for code, kinds in sorted(found.items())
    ]


def _tree(root: type[Exception]) -> Iterator[type[Exception]]:
    yield root
    for kind in root.__subclasses__():
        yield from _tree(kind)


def write(new: dict[str, Any], file: Path = FILE) -> list[str]:
    """Writes the document; or nothing, and gives what clients would lose."""
    if file.exists() and (lost := taken_away(json.loads(file.read_text("utf-8")), new)):
        return lost
    file.write_text(as_text(new), "utf-8")
    return []


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # each service sets up the telemetry of what it takes for its own process
    sys.exit(told(write(document(applications()))))
