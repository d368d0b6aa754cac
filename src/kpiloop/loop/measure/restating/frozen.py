"""Values closes froze, and what they say of how they came about: formulas, targets and reports, however deep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.reading import RELATIONS

Parts = Sequence[Mapping[str, Any]]


def frozen_at(period_id: int, revision: int) -> list[Value]:
    """The values a close froze, in a fixed order: the newest of each that was frozen by then."""
    found = Value.objects.filter(period_id=period_id, frozen_revision__gt=0, frozen_revision__lte=revision)
    rows = found.select_related(*RELATIONS).order_by("frozen_revision", "pk")
    newest = {(row.kpi_id, row.subject_id, row.window): row for row in rows}
    return [newest[key] for key in sorted(newest)]


def formulas_named(values: Iterable[Value]) -> set[int]:
    """Versions of formulas values were computed by, and those they saw over other days."""
    return {key for row in values for key in (row.formula_id, *_seen(row.parts)) if key is not None}


def reports_named(values: Iterable[Value]) -> set[int]:
    """Reports values repeat or add up."""
    return {int(str(part["submission"])) for row in values for part in row.parts if part.get("submission")}


def targets_named(values: Iterable[Value]) -> list[tuple[str, int, int]]:
    """Targets of other KPIs that formulas named: (KPI code, subject, version)."""
    return [
        (part["kpi"], subject_id, int(each["target"]))
        for row in values
        for part, subject_id in _every_part(row.parts, row.subject_id)
        if part.get("window") == "target"
        for each in part["inputs"]
    ]


def _seen(parts: Parts) -> Iterator[int]:
    return (int(part["formula"]) for part, _subject in _every_part(parts, 0) if "formula" in part)


def _every_part(parts: Parts, subject_id: int) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Every part, however deep, and whose it is: what lies under a figure of the company is the company's."""
    for part in parts:
        whose = int(part.get("subject", subject_id))
        yield part, whose
        yield from _every_part(part.get("inputs", ()), whose)
