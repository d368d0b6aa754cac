"""How KPIs are computed, by program: formulas with the date and unit they count by, exchange rates, runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.interfaces.api.collect_schemas import RunOut
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.rows import FormulaRow
from kpiloop.loop.measure.selectors import RateRow
from kpiloop.loop.plan import selectors as plan

router = Router(tags=["kpis"])
ACCEPTED = 202


class FormulaIn(Schema):
    """How a KPI is computed from a day on."""

    text: str = Field(..., min_length=1, description="In the language of formulas")
    valid_from: date
    dates: dict[str, str] = Field({}, description="Dataset -> date column it counts by; its first one without it")
    units: dict[str, str] = Field({}, description="Dataset -> column that names the unit it counts for")


class FormulaOut(FormulaIn):
    """One version of a formula."""

    version: int
    fingerprint: str
    written_by: str
    written_at: datetime

    @staticmethod
    def of(row: FormulaRow) -> FormulaOut:
        """From the row."""
        return out_of(FormulaOut, row, dates=dict(row.date_columns), units=dict(row.unit_columns))


class FormulaSet(Schema):
    """A formula that was set."""

    kpi: str
    version: int


class RateOut(Schema):
    """An exchange rate in force."""

    currency: str
    into: str
    period: str
    kind: str = Field(..., description="average or closing")
    rate: str = Field(..., description=FIGURE)
    version: int

    @staticmethod
    def of(row: RateRow) -> RateOut:
        """From the row."""
        return out_of(RateOut, row, period=row.period_code, kind=row.rate_type, rate=text_of(row.rate))


class RatesIn(Schema):
    """Exchange rates as people keep them."""

    lines: str = Field(..., min_length=1, description="One a line, such as: USD CNY 2026-01 average 7.05")
    source: str = Field("", description="Where they come from")


class RatesOut(Schema):
    """How many versions were written."""

    written: int


class StretchIn(Schema):
    """Months to compute again."""

    first: str
    last: str = Field("", description="The first one alone without it")


@reading(
    router,
    "/kpis/{code}/formulas",
    answer=list[FormulaOut],
    permission="plan.view",
    object_kind="kpi",
    summary="Every version of the formula of a KPI, with the date and unit it counts by",
)
def list_formulas(request: HttpRequest, code: str) -> list[FormulaOut]:
    """Newest first; none where its values are reported."""
    viewer = reader(request)
    plan.kpi(viewer, code)
    return [FormulaOut.of(row) for row in selectors.formulas(viewer, kpi=code)]


@writing(
    router,
    "/kpis/{code}/formula",
    answer=FormulaSet,
    permission="plan.edit",
    object_kind="kpi",
    summary="Set how a KPI is computed from a day on",
)
def set_formula(request: HttpRequest, code: str, body: FormulaIn) -> FormulaSet:
    """Checked against datasets, units and KPIs before it is kept; earlier periods keep the older one."""
    version = services.set_formula(
        reader(request), kpi=code, text=body.text, valid_from=body.valid_from, date_columns=body.dates,
        unit_columns=body.units,
    )  # fmt: skip
    return FormulaSet(kpi=code, version=version)


@reading(router, "/rates", answer=list[RateOut], permission="values.view", summary="Exchange rates in force")
def list_rates(request: HttpRequest) -> list[RateOut]:
    """Newest period first."""
    return [RateOut.of(row) for row in selectors.rates(reader(request))]


@writing(router, "/rates", answer=RatesOut, permission="plan.edit", object_kind="rate", summary="Record exchange rates")
def record_rates(request: HttpRequest, body: RatesIn) -> RatesOut:
    """Another figure for the same place is a new version."""
    return RatesOut(written=services.record_rate_lines(reader(request), text=body.lines, source=body.source))


@writing(
    router,
    "/runs",
    answer={ACCEPTED: RunOut},
    permission="measures.run",
    object_kind="run",
    summary="Compute open months again in the background",
)
def compute_again(request: HttpRequest, body: StretchIn) -> Any:
    """What comes out the same is kept; how far it is stands under /collect/runs."""
    actor, now = reader(request), timezone.now()
    first, last = (calendar.period(actor, code).code for code in (body.first, body.last or body.first))
    key = f"measure.run:{actor.username}:{now:%Y%m%d%H%M%S}:{first}:{last}"
    return Status(
        ACCEPTED, RunOut.of(enqueue(actor, kind="measure.run", key=key, arguments={"first": first, "last": last}))
    )
