"""The commands of `restu`, one module each.

A module `restu/commands/<name>.py` (underscores become dashes) is a command when it has
    a docstring whose first line is the help text,
    configure(parser)      adds its arguments to an `argparse.ArgumentParser`,
    run(arguments) -> int  does it and gives the exit code; `StackError` is shown as its text, exit code 1.
It imports at its top only what is light: `restu --help` loads every command.
"""
