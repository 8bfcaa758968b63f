"""What the command line can say when it must give up.

Every message tells what happened, what was kept and what to do; a traceback is never shown for these.
"""


class StackError(Exception):
    """The stack cannot start, go on or stop as asked; the text is for the person at the terminal."""


class PortTaken(StackError):
    """A port that must be used is held by another program."""


class AlreadyRunning(StackError):
    """Another supervisor holds the same home folder."""


class NotInstalled(StackError):
    """Something that installation brings is missing."""


class ServerFailed(StackError):
    """An embedded server ended, or could not be prepared."""


class ProvisioningFailed(StackError):
    """Databases, roles or topics are not as they must be and could not be made so."""
