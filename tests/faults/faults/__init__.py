"""What happens to the stack: one module for each kind of fault, which names its rows of the long form."""

from tests.faults.faults import again, broker, kills, poison
from tests.faults.faults.fault import Fault

ROWS: dict[str, Fault] = {**kills.ROWS, **poison.ROWS, **again.ROWS, **broker.ROWS}
