"""See and settle events that a service could not apply; their keys wait until then.

`list` shows what waits in every service, `show` one letter with its data. `replay` applies it again, and then what
queued behind its key, in order: after the cause is mended; `replay SERVICE all` does that with each. `drop` asks, then
gives it up for good and applies the queue without it. Consent refuses previews, approvals and releases that rest on a
waiting key, so nothing is published meanwhile. Each letter is settled as a whole or not at all; the command may be
killed and repeated.
"""

import argparse
import json
import os
import sys
import time
from collections import deque
from typing import Any

from restu.asking import Asking, Silent
from restu.confirming import confirmed
from restu.errors import StackError
from restu.home import Home
from restu.progress import Step, watch
from restu.table import table

ALL = "all"
ERASURE = "restu.PersonErased.v1"
PAGE = 1000
LOOK_SECONDS = 1.0
SERVICES = ("content", "consent", "publisher", "gamification", "gateway")


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
        action.add_argument("service", choices=SERVICES, metavar="SERVICE", help=", ".join(SERVICES))
        if name == "replay":
            action.add_argument("id", type=_id_or_all, metavar="ID", help="its number, or all")
        else:
            action.add_argument("id", type=_id, metavar="ID", help="its number")
        if name == "drop":
            action.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    """Ask the running services."""
    asking = Asking.on(Home.from_environment(os.environ))
    if arguments.action == "list":
        return _list(asking, as_json=arguments.json)
    if arguments.id == ALL:
        return _replay_all(asking, arguments.service)
    letter = f"/dead-letters/{arguments.id}"
    if arguments.action == "show":
        print(json.dumps(asking.ask(arguments.service, "GET", letter), indent=2))
        return 0
    if arguments.action == "drop" and not arguments.yes and not _is_given_up(asking, arguments.service, arguments.id):
        print("Nothing was dropped.")
        return 1
    told = asking.ask(arguments.service, "POST", f"{letter}/{arguments.action}")
    done = "applied again" if arguments.action == "replay" else "dropped"
    print(f"Letter {arguments.id} of {arguments.service} is {done}; {told['applied']} events were applied.")
    return 0


def _id(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number of a letter; see: restu dead-letters list")
    return int(text)


def _id_or_all(text: str) -> int | str:
    return text if text == ALL else _id(text)


def _list(asking: Asking, *, as_json: bool) -> int:
    found, silent = _ask_all(asking)
    if as_json:
        print(json.dumps(found, indent=2))
    elif found:
        print(_listed(found))
    for words in silent:
        print(f"restu: {words}", file=sys.stderr)
    return 1 if silent else 0


def _is_given_up(asking: Asking, service: str, number: int) -> bool:
    """Says what would be lost, and asks."""
    letter = asking.ask(service, "GET", f"/dead-letters/{number}")
    what = f"{letter['type']} about {letter['key']}" if letter["type"] else "a message that is no event of ours"
    print(f"Letter {number} of {service} is {what} ({letter['reason']}).")
    if letter["type"]:
        print(f"Dropped, it never takes effect in {service}, whatever else is built on it there.")
    if letter["type"] == ERASURE:
        print(f"It is an erasure: what {service} holds of that person then stays. Mend the cause and replay it.")
    return confirmed("Drop it?")


def _replay_all(asking: Asking, service: str) -> int:
    everything = Replaying(asking, service)
    watch({service: everything.look}, "letters")
    refused = len(everything.refused)
    print(f"{everything.applied} events of {service} were applied again. Letters that still wait: {refused}.")
    for number, words in everything.refused.items():
        print(f"  {number}: {words}")
    return 1 if everything.refused else 0


class Replaying:
    """Replays each dead letter of a service once, the oldest first."""

    def __init__(self, asking: Asking, service: str) -> None:
        self._asking = asking
        self._service = service
        self._letters: deque[dict[str, Any]] = deque()
        self._after = 0
        self._done = 0
        self.applied = 0
        self.refused: dict[int, str] = {}

    def look(self) -> Step:
        """Goes on for a second. Raises Silent, and goes on with the same letter the next time."""
        until = time.monotonic() + LOOK_SECONDS
        while time.monotonic() < until:
            letter = self._next()
            if letter is None:
                return Step(self._done, self._done, over=True)
            self._replay(letter["id"])
            self._letters.popleft()
            self._done += 1
        return Step(self._done, self._done + len(self._letters))

    def _next(self) -> dict[str, Any] | None:
        """The next letter that can be replayed: what queues goes with its key, foreign messages are no events."""
        while not self._letters:
            told = self._asking.ask(self._service, "GET", f"/dead-letters?limit={PAGE}&after={self._after}")
            if not told["letters"]:
                return None
            self._after = told["letters"][-1]["id"]
            self._letters.extend(letter for letter in told["letters"] if letter["state"] == "dead")
        return self._letters[0]

    def _replay(self, number: int) -> None:
        try:
            told = self._asking.ask(self._service, "POST", f"/dead-letters/{number}/replay")
        except Silent:
            raise
        except StackError as error:
            self.refused[number] = str(error)
        else:
            self.applied += told["applied"]


def _ask_all(asking: Asking) -> tuple[dict[str, Any], list[str]]:
    """What waits in each service that answers, and the words of those that do not."""
    found: dict[str, Any] = {}
    silent: list[str] = []
    for service in SERVICES:
        try:
            found[service] = asking.ask(service, "GET", f"/dead-letters?limit={PAGE}")
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
        return f"Nothing waits in {', '.join(found)}: every event was applied."
    head = ("service", "id", "state", "type", "where", "since", "reason")
    parked = sum(told["parked_keys"] for told in found.values())
    more = "" if all(len(told["letters"]) < PAGE for told in found.values()) else f" The oldest {PAGE} are shown."
    keys = "1 key waits." if parked == 1 else f"{parked} keys wait."
    return f"{table([head, *rows])}\n\n{keys}{more} restu dead-letters show|replay|drop SERVICE ID"
