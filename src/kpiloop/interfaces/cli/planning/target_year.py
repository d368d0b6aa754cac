"""Verbs of `kpiloop target` about a whole year: its shape, its plan, sums of parts, growth, source rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.options import Kpi, Month, Reason, Subject
from kpiloop.interfaces.cli.picking import assignment_of, last_day
from kpiloop.interfaces.cli.printing import answer, table, tell_json
from kpiloop.interfaces.cli.reading import day, figure, measured
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, word
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.plan.target_writing import TargetsWritten
from kpiloop.loop.plan.targeting.phasing import shape_weights
from kpiloop.loop.track.selectors import base_months, taken_targets, year_shape

Annual = Annotated[str, typer.Argument(help=say("年度目标值", "target of the year"))]
SHAPES = "equal, last_year, working_days, s_curve, as_now, own, curve"


def set_year(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    annual: Annual,
    shape: Annotated[str, typer.Option(help=SHAPES)] = "",
    weights: Annotated[str, typer.Option(help=say("每月权重或累计曲线，空格分隔", "weights or curve, by spaces"))] = "",
    reason: Reason = "",
) -> None:
    """Phased so that the months add up exactly; the month says which assignment is meant."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    chosen = shape or ("own" if weights else "equal")
    typed = [figure(text) for text in weights.split()]
    written = services.set_annual_target(
        actor,
        assignment_id=held.id,
        annual=measured(annual),
        weights=shape_weights(
            chosen, year_shape(actor, row=held, fiscal_year=calendar.period(actor, month).fiscal_year, typed=typed)
        ),
        shape=chosen,
        reason=reason,
    )
    answer(written, say("年度目标已分解。", "The target of the year is phased."))


def plan(kpi: Kpi, subject: Subject, month: Month) -> None:
    """How the year came about, and the line its months draw."""
    viewer = acting()
    held = assignment_of(viewer, kpi=kpi, subject=subject, period_code=month)
    course = selectors.target_course(viewer, assignment_id=held.id)
    if session.current().as_json:
        tell_json(course)
        return
    for version in course.plans[:1]:
        shape = word("target_shape", version.method)
        answer(version, say(f"第 {version.version} 版：{shape}", f"Version {version.version}: {shape}"))
    heads = (
        say("月份", "month"),
        say("目标值", "target"),
        say("累计", "reached by then"),
        say("占全年", "of the year"),
    )
    rows = (
        (row.period_code, full(row.target), full(row.reached), "" if row.planned is None else f"{row.planned:.1%}")
        for row in course.months
    )
    table(course.months, heads, rows)


def sum_up(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    weighted_by: Annotated[str, typer.Option(help=say("比率按哪个指标加权", "KPI that weighs a ratio"))] = "",
    reason: Reason = "",
) -> None:
    """The sum of the parts, or their weighted mean for a ratio."""
    actor = acting()
    whole = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    done = services.sum_up_targets(actor, assignment_id=whole.id, weighted_by=weighted_by, reason=reason)
    _tell(done, "已汇总", "Summed up")


def grow(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    percent: Annotated[str, typer.Argument(help=say("增长百分比，如 8", "growth in percent, e.g. 8"))],
    parts: Annotated[bool, typer.Option("--parts", help=say("作用于全部下级", "of every part instead"))] = False,
    reason: Reason = "",
) -> None:
    """Every open month becomes the same month of last year with the growth."""
    actor = acting()
    rows = _meant(actor, kpi, subject, month, parts=parts)
    base = base_months(actor, calendar.period(actor, month).fiscal_year, rows)
    done = services.grow_targets(
        actor,
        base={row.id: base[key] for row in rows if (key := (row.kpi.id, row.subject.id)) in base},
        growth=figure(percent) / 100,
        reason=reason,
    )
    _tell(done, "已按增长设定", "Grown")


def by_calendar(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    figures: Annotated[list[str], typer.Argument(help=say("如 2026-01=100", "e.g. 2026-01=100"))],
    reason: Reason = "",
) -> None:
    """Figures of calendar months, read into periods of weeks by overlapping days."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    given: dict[date, Decimal] = {}
    for named in figures:
        code, _sign, written = named.partition("=")
        given[day(f"{code}-01")] = figure(written)
    done = services.set_by_calendar_months(actor, assignment_id=held.id, figures=given, reason=reason)
    _tell(done, "已折算", "Converted")


def take(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    source: Annotated[str, typer.Option("--from", help=say("来源指标", "KPI whose figures are taken"))],
    parts: Annotated[bool, typer.Option("--parts", help=say("作用于全部下级", "of every part instead"))] = False,
    reason: Reason = "",
) -> None:
    """Complete months of the source become the targets of open months."""
    actor = acting()
    rows = _meant(actor, kpi, subject, month, parts=parts)
    year = calendar.period(actor, month).fiscal_year
    targets = taken_targets(actor, kpi=source, fiscal_year=year, rows=rows)
    done = services.set_targets(actor, targets=targets, method="source", reason=reason or source)
    _tell(done, "已取用", "Taken")


def _meant(actor: Actor, kpi: str, subject: str, month: str, *, parts: bool) -> list[AssignmentRow]:
    """The assignment that is named, or all its parts instead."""
    whole = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    if not parts:
        return [whole]
    rows = selectors.assignments(actor, on=last_day(actor, month), kpi=whole.kpi.code)
    return [row for row in rows if row.parent_id == whole.id]


def _tell(done: TargetsWritten, zh: str, en: str) -> None:
    """What was done, and how many targets are other ones now."""
    count = done.changed + done.added
    answer(done, say(f"{zh}，{count} 个目标值有变化。", f"{en}; {count} targets changed."))


def register(app: typer.Typer) -> None:
    """Add the verbs to `kpiloop target`."""
    app.command("set-year", help=say("设定年度目标并分解到月。", "Phase the target of a year over its months."))(
        set_year
    )
    app.command("plan", help=say("年度目标的由来与各月累计。", "How a year came about, and its months added up."))(plan)
    app.command("sum-up", help=say("由下级目标汇总出上级目标。", "Set a whole from its parts."))(sum_up)
    app.command("grow", help=say("按去年实际的增长设定目标。", "Set targets as growth on last year."))(grow)
    app.command("take", help=say("从另一指标的数值取用目标，如预算。", "Take targets from another KPI."))(take)
    said = say("按自然月的数值折算到本公司期间。", "Read figures of calendar months into periods.")
    app.command("by-calendar", help=said)(by_calendar)
