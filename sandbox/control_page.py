"""The page that documents the control API, with the kinds of faults as they are defined in `faults`."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.faults import KINDS, READS, WRITES
from sandbox.pages import page
from sandbox.text import escape

METHODS = (
    ("POST /control/accounts", "make an account: username, display_name?, password? (else a random one)"),
    ("GET /control/accounts", "all accounts"),
    ("POST /control/accounts/{name or id}/password", "set a password: password? (else a random one)"),
    ("POST /control/accounts/{name or id}/tokens", "an access token at once: scopes?, app?"),
    ("GET /control/accounts/{name or id}/tokens", "how many access tokens are good"),
    ("DELETE /control/accounts/{name or id}/tokens", "revoke all access tokens"),
    ("GET /control/statuses?account=", "all statuses as written, deleted ones too, with their images and keys"),
    ("GET /control/likes", "who likes which post now, by its address"),
    ("GET /control/follows", "who follows whom now, by their address"),
    ("POST /control/faults", "order a fault: kind, account?, operations?, count?, seconds?, skip?"),
    ("GET /control/faults", "the faults in force, and how many late requests wait"),
    ("DELETE /control/faults/{id}", "take one fault back; without id all"),
    ("GET, PUT /control/limits", 'the rate limits: {"statuses": {"limit": 300, "period": 10800}}'),
    ("POST /control/reset", "delete everything"),
)


def control_page(base_url: str) -> Response:
    """The documentation at /control."""
    methods = "".join(f"<tr><td><code>{escape(m)}</code></td><td>{escape(d)}</td></tr>" for m, d in METHODS)
    kinds = "".join(
        f"<tr><td><code>{escape(kind)}</code></td><td>{escape(does)}</td><td>{escape(_operations(hit))}</td></tr>"
        for kind, (does, hit) in KINDS.items()
    )
    example = (
        f'curl {base_url}/control/accounts -d \'{{"username": "anna"}}\'\n'
        f'curl {base_url}/control/faults -d \'{{"kind": "cut-after", "account": "anna", "count": 1}}\''
    )
    return page(
        "Control",
        f'<section class="card"><h1>Control</h1><p>For programs on this machine only; bodies are JSON.</p>'
        f"<pre>{escape(example)}</pre><table>{methods}</table></section>"
        '<section class="card"><h2>Faults</h2><p>Each is used <code>count</code> times (1 unless told; null: until'
        " removed), after <code>skip</code> calls that go well, for one <code>account</code> or everybody. Those that"
        " decide the outcome form a queue; <code>slow</code>, <code>ignore-key</code> and <code>drop-media</code>"
        " come on top.</p>"
        f"<table><tr><th>kind</th><th>what happens</th><th>hits, unless told</th></tr>{kinds}</table>"
        f"<p>Operations: <code>{escape(' '.join((*WRITES, *READS)))}</code></p></section>",
    )


def _operations(hit: tuple[str, ...]) -> str:
    if hit == WRITES:
        return "every write"
    return "everything" if len(hit) > len(WRITES) else " ".join(hit)
