"""`kpiloop cause`: what is behind a variance, and the causes people name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Kpi, Month, Reason, Subject, Text, noun
from kpiloop.interfaces.cli.picking import assignment_of, last_day
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import optional_figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, percent, word
from kpiloop.interfaces.reports.variance_export import export_variance
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.loop.analyse import selectors, services
from kpiloop.loop.analyse.rows import Contribution, Crossing

app = noun()
CauseId = Annotated[int, typer.Argument(help="id")]


@app.command(help=say("偏差由谁构成：各部分合计等于总变化。", "What a change is made of; the parts add up to it."))
def contribution(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    *,
    by: Annotated[str, typer.Option(help=say("unit、drivers 或维度", "unit, drivers or a dimension"))] = "unit",
    within: Annotated[str, typer.Option(help=say("再按第二个维度", "and by a second dimension"))] = "",
    baseline: Annotated[str, typer.Option(help="target, prior_year, prior_period")] = "target",
    method: Annotated[str, typer.Option(help="shapley, chain, lmdi; midpoint, base-weighted")] = "",
    factor: Annotated[
        list[str] | None,
        typer.Option(help=say("乘积等于该指标的指标代码，按顺序", "KPIs whose product it is, in their order")),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help=say("输出 CSV", "as CSV"))] = False,
) -> None:
    """Parts of the change, largest first, with the residual named; of two dimensions a cross table."""
    viewer = acting()
    held = assignment_of(viewer, kpi=kpi, subject=subject, period_code=month)
    asked = {"assignment_id": held.id, "period_code": month, "baseline": baseline, "method": method}
    found: Contribution | Crossing
    if within:
        found = selectors.crossing(viewer, dimensions=(by, within), on=last_day(viewer, month), **asked)  # type: ignore[arg-type]
    else:
        found = selectors.contribution(viewer, by=by, factors=factor or (), on=last_day(viewer, month), **asked)  # type: ignore[arg-type]
    if csv:
        print("".join(csv_lines(export_variance(found))), end="")
        return
    ends = ((say("余项", "residual"), found.residual_code, found.residual), (say("合计", "change"), "", found.change))
    heads = (say("代码", "code"), say("名称", "name"))
    if isinstance(found, Crossing):
        columns = [row.key for row in found.columns]
        lines = [
            (row.key, row.name("zh"), *_cells(found, row.key, columns), full(row.change), percent(row.share))
            for row in found.rows
        ]
        lines += [(name, word, *("" for _ in columns), full(figure), found.convention) for name, word, figure in ends]
        table([found], (*heads, *columns, say("变化", "change"), say("占比", "share")), lines)
        return
    parts = [(part.key, part.name("zh"), full(part.change), percent(part.share), part.good) for part in found.parts]
    order = " > ".join(found.order) or found.convention
    parts += [(name, word, full(figure), found.convention, order) for name, word, figure in ends]
    table([found], (*heads, say("变化", "change"), say("占比", "share"), say("好坏", "good")), parts)


def _cells(found: Crossing, row: str, columns: Sequence[str]) -> list[str]:
    return [full(cell.change) if (cell := found.cell(row, column)) is not None else "" for column in columns]


@app.command("list", help=say("某月的原因。", "Causes named in a month."))
def list_causes(month: Month) -> None:
    """Causes of every visible variance of a month."""
    viewer = acting()
    found = selectors.causes_for(viewer, period_code=month, on=last_day(viewer, month))
    rows = [cause for causes in found.values() for cause in causes]
    heads = (
        "id",
        say("分配", "assignment"),
        say("类别", "kind"),
        say("影响", "impact"),
        say("状态", "state"),
        say("填写", "by"),
        say("原因", "text"),
    )
    table(
        rows,
        heads,
        (
            (
                r.id,
                r.assignment_id,
                word("cause_kind", r.kind),
                full(r.impact),
                word("cause_state", r.state),
                r.written_by,
                r.text,
            )
            for r in rows
        ),
    )


@app.command(help=say("填写偏差原因。", "Write the cause of a variance."))
def write(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    kind: Annotated[str, typer.Option(help="market, price, volume, cost, quality, capacity, people, data, other")],
    text: Text,
    evidence: Annotated[str, typer.Option(help=say("证据", "what shows it"))] = "",
    impact: Annotated[str, typer.Option(help=say("影响值，带符号", "effect on the figure, signed"))] = "",
) -> None:
    """The owner says why, with evidence and size."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    cause_id = services.write_cause(
        actor,
        assignment_id=held.id,
        period_code=month,
        kind=kind,
        text=text,
        evidence=evidence,
        impact=optional_figure(impact),
    )
    answer({"id": cause_id}, say(f"原因 {cause_id} 已填写。", f"Cause {cause_id} is written."))


@app.command(help=say("确认原因（不能由填写人确认）。", "Confirm a cause; not by its writer."))
def confirm(cause_id: CauseId) -> None:
    """A second person agrees."""
    services.confirm_cause(acting(), cause_id=cause_id, now=timezone.now())
    answer({"id": cause_id}, say("已确认。", "Confirmed."))


@app.command(help=say("撤回原因。", "Withdraw a cause."))
def withdraw(cause_id: CauseId, reason: Reason) -> None:
    """It stays readable, marked as withdrawn."""
    services.withdraw_cause(acting(), cause_id=cause_id, reason=reason, now=timezone.now())
    answer({"id": cause_id}, say("已撤回。", "Withdrawn."))
