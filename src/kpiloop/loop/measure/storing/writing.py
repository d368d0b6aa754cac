"""Write new versions of values, a month at a time, past the object layer: a run writes millions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from typing import NamedTuple, TypeAlias

from django.db.models import TextField
from django.db.models.functions import Cast

from kpiloop.foundation.bulk import insert_lines
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.storing.lines import COMPARED, Line, Lines, is_same

#: Lines of one transaction: few enough that pages that write wait no longer than a moment.
BATCH = 5000
#: Of so few subjects the values are looked up, of more those of the whole month are read.
FEW = 200
FIGURE = Line._fields.index("actual")
Key: TypeAlias = tuple[int, int, int, str]  # (KPI, subject, period key, window)


class Written(NamedTuple):
    """What became of the values of a month."""

    written: int  #: new versions
    unchanged: int  #: computed, and what they were
    standing: frozenset[Key]  #: in force with a figure, and not computed


def write_values(
    lines: Lines, period: PeriodRow, computed: Mapping[Slot, Computed], *, among: Collection[int] | None = None
) -> Written:
    """Write new versions of values of a month as invisible rows of the run.

    Shape:    `among` are the subjects that were computed; None: all.
    Law:      rows stay invisible until `finish`, so a run that dies leaves nothing behind to be seen.
    """
    current = _current(period, among)
    made = (lines.line(slot, result) for slot, result in computed.items())
    fresh = (line for line in made if not is_same(current.pop(line[:4], None), line))
    written = 0
    while batch := list(islice(fresh, BATCH)):
        insert_lines(Value, Line._fields, batch)
        written += len(batch)
    standing = frozenset(key for key, row in current.items() if row[FIGURE] is not None)
    return Written(written, len(computed) - written, standing)


def _current(period: PeriodRow, among: Collection[int] | None) -> dict[Key, tuple[object, ...]]:
    """What is in force, as it is stored: digits and JSON stay text, which is all that is compared."""
    found = Value.objects.filter(period_id=period.id, is_current=True).order_by()
    if among is not None and len(among) <= FEW:
        found = found.filter(subject_id__in=sorted(among))
    as_stored = {"digits": Cast("actual", TextField()), "numbers": Cast("load_numbers", TextField())}
    columns = ["digits" if name == "actual" else name for name in COMPARED[:11]]
    rows = found.annotate(**as_stored, inputs=Cast("parts", TextField())).values_list(*columns, "numbers", "inputs")
    return {row[:4]: row for row in rows.iterator(BATCH)}
