"""States: what reading the rows of whole months left behind, so that they need not be read again.

Derived data: immutable files outside every version, believed only where the files of a month are those they were made
from. They may be deleted at any time; what is missing or does not match is read from the rows.
"""

from __future__ import annotations

from kpiloop.foundation.warehouse.computing.states.changes import changed_leaves
from kpiloop.foundation.warehouse.computing.states.keeping import is_large, keep_state
from kpiloop.foundation.warehouse.computing.states.matching import Found, find_state, is_keepable
from kpiloop.foundation.warehouse.computing.states.places import month_marks, sweep_states

__all__ = [
    "Found",
    "changed_leaves",
    "find_state",
    "is_keepable",
    "is_large",
    "keep_state",
    "month_marks",
    "sweep_states",
]
