"""What happens to the stack: one module for each kind of fault, which names its rows of the long form."""

from tests.faults.faults import (
    again,
    broker,
    clocks,
    erasure,
    full,
    kills,
    leaders,
    older,
    outward,
    poison,
    postgres,
    stopped,
)
from tests.faults.faults.fault import Fault

ROWS: dict[str, Fault] = {
    **kills.ROWS,
    **outward.ROWS,
    **stopped.ROWS,
    **leaders.ROWS,
    **postgres.ROWS,
    **clocks.ROWS,
    **full.ROWS,
    **poison.ROWS,
    **again.ROWS,
    **broker.ROWS,
    **erasure.ROWS,
    **older.ROWS,
}
