"""Let a person leave the programme, and wait until every service has done its part.

From the moment consent knows it nothing of theirs is approved or released any more: standing approvals lapse, sessions
end, connected accounts are disconnected and the access to them is ended at the networks. Their posts, points and name
stay: see `restu erase`. Whoever has left does not come back under the same id; they can be added again as a new person.
The command may be killed and repeated: what consent knows, the others follow by themselves.
"""

import argparse
import os

from restu.asking import Asking
from restu.home import Home
from restu.people import TAKES_PART, add_person_arguments, find, say_in_consent, watch_everywhere

EVENT = "restu.AdvocateLeft.v1"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_person_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask consent, and watch the others."""
    asking = Asking.on(Home.from_environment(os.environ))
    someone = find(asking, arguments)
    print(someone, flush=True)
    position = say_in_consent(asking, someone, "leave")
    print("The others follow consent by themselves, also when this command is ended.", flush=True)
    watch_everywhere(asking, someone.id, position, EVENT)
    before = "" if someone.state == TAKES_PART else "They had left before. "
    print(f"{before}Every service knows that they take part no longer.")
    return 0
