"""Stored month values as steps: opened down to their rows, or with their stored sums where a page lists rows later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.selectors import explain_value


@dataclass(frozen=True)
class ValueOpener:
    """Opens stored values for one viewer, each at most once."""

    viewer: Actor  #: who looks
    values: Mapping[int, ValueRow]  #: the values of all lines, read at once
    with_rows: bool  #: False: sums and counts only, without asking the warehouse
    opened: dict[int, Step] = field(default_factory=dict)  #: what was opened already

    def open(self, value_id: int) -> Step:
        """The proof of one value."""
        if value_id not in self.opened:
            self.opened[value_id] = explain_value(self.viewer, value_id, with_rows=self.with_rows)
        return self.opened[value_id]
