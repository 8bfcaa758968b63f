"""One person of a running platform: who it is, and when every service has done what consent said of them.

Consent decides and says it on its topic; each other service does its part in the transaction in which it takes that
event. So a service has done it when its position in the person's partition has reached the event and no letter holds
it. A record of that partition that it could not read may have been the event: until somebody has looked and dropped it,
nobody is told that it is done. Everything goes on without who watches: watching may be ended, and begun again, at any
time.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from restu.asking import Asking
from restu.errors import StackError
from restu.progress import Look, Step, watch

CONSENT, TOPIC = "consent", "restu.consent.v1"
LISTENERS = ("content", "publisher", "gamification", "gateway")
STANDING_SECONDS = 90.0

TAKES_PART, LEFT, ERASED = "taking part", "left", "erased"
DONE = Step(1, 1, over=True)


@dataclass(frozen=True)
class Someone:
    """Who it is, as consent knows them; the erased have no name and no address."""

    id: str
    name: str
    email: str
    state: str

    def __str__(self) -> str:
        named = f"person {self.id}" if self.state == ERASED else f"{self.name}, {self.email}, person {self.id}"
        return f"{named} ({self.state})"


def add_person_arguments(parser: argparse.ArgumentParser) -> None:
    """Either way to say who is meant."""
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--email", metavar="ADDRESS", help="by their address at work")
    who.add_argument("--person", metavar="ID", type=_id, help="by their id, the only way once they are erased")


def find(asking: Asking, arguments: argparse.Namespace) -> Someone:
    """The one who is meant. Raises StackError when there is none, or more than one."""
    who = {"person_id": arguments.person} if arguments.person else {"email": arguments.email.strip()}
    told = asking.ask_patiently(CONSENT, "POST", "/people/find", who)["people"]
    found = [Someone(each["person_id"], each["name"], each["email"], each["state"]) for each in told]
    if not found:
        raise StackError(
            f"Nobody takes part, or has left, with the address {arguments.email}. Nothing was done. Whoever is erased "
            "has no address here any more: check an erasure with --person ID."
        )
    if len(found) > 1:
        listed = "\n".join(f"  {each}" for each in found)
        raise StackError(
            f"{len(found)} people have, or had, this address. Nothing was done. Say which one: --person ID\n{listed}"
        )
    return found[0]


def say_in_consent(asking: Asking, someone: Someone, verb: str) -> int:
    """Has consent `leave` or `erase` them, which may be repeated; a position of its log behind that."""
    told = asking.ask_patiently(CONSENT, "POST", f"/people/{someone.id}/{verb}")
    return int(told["position"])


def watch_everywhere(asking: Asking, person_id: str, position: int, event: str) -> None:
    """Shows who has done it until all have. Raises StackError when one cannot, stands still or stays silent."""
    everywhere = Everywhere(asking, person_id, position, event)
    watch(everywhere.looks(), "done")
    if everywhere.held:
        raise StackError("\n".join(everywhere.held.values()))


class Everywhere:
    """How far each service is with what consent said of a person, up to a position of consent's log."""

    def __init__(self, asking: Asking, person_id: str, position: int, event: str) -> None:
        self._asking = asking
        self._person = person_id
        self._position = position
        self._event = event
        self._sequence: int | None = None
        self._last: dict[str, tuple[Any, float]] = {}
        self.held: dict[str, str] = {}

    def looks(self) -> dict[str, Look]:
        """Consent's first: the others are measured by what it has published."""
        return {CONSENT: self._published, **{service: partial(self._applied, service) for service in LISTENERS}}

    def _published(self) -> Step:
        told = self._asking.ask(CONSENT, "GET", f"/topic/published/{self._person}")
        if told["read"] < self._position:
            return self._not_yet(CONSENT, told, "done there, and not published yet")
        self._sequence = told["sequence"]
        return DONE

    def _applied(self, service: str) -> Step:
        if self._sequence is None:
            return Step(0, 1, trouble="consent comes first")
        told = self._asking.ask(service, "GET", f"/effects/{TOPIC}/{self._person}")
        if told["sequence"] < self._sequence:
            return self._not_yet(service, told, told["trouble"] or "earlier events come first")
        held = next((letter for letter in told["waiting"] if letter["type"] == self._event), None)
        if held is None:
            return self._unreadable(service, told["unreadable"]) if told["unreadable"] else DONE
        dead = next((letter for letter in told["waiting"] if letter["state"] == "dead"), held)
        self.held[service] = (
            f"{service} could not do it: dead letter {dead['id']} ({dead['reason']}). Mend the cause, then run "
            f"restu dead-letters replay {service} {dead['id']}, and this command again to see that it is done."
        )
        return Step(0, 1, over=True, trouble=f"dead letter {dead['id']}")

    def _unreadable(self, service: str, letters: Sequence[int]) -> Step:
        first = letters[0]
        self.held[service] = (
            f"{service} has done all that it could read. {len(letters)} records beside it could not be read, from dead "
            f"letter {first} on: whether one of them spoke of this person cannot be told from here, so do not count on "
            f"it. See where each stands in the topic (restu dead-letters show {service} {first}). Drop those that are "
            f"nothing of consent's (restu dead-letters drop {service} {first}), and run this command again."
        )
        return Step(0, 1, over=True, trouble=f"{len(letters)} unreadable records")

    def _not_yet(self, service: str, told: Any, why: str) -> Step:
        """Raises StackError when nothing has moved for long."""
        now = time.monotonic()
        last, since = self._last.get(service, (None, now))
        if told != last:
            since = now
        self._last[service] = told, since
        if now - since > STANDING_SECONDS:
            raise StackError(
                f"{service} has not moved for {STANDING_SECONDS:.0f} s: {why}. Nothing is lost: it goes on by itself "
                "when it can; run the same command again to watch it. See: restu status"
            )
        return Step(0, 1, trouble=why)


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no id, such as 3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f") from None
