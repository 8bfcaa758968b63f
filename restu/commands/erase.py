"""Erase a person: they leave, and everything but ids is deleted, in every service.

It shows who it is and asks first. Then it waits until every service has done it, not only consent. The command may be
killed and repeated: what consent knows, the others follow by themselves. Somebody who is erased already is said to be
(exit code 0); they are found by id alone, for nothing else of them is kept.
"""

import argparse
import os

from restu.asking import Asking
from restu.confirming import confirmed
from restu.home import Home
from restu.people import ERASED, Someone, add_person_arguments, find, say_in_consent, watch_everywhere

EVENT = "restu.PersonErased.v1"
WHAT_IT_MEANS = """
Deleted for good, in every service: name and address, the words of their previews and approvals, their accounts on the
networks with Restu's access to them, the links to their posts, what they declined, their sessions. Nothing of theirs
that still waits is published.

Kept, under an id that names nobody then: that they took part, their signed approvals (without the words), what became
of them, points. Posts stay on the networks, and Restu cannot take them down any more. Restu forgets its access to their
accounts without ending it at the networks, unless they left before (restu leaver, a minute earlier). Your backups are
yours to let expire.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_person_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    """Ask the person, then consent, and watch the others."""
    asking = Asking.on(Home.from_environment(os.environ))
    someone = find(asking, arguments)
    print(someone, flush=True)
    if someone.state != ERASED and not _is_wanted(someone, without_asking=arguments.yes):
        print("Nothing was deleted.")
        return 1
    position = say_in_consent(asking, someone, "erase")
    print(
        "Done in consent. The others follow by themselves, also when this command is ended; to watch them again: "
        f"restu erase --person {someone.id}",
        flush=True,
    )
    watch_everywhere(asking, someone.id, position, EVENT)
    already = "They were erased before. " if someone.state == ERASED else ""
    print(f"{already}Nothing but the id is left of them in any service.")
    return 0


def _is_wanted(someone: Someone, *, without_asking: bool) -> bool:
    print(WHAT_IT_MEANS, flush=True)
    return without_asking or confirmed(f"Erase {someone.name}?")
