"""Lays what the walk says out for the terminal: 80 to 120 columns, continued under where it began.

An id or an address is never broken, because people copy it; one that is wider than the terminal stands out.
"""

import shutil
import textwrap
from collections.abc import Sequence

NARROWEST, USUAL, WIDEST = 80, 100, 120
GAP = "  "


def columns() -> int:
    """How many columns to use: the terminal's within 80 and 120; 100 where there is none."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((USUAL, 24)).columns))


def paragraph(text: str, first: str, width: int, under: int | None = None) -> str:
    """Text behind `first`, further lines `under` as many spaces (else under the text's beginning)."""
    hanging = " " * (len(first) if under is None else under)
    lines = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines) or first.rstrip()


def listing(parts: Sequence[str], indent: int, width: int) -> str:
    """Parts side by side, as many on a line as fit; a part is never broken."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{GAP}{part}" if lines else ""
        if longer and len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(" " * indent + part)
    return "\n".join(lines)
