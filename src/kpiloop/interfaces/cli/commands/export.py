"""`kpiloop export`: values, scores, bonuses, actions as CSV or JSON."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from kpiloop.interfaces.cli.handing_out import hand_out
from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.picking import period_range
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.reports.export_rows import require_known
from kpiloop.interfaces.reports.exports import VALUES_BY, make_day_export, make_export

app = noun()
Out = Annotated[str, typer.Option(help=say("CSV 文件；不给则输出到屏幕", "CSV file; to the screen when absent"))]
First = Annotated[str, typer.Option("--from", help=say("首个期间", "first period"))]
More = Annotated[str, typer.Option("--with", help=say("另加的列，逗号分隔", "further columns, by comma"))]
By = Annotated[
    Literal["month", "week", "half", "day"], typer.Option(help=say("按月、周、半年或日", "by month, week, half or day"))
]
Kpi = Annotated[str, typer.Option(help=say("按日：只导出这些指标，逗号分隔", "by day: only these KPIs, by comma"))]
Last = Annotated[str, typer.Option("--to", help=say("最后期间", "last period"))]


@app.command(help=say("导出指标数值。", "Export values."))
def values(
    out: Out = "", first: First = "", last: Last = "", more: More = "", by: By = "month", kpi: Kpi = ""
) -> None:  # fmt: skip
    """One row per KPI, subject and month, week, half-year or day; `--with ytd,own_year,yoy,prior,trust,override,
    evidence` adds columns. By day the ends are days such as 2026-11-28, at most 92.
    """
    viewer = acting()
    if by == "day":
        require_known(_named(more), ())
        hand_out(make_day_export(viewer, first=first, last=last, kpi_codes=_named(kpi)), out)
        return
    codes = period_range(viewer, first, last, kind=by)
    hand_out(make_export(viewer, VALUES_BY[by], period_codes=codes, also=_named(more)), out)


@app.command(help=say("导出得分。", "Export scores."))
def scores(out: Out = "", first: First = "", last: Last = "", more: More = "") -> None:
    """Newest revision of every card by KPI with a total row; `--with evidence` adds columns."""
    viewer = acting()
    hand_out(make_export(viewer, "scores", period_codes=_quarters(first, last), also=_named(more)), out)


@app.command(help=say("导出奖金。", "Export bonuses."))
def bonuses(out: Out = "", first: First = "", last: Last = "") -> None:
    """Every line the account may see."""
    viewer = acting()
    hand_out(make_export(viewer, "bonuses", period_codes=_quarters(first, last)), out)


@app.command(help=say("导出校准。", "Export calibrations."))
def calibrations(out: Out = "", first: First = "", last: Last = "") -> None:
    """Everybody with the grade proposed, that of the guideline, and the one that stands."""
    viewer = acting()
    hand_out(make_export(viewer, "calibrations", period_codes=_quarters(first, last)), out)


@app.command(help=say("导出行动项。", "Export actions."))
def actions(out: Out = "", first: First = "", last: Last = "") -> None:
    """Actions by the month they answer."""
    viewer = acting()
    hand_out(
        make_export(viewer, "actions", period_codes=period_range(viewer, first, last) if first or last else ()), out
    )


def _named(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(",") if name.strip())


def _quarters(first: str, last: str) -> tuple[str, ...]:
    return period_range(acting(), first, last, kind="quarter") if first or last else ()
