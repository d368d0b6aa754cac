"""Values for computing: everybody's, without a viewer. For services and jobs of later stages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import TextField
from django.db.models.functions import Cast

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.choices import APPROVED, PROPOSED
from kpiloop.loop.measure.computing.days import DayFigure, day_figures, require_days
from kpiloop.loop.measure.evaluation.overriding import decisions_in
from kpiloop.loop.measure.models import Override, Run, Value
from kpiloop.loop.measure.reading import value_rows
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.splitting.crossing import cross
from kpiloop.loop.measure.splitting.values import split

__all__ = [
    "DayFigure",
    "OverrideLine",
    "ValueLine",
    "cross",
    "day_figures",
    "newest_run",
    "open_overrides",
    "override_lines",
    "overrides_counted",
    "require_days",
    "split",
    "value_lines",
    "values_by_id",
    "values_for",
    "version_computed",
]

ValueKey = tuple[int, int, int]


@dataclass(frozen=True)
class ValueLine:
    """A value as far as a close pins it."""

    kpi_id: int  #: KPI
    subject_id: int  #: whose
    window: str  #: month, qtd or ytd
    definition_id: int  #: version of the definition
    formula_id: int | None  #: version of the formula; None when it was reported
    actual: Decimal | None  #: figure; None when missing
    state: str  #: complete, partial or missing
    reason: str  #: why it is missing


@dataclass(frozen=True)
class OverrideLine:
    """An override as far as a close pins it."""

    id: int  #: key
    kpi_id: int  #: KPI
    subject_id: int  #: whose
    period_id: int  #: month
    figure: Decimal | None  #: what counts
    reason: str  #: why
    asked_by: str  #: who asked for it
    decided_by: str  #: who agreed


def values_for(
    period_ids: Collection[int],
    window: str,
    *,
    kpi_ids: Collection[int] | None = None,
    subject_ids: Collection[int] | None = None,
) -> dict[ValueKey, ValueRow]:
    """Current values of a window by (KPI, subject, period)."""
    found = Value.objects.filter(period_id__in=list(period_ids), window=window, is_current=True)
    if kpi_ids is not None:
        found = found.filter(kpi_id__in=list(kpi_ids))
    rows = value_rows(found)
    wanted = None if subject_ids is None else set(subject_ids)
    return {
        (row.kpi_id, row.subject_id, row.period_id): row for row in rows if wanted is None or row.subject_id in wanted
    }


def newest_run() -> int:
    """Number of the newest run that ended well; a higher one later means that values changed meanwhile."""
    return Run.objects.filter(state="done").order_by("-number").values_list("number", flat=True).first() or 0


def version_computed(month: PeriodRow) -> int | None:
    """Version of the facts the newest run over a month counted; None before the first one."""
    done = Run.objects.filter(state="done", first_period__lte=month.code, last_period__gte=month.code)
    return done.order_by("-number").values_list("warehouse_version", flat=True).first()


def value_lines(period_id: int) -> list[ValueLine]:
    """Current values of a month in every window, in a fixed order: what a close pins."""
    found = Value.objects.filter(period_id=period_id, is_current=True).order_by("kpi_id", "subject_id", "window")
    names = [each.name for each in fields(ValueLine)]
    return [ValueLine(**row) for row in found.values(*names)]


def overrides_counted(period_id: int) -> set[int]:
    """Keys of the overrides that current values of a month rest on, in every window and however deep."""
    if not Override.objects.exists():
        return set()
    found = Value.objects.filter(period_id=period_id, is_current=True).annotate(inputs=Cast("parts", TextField()))
    return {
        key
        for parts in found.filter(inputs__contains='"override"').values_list("parts", flat=True)
        for key in decisions_in(parts)
    }


def override_lines(ids: Collection[int]) -> list[OverrideLine]:
    """Overrides in a fixed order: what a close pins of them."""
    names = [each.name for each in fields(OverrideLine)]
    found = Override.objects.filter(pk__in=list(ids)).order_by("pk") if ids else Override.objects.none()
    return [OverrideLine(**row) for row in found.values(*names)]


def open_overrides(period: PeriodRow) -> list[tuple[int, int, str]]:
    """Overrides that wait: of the month for a decision or for the run that takes them, or for the run that lets go.

    Shape:    -> (KPI, subject, state); ended and expired ones some figure of the month still rests on.
    """
    counted = overrides_counted(period.id)
    own = Override.objects.filter(period_id=period.id, state__in=(PROPOSED, APPROVED)).exclude(
        pk__in=counted, state=APPROVED
    )
    gone = Override.objects.filter(pk__in=counted).exclude(state=APPROVED)
    return list((own | gone).order_by("pk").values_list("kpi_id", "subject_id", "state"))


def values_by_id(ids: Collection[int]) -> dict[int, ValueRow]:
    """Values by key, current or superseded: what a score rests on must stay readable."""
    wanted = list(set(ids))
    rows: list[ValueRow] = []
    for start in range(0, len(wanted), 500):
        rows += value_rows(Value.objects.filter(pk__in=wanted[start : start + 500]))
    return {row.id: row for row in rows}
