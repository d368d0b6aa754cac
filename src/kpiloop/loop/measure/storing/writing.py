"""Write new versions of values, a month at a time, past the object layer: a run writes millions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice

from django.db.models import TextField
from django.db.models.functions import Cast

from kpiloop.foundation.bulk import insert_lines
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.storing.lines import COMPARED, Line, Lines, is_same

#: Lines of one transaction: few enough that pages that write wait no longer than a moment.
BATCH = 5000
#: Of so few subjects the values are looked up, of more those of the whole month are read.
FEW = 200
Key = tuple[int, int, int, str]  # (KPI, subject, period key, window)


def write_values(lines: Lines, computed: Mapping[Slot, Computed]) -> tuple[int, int]:
    """Write new versions as invisible rows of the run; returns (written, unchanged).

    Rows stay invisible until `finish`, so a run that dies leaves nothing behind to be seen.
    """
    current = _current({lines.months[slot[2]].id for slot in computed}, {slot[1] for slot in computed})
    made = (lines.line(slot, result) for slot, result in computed.items())
    fresh = (line for line in made if not is_same(current.get(line[:4]), line))
    written = 0
    while batch := list(islice(fresh, BATCH)):
        insert_lines(Value, Line._fields, batch)
        written += len(batch)
    return written, len(computed) - written


def _current(periods: Collection[int], subjects: Collection[int]) -> dict[Key, tuple[object, ...]]:
    """What is in force, as it is stored: digits and JSON stay text, which is all that is compared."""
    found = Value.objects.filter(period_id__in=sorted(periods), is_current=True).order_by()
    if len(subjects) <= FEW:
        found = found.filter(subject_id__in=sorted(subjects))
    as_stored = {"digits": Cast("actual", TextField()), "numbers": Cast("load_numbers", TextField())}
    columns = ["digits" if name == "actual" else name for name in COMPARED[:11]]
    rows = found.annotate(**as_stored, inputs=Cast("parts", TextField())).values_list(*columns, "numbers", "inputs")
    return {row[:4]: row for row in rows.iterator(BATCH)}
