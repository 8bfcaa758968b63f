"""Plain tables for the terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from restu.supervisor import Supervisor


def table(rows: Iterable[Sequence[str]], *, indent: str = "  ") -> str:
    """Rows with aligned columns, two spaces between them."""
    cells = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)] if cells else []
    return "\n".join(
        (indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in cells
    )


def stack_table(supervisor: "Supervisor") -> str:
    """What `up` says when everything is ready."""
    stack = supervisor.stack
    pids = {kept.name: str(kept.child.pid) for kept in supervisor.kept if kept.child}
    rows = [(name, address, pids.get(name, "yours")) for name, address in stack.addresses().items()]
    return "\n".join(
        [
            f"Restu is ready ({supervisor.ready_after:.1f} s).",
            "",
            table([("", "address", "process"), *rows]),
            "",
            f"Open {stack.address('gateway')} in a browser. The sandbox network's pages: {stack.address('sandbox')}.",
            f"Data, keys and logs: {stack.home.folder}. End with Ctrl-C.",
        ]
    )
