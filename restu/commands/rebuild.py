"""Build the view of a service anew from its log, beside the one that serves, and let it take its place.

Queries are answered all the while: nobody sees an empty, partial or older view, and live updates go on. Use it when a
view is thought to be wrong, or after a release that shows events differently. It goes on in the service, also when this
command or the service is killed; running it again watches a rebuild that is under way. The old view is dropped within
a minute.
"""

import argparse
import os

from restu.asking import Asking
from restu.commands.backup import WITH_TOPIC
from restu.home import Home
from restu.progress import Look, Step, watch

ALL = "all"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("view", choices=(*WITH_TOPIC, ALL), help="the service whose view it is, or all of them")


def run(arguments: argparse.Namespace) -> int:
    """Ask the running services, and watch."""
    asking = Asking.on(Home.from_environment(os.environ))
    views = WITH_TOPIC if arguments.view == ALL else (arguments.view,)
    wanted = {view: int(asking.ask_patiently(view, "POST", "/view/rebuild")["generation"]) for view in views}
    watch({view: _look(asking, view, generation) for view, generation in wanted.items()}, "events")
    print(f"Built anew and serving: {', '.join(views)}.")
    return 0


def _look(asking: Asking, view: str, generation: int) -> Look:
    total = 0

    def look() -> Step:
        nonlocal total
        told = asking.ask(view, "GET", "/view")
        if told["serving"] >= generation:
            return Step(total, total, over=True)
        build = told["build"] or {"events": 0, "total": 0, "trouble": None}
        total = max(build["events"], build["total"], total)
        return Step(build["events"], total, trouble=build["trouble"])

    return look
