"""Publish events of a service to its topic again, unchanged, from its database.

For a topic whose records were lost or damaged before its end (what is missing at the end, the service notices and
publishes by itself), and for a new consumer of your own. Consumers pass over what they had. New events go out
meanwhile. It goes on in the service, also when this command or the service is killed; running the same command again
watches it.
"""

import argparse
import os

from restu.asking import Asking
from restu.commands.backup import WITH_TOPIC
from restu.errors import StackError
from restu.home import Home
from restu.progress import Look, Step, watch


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("service", choices=WITH_TOPIC)
    parser.add_argument("--partition", type=int, metavar="N", help="this partition alone (0 to 11)")
    parser.add_argument(
        "--from", dest="first", type=int, default=1, metavar="SEQUENCE", help="from this event on (default: the first)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask the running service, and watch."""
    asking, service = Asking.on(Home.from_environment(os.environ)), arguments.service
    wanted = {"partition": arguments.partition, "first": arguments.first}
    begun = asking.ask_patiently(service, "POST", "/topic/republish", wanted)
    watch({service: _look(asking, service, begun["number"])}, "events of the log")
    told = asking.ask_patiently(service, "GET", "/topic")
    if told["number"] == begun["number"] and told["trouble"]:
        raise StackError(
            f"{service} stopped: {told['trouble']} cannot be made public by this release. {told['sent']} events were "
            "published again; a repaired release can go on with --from."
        )
    print(f"{told['sent']} events of {service} were published again.")
    return 0


def _look(asking: Asking, service: str, number: int) -> Look:
    def look() -> Step:
        told = asking.ask(service, "GET", "/topic")
        return Step(told["done"], told["total"], over=told["over"] or told["number"] != number)

    return look
