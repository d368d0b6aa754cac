"""Values of subjects whose facts did not change: they stay, and name the loads and the version they rest on now.

A value names every load that brought rows of its window. After a correction these are others for everybody, although
most figures are what they were and need not be computed again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, TextField
from django.db.models.functions import Cast

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.measure.storing.lines import Lines

Group = tuple[str, str, str]  # (window, load numbers as they stand, load numbers now)


@dataclass(frozen=True)
class Left:
    """What is to become of the values in force of a month that are not computed again."""

    period_id: int  #: month
    but: Collection[int]  #: subjects that were computed
    groups: Mapping[Group, Collection[int]]  #: values that name other loads now -> KPIs
    many: int  #: values that stay
    strange: frozenset[int]  #: KPIs some value of which names loads no computed one named: they have to be computed


def left_values(
    lines: Lines, period: PeriodRow, computed: Mapping[Slot, Computed], *,
    kpis: Collection[int], windows: Collection[str], but: Collection[int],
) -> Left:  # fmt: skip
    """Sort the values in force by the loads they name, following what was computed.

    Shape:    `but` are the subjects that were computed; `kpis` and `windows` are what the run looks at.
    Law:      the loads a value names depend on KPI, month and window alone, so a computed value tells for all.
    """
    held = Value.objects.filter(period_id=period.id, is_current=True, window__in=windows, kpi_id__in=kpis).order_by()
    named = held.annotate(numbers=Cast("load_numbers", TextField()))
    before = named.filter(subject_id__in=but).values_list("kpi_id", "subject_id", "window", "numbers")
    then = {(kpi, subject, window): numbers for kpi, subject, window, numbers in before}
    now: dict[tuple[int, str, str], str] = {}
    for slot, result in computed.items():
        kpi, subject, _period, window = slot
        if (kpi, subject, window) in then:
            now[kpi, window, then[kpi, subject, window]] = lines.line(slot, result).load_numbers
    groups: dict[Group, list[int]] = {}
    many, strange = 0, set()
    for row in named.exclude(subject_id__in=but).values("kpi_id", "window", "numbers").annotate(many=Count("pk")):
        numbers = row["numbers"]
        told = numbers if numbers == "[]" else now.get((row["kpi_id"], row["window"], numbers))
        if told is None:
            strange.add(row["kpi_id"])
            continue
        many += row["many"]
        if told != numbers:
            groups.setdefault((row["window"], numbers, told), []).append(row["kpi_id"])
    clear = {group: [kpi for kpi in found if kpi not in strange] for group, found in groups.items()}
    return Left(period.id, but, {group: found for group, found in clear.items() if found}, many, frozenset(strange))


def name_loads(run: Run, left: Left) -> None:
    """Let the values that stay name the loads and the version of this run, in the caller's transaction."""
    for (window, numbers, told), kpis in left.groups.items():
        held = Value.objects.filter(period_id=left.period_id, is_current=True, window=window, kpi_id__in=kpis)
        named = held.exclude(subject_id__in=left.but).annotate(numbers=Cast("load_numbers", TextField()))
        staying = named.filter(numbers=numbers)
        staying.update(load_numbers=json.loads(told), warehouse_version=run.warehouse_version)
