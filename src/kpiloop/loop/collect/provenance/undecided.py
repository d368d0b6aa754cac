"""What waits for somebody before it counts: proposed corrections and rows in quarantine, with the days they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.choices import PROPOSED, WAITING
from kpiloop.loop.collect.models import Correction, QuarantineRow
from kpiloop.loop.collect.provenance.behind import loads_behind
from kpiloop.loop.collect.reading.corrections import typed
from kpiloop.loop.collect.row_building import correction_row
from kpiloop.loop.collect.rows import CorrectionRow

#: Date roles by dataset: the columns its rows are counted by.
Roles = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class UndecidedCorrection:
    """A correction that waits for its second person."""

    row: CorrectionRow  #: the correction
    is_stored: bool  #: False: its row was taken back since, it can only be refused or withdrawn
    days: frozenset[date]  #: days the row counts on as it stands, and those it would count on

    def is_until(self, last_day: date) -> bool:
        """Whether approving it could change what is counted up to a day; of a row nobody finds nobody can tell."""
        return not self.is_stored or any(day <= last_day for day in self.days)


@dataclass(frozen=True)
class UndecidedRows:
    """Rows of one load that could not be taken and wait for somebody."""

    load: int  #: number of the load
    dataset: str  #: dataset they are for
    days: tuple[date | None, ...]  #: day of each row; None where none can be read

    def count_until(self, last_day: date) -> int:
        """How many could change what is counted up to a day: those without a readable day, too."""
        return sum(day is None or day <= last_day for day in self.days)


def undecided_corrections(roles: Roles) -> list[UndecidedCorrection]:
    """Proposed corrections of the datasets asked for, oldest first.

    Law:      the days are those of the row in the facts now, and beside them the new one where a day itself is put
              right: such a row leaves one month and enters another.
    """
    held = list(Correction.objects.filter(state=PROPOSED, dataset__in=list(roles)).order_by("pk"))
    keys: dict[str, set[str]] = defaultdict(set)
    for each in held:
        keys[each.dataset].add(each.row_key)
    stored = {dataset: facts.rows_by_keys(dataset, wanted) for dataset, wanted in keys.items()}
    return [_of(each, stored[each.dataset].get(each.row_key), roles[each.dataset]) for each in held]


def undecided_rows(roles: Roles) -> list[UndecidedRows]:
    """Loads with waiting rows of the datasets asked for, oldest first."""
    waiting = QuarantineRow.objects.filter(state=WAITING, batch__source__dataset__in=list(roles))
    datasets = dict(waiting.order_by("batch__number").values_list("batch__number", "batch__source__dataset").distinct())
    found = loads_behind(datasets)
    return [UndecidedRows(number, dataset, found[number].waiting) for number, dataset in datasets.items()]


def _of(held: Correction, stored: Mapping[str, object] | None, roles: Collection[str]) -> UndecidedCorrection:
    row = correction_row(held)
    if stored is None:
        return UndecidedCorrection(row, False, frozenset())
    days = {stored.get(role) for role in roles}
    if held.field in roles:
        days.add(typed(held.new, held.field, facts.shapes()[held.dataset]))
    return UndecidedCorrection(row, True, frozenset(day for day in days if isinstance(day, date)))
