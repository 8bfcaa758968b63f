"""See and settle events that a service could not apply; their keys wait until then.

`list` shows what waits in every service, `show` one letter with its data. `replay` applies it again, and then what
queued behind its key, in order: after the cause is mended. `drop` gives it up for good and applies the queue without
it. Consent refuses previews, approvals and releases that rest on a waiting key, so nothing is published meanwhile.
"""

import argparse
import json
import os
import sys
from typing import Any

from restu.errors import StackError
from restu.home import Home
from restu.keys import COMMAND_LINE, SIGNING
from restu.table import table

SERVICES = ("content", "consent", "publisher", "gamification", "gateway")
PATIENCE_SECONDS = 30.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="list|show|replay|drop", required=True)
    listing = actions.add_parser("list", help="what waits in every service")
    listing.add_argument("--json", action="store_true", help="for machines")
    for name, words in (
        ("show", "one letter with its data"),
        ("replay", "apply it again, then what queued behind it"),
        ("drop", "give it up for good, apply what queued behind it"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("service", choices=SERVICES)
        action.add_argument("id", type=int)


def run(arguments: argparse.Namespace) -> int:
    """Ask the running services."""
    home = Home.from_environment(os.environ)
    if home.running() is None:
        raise StackError(f"Restu does not run on {home.folder}. Nothing was done. Start it with: restu up")
    addresses = home.state().get("addresses", {})
    if arguments.action == "list":
        found, silent = _ask_all(home, addresses)
        print(json.dumps(found, indent=2) if arguments.json else _listed(found))
        for words in silent:
            print(f"restu: {words}", file=sys.stderr)
        return 1 if silent else 0
    method = "GET" if arguments.action == "show" else "POST"
    path = f"/{arguments.id}" + ("" if arguments.action == "show" else f"/{arguments.action}")
    told = _ask(home, addresses, arguments.service, method, path)
    if arguments.action == "show":
        print(json.dumps(told, indent=2))
    else:
        done = "applied again" if arguments.action == "replay" else "dropped"
        print(f"Letter {arguments.id} of {arguments.service} is {done}; {told['applied']} events were applied.")
    return 0


def _ask_all(home: Home, addresses: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What waits in each service that answers, and the words of those that do not."""
    found: dict[str, Any] = {}
    silent: list[str] = []
    for service in SERVICES:
        try:
            found[service] = _ask(home, addresses, service, "GET", "")
        except StackError as error:
            silent.append(str(error))
    return found, silent


def _listed(found: dict[str, Any]) -> str:
    rows = [
        (
            service,
            str(letter["id"]),
            letter["state"],
            letter["type"] or "-",
            f"{letter['topic']}/{letter['partition']}@{letter['offset']}",
            letter["at"],
            letter["reason"],
        )
        for service, told in found.items()
        for letter in told["letters"]
    ]
    if not rows:
        return f"Nothing waits in {', '.join(found) or 'any service that answers'}: every event was applied."
    head = ("service", "id", "state", "type", "where", "since", "reason")
    parked = sum(told["parked_keys"] for told in found.values())
    return f"{table([head, *rows])}\n\n{parked} keys wait. restu dead-letters show|replay|drop SERVICE ID"


def _ask(home: Home, addresses: dict[str, Any], service: str, method: str, path: str) -> Any:
    import httpx

    from chassis.auth import TokenIssuer

    try:
        keys = json.loads((home.folder / "keys" / COMMAND_LINE / SIGNING).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StackError("The command line's key cannot be read. Nothing was done.") from error
    headers = {"Authorization": f"Bearer {TokenIssuer(COMMAND_LINE, keys).for_service(service)}"}
    url = f"{addresses.get(service)}/internal/dead-letters{path}"
    try:
        answer = httpx.request(method, url, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        raise StackError(
            f"{service} does not answer ({type(error).__name__}). Repeating the command is safe; see: restu status"
        ) from error
    if not answer.is_success:
        raise StackError(f"{service} says: {_reason(answer.text)}")
    return answer.json()


def _reason(problem: str) -> str:
    try:
        return str(json.loads(problem)["detail"])
    except (ValueError, KeyError, TypeError):
        return problem[:200]
