"""What a rule of the product refuses, as a fault at the place it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kpiloop.engine.errors import Refusal
from kpiloop.governance.bundle.rows import Fault, Row


def refused(row: Row, column: str, work: Callable[[], object]) -> Iterator[Fault]:
    """What the work refuses, at a column of a row; nothing when it does not."""
    try:
        work()
    except Refusal as refusal:
        yield Fault(refusal.code, row.place(column), refusal.fields)


def unread(row: Row, column: str, needed: str) -> Fault:
    """A column that is written and would be passed over in silence without what it counts with."""
    return Fault("bundle_column_unread", row.place(column), {"column": column, "needed": needed})
