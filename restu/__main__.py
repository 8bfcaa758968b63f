"""`python -m restu <command>`: finds the command's module and runs it; see `restu.commands`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

from restu import commands
from restu.errors import StackError


def names() -> list[str]:
    """The commands there are, as they are typed."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))


def load(name: str) -> ModuleType:
    """The module of one command."""
    return importlib.import_module(f"restu.commands.{name.replace('-', '_')}")


def parser_for(wanted: Sequence[str]) -> argparse.ArgumentParser:
    """The parser with the given commands; one alone when its name is known, so that the others stay unloaded."""
    parser = argparse.ArgumentParser(prog="restu", description="Restu: nothing is published without approval.")
    subparsers = parser.add_subparsers(dest="command", metavar="<command>", required=True)
    for name in wanted:
        module = load(name)
        text = (module.__doc__ or "").strip()
        subparser = subparsers.add_parser(name, help=text.splitlines()[0] if text else "", description=text)
        module.configure(subparser)
        subparser.set_defaults(run=module.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the command's, 1 for what is said in words, 2 for wrong arguments."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    known = names()
    parser = parser_for([given[0]] if given and given[0] in known else known)
    if not given:
        parser.print_help(sys.stderr)
        return 2
    parsed = parser.parse_args(given)
    try:
        return int(parsed.run(parsed))
    except StackError as error:
        print(f"restu: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except OSError as error:
        print(f"restu: the system refuses: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
