"""Reads KPIs with the definition of a day, and assignments with what they name, for whole lists at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from kpiloop.foundation.org.rows import PersonRow, SubjectRow
from kpiloop.foundation.reading import each_once, is_reading, once
from kpiloop.loop.plan.models import Assignment, KpiDefinition
from kpiloop.loop.plan.row_building import definition_in_force, kpi_row
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow

#: Above this many keys a list is filtered in memory: databases limit the variables of one query.
MANY_KEYS = 500


def _of_person(role: str) -> tuple[str, ...]:
    return (f"{role}_id", *(f"{role}__subject__{name}" for name in ("code", "name_zh", "name_en")), f"{role}__user_id")


#: What an assignment row is made of, in the order it is taken apart; an object of each relation would cost five times.
_FIELDS = (
    *("pk", "scheme_id", "kpi_id", "parent_id", "weight", "valid_from", "valid_to"),
    *("subject_id", "subject__kind", "subject__code", "subject__name_zh", "subject__name_en"),
    *(*_of_person("owner"), *_of_person("provider")),
)


def kpi_rows(on: date | None, kpi_ids: Collection[int] | None = None) -> dict[int, KpiRow]:
    """KPIs by key with the definition in force on a day; None as the day takes the newest of any state."""
    rows = once(("plan.kpis", on), lambda: dict(_kpis_on(on)))
    return {key: row for key, row in rows.items() if kpi_ids is None or key in kpi_ids}


def _kpis_on(on: date | None) -> Iterator[tuple[int, KpiRow]]:
    versions: dict[int, list[KpiDefinition]] = defaultdict(list)
    for definition in _definitions():
        versions[definition.kpi_id].append(definition)
    for key, held in versions.items():
        chosen = definition_in_force(held, on)
        if chosen is not None:
            yield key, kpi_row(chosen.kpi, chosen)


def _definitions() -> list[KpiDefinition]:
    return once("plan.definitions", lambda: list(KpiDefinition.objects.select_related("kpi")))


def definitions_of(code: str) -> list[KpiDefinition]:
    """Every version of the definition of a KPI; only a page, which asks for those of others too, reads all at once."""
    if not is_reading():
        return list(KpiDefinition.objects.select_related("kpi").filter(kpi__code=code))
    return [row for row in _definitions() if row.kpi.code == code]


def assignment_rows(found: QuerySet[Assignment], on: date | None) -> list[AssignmentRow]:
    """Assignments of a query, in its order, with the definitions of one day."""
    kpis = kpi_rows(on)
    return [_assignment(line, kpis) for line in found.values_list(*_FIELDS)]


def lines_on(wanted: set[int], on: date) -> dict[int, AssignmentRow]:
    """Assignments by key with the definitions of one day; a page that shows several days reads their lines once."""
    kpis = kpi_rows(on)
    return {key: _assignment(line, kpis) for key, line in each_once("plan.lines", wanted, _lines).items()}


def _lines(wanted: set[int]) -> dict[int, tuple[Any, ...]]:
    found = _every_line()
    if len(wanted) <= MANY_KEYS:
        found = found.filter(pk__in=wanted)
    return {line[0]: line for line in found if line[0] in wanted}


@cache
def _every_line() -> QuerySet[Assignment, tuple[Any, ...]]:
    """The question, never asked itself: to name so many columns costs more than to read a few rows."""
    return Assignment.objects.order_by("pk").values_list(*_FIELDS)


def _assignment(line: tuple[Any, ...], kpis: dict[int, KpiRow]) -> AssignmentRow:
    key, scheme, kpi, parent, weight, valid_from, valid_to, *others = line
    subject, owner, provider = others[:5], others[5:10], others[10:]
    return AssignmentRow(
        id=key,
        scheme_id=scheme,
        kpi=kpis[kpi],
        subject=SubjectRow(*subject),
        owner=PersonRow(*owner),
        provider=PersonRow(*provider) if provider[0] is not None else None,
        parent_id=parent,
        weight=weight,
        valid_from=valid_from,
        valid_to=valid_to,
    )
