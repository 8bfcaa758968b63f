"""Make the first administrator of a platform that runs.

`restu admin create --name "Sari Wijaya" --email sari@example.org`. Everybody else is added by an administrator.
The command speaks to consent with the command line's own key (keys/cli of the home folder), so only who can read
that folder can do this. Repeating it with the same address is refused: nobody is added twice.
"""

import argparse
import json
import os
from typing import Any
from uuid import uuid4

from restu.errors import StackError
from restu.home import Home
from restu.keys import COMMAND_LINE, SIGNING

PATIENCE_SECONDS = 15.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="create", required=True)
    create = actions.add_parser("create", help="add a person who is an administrator")
    create.add_argument("--name", required=True, help="as colleagues know them")
    create.add_argument("--email", required=True, help="their address at work")
    create.add_argument("--json", action="store_true", help="for machines")


def run(arguments: argparse.Namespace) -> int:
    """Create and say what to do next."""
    home = Home.from_environment(os.environ)
    if home.running() is None:
        raise StackError(f"Restu does not run on {home.folder}. Nobody was added. Start it with: restu up")
    addresses = home.state().get("addresses", {})
    if "consent" not in addresses or "gateway" not in addresses:
        raise StackError("Restu is still starting. Nobody was added; try again in a moment.")
    person_id = create_administrator(home, str(addresses["consent"]), arguments.name, arguments.email)
    if arguments.json:
        print(json.dumps({"person_id": person_id}))
    else:
        print(f"{arguments.name} is an administrator now (person {person_id}). How to sign in: docs/main-path.md.")
    return 0


def create_administrator(home: Home, consent: str, name: str, email: str) -> str:
    """Add an administrator through consent at that address; their person id. Raises StackError in words."""
    import httpx

    from chassis.auth import TokenIssuer

    keys = _keys(home)
    headers = {
        "Authorization": f"Bearer {TokenIssuer(COMMAND_LINE, keys).for_service('consent')}",
        "Idempotency-Key": str(uuid4()),
    }
    body = {"name": name, "email": email, "roles": ["administrator"], "groups": []}
    try:
        answer = httpx.post(
            f"{consent}/internal/people", json=body, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False
        )
    except httpx.HTTPError as error:
        raise StackError(
            f"Consent does not answer at {consent} ({type(error).__name__}). Whether the person was added is not "
            "known; see: restu status. Repeating the command adds nobody twice."
        ) from error
    if not answer.is_success:
        raise StackError(f"Nobody was added: {_reason(answer.text) or f'consent answered {answer.status_code}'}.")
    return str(answer.json()["person_id"])


def _keys(home: Home) -> dict[str, Any]:
    path = home.folder / "keys" / COMMAND_LINE / SIGNING
    try:
        keys: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StackError(f"The command line's key cannot be read at {path}. Nobody was added.") from error
    return keys


def _reason(problem: str) -> str:
    """A problem document in words; empty when it is none."""
    try:
        told = json.loads(problem)
        wrong = [f"{error['where'][-1]}: {error['what']}" for error in told.get("errors", [])]
        return "; ".join([str(told["detail"]), *wrong]).rstrip(".")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""
