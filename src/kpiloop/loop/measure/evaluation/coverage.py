"""Which days the sources declared complete: the difference between nothing happened and not loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpiloop.foundation.warehouse import engine_io as warehouse


@dataclass(frozen=True)
class Coverage:
    """Declared stretches of days per dataset, joined; a dataset that declares nothing is taken as complete."""

    stretches: Mapping[str, Sequence[tuple[date, date]]]  #: dataset -> (first day, day after), merged

    def is_complete(self, dataset: str, start: date, end: date) -> bool:
        """Whether every day of [start, end) was declared complete."""
        declared = self.stretches.get(dataset)
        if not declared:
            return True
        return any(first <= start and end <= last for first, last in declared)


def read_coverage(datasets: Sequence[str]) -> Coverage:
    """Join what the loads of each dataset declared."""
    return Coverage({dataset: warehouse.coverage(dataset) for dataset in datasets})
