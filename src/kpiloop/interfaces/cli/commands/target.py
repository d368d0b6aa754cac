"""`kpiloop target`: targets, their history, and changes that need a second person."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Kpi, Month, Reason, Subject, noun
from kpiloop.interfaces.cli.picking import assignment_of
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import figure, optional_figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewTarget

app = noun()
Figure = Annotated[str, typer.Argument(help=say("目标值", "target"))]


@app.command("set", help=say("设定某月目标值。", "Set the target of a month."))
def set_target(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    target: Figure,
    threshold: Annotated[str, typer.Option(help=say("底线值", "lowest accepted"))] = "",
    stretch: Annotated[str, typer.Option(help=say("挑战值", "challenge"))] = "",
    reason: Reason = "",
) -> None:
    """A new version where the figure changed."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    wanted = NewTarget(held.id, month, figure(target), optional_figure(threshold), optional_figure(stretch))
    written = services.set_targets(actor, targets=[wanted], reason=reason)
    answer(written, say(f"{month} {kpi} 目标值：{target}", f"{month} {kpi} target: {target}"))


@app.command("set-year", help=say("设定年度目标并分解到月。", "Set the target of a year and phase it over its months."))
def set_year(kpi: Kpi, subject: Subject, month: Month, annual: Figure, reason: Reason = "") -> None:
    """Phased so that the months add up exactly; the month says which assignment is meant."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    written = services.set_annual_target(actor, assignment_id=held.id, annual=figure(annual), reason=reason)
    answer(written, say("年度目标已分解。", "The target of the year is phased."))


@app.command(help=say("某月目标值的历次版本。", "Every version of the target of a month."))
def history(kpi: Kpi, subject: Subject, month: Month) -> None:
    """Who set which target when, and why."""
    viewer = acting()
    held = assignment_of(viewer, kpi=kpi, subject=subject, period_code=month)
    rows = selectors.target_history(viewer, held.id, month)
    heads = (
        say("版本", "version"),
        say("目标值", "target"),
        say("方式", "method"),
        say("录入", "by"),
        say("时间", "at"),
        say("原因", "why"),
    )
    table(
        rows,
        heads,
        ((r.version, full(r.target), r.method, r.recorded_by, f"{r.recorded_at:%F %R}", r.reason) for r in rows),
    )


@app.command(help=say("提出目标变更。", "Propose a change of a target."))
def propose(kpi: Kpi, subject: Subject, month: Month, target: Figure, reason: Reason) -> None:
    """Somebody else decides."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    change_id = services.propose_target_change(
        actor, assignment_id=held.id, period=month, new_target=figure(target), reason=reason
    )
    answer({"id": change_id}, say(f"变更申请 {change_id} 已提出。", f"Change {change_id} is proposed."))


@app.command(help=say("审批目标变更（不能由提出人审批）。", "Decide a change of a target; not by the proposer."))
def decide(
    change_id: Annotated[int, typer.Argument(help="id")],
    approve: Annotated[bool, typer.Option("--approve/--reject", help=say("批准或驳回", "approve or reject"))],
    reason: Reason = "",
) -> None:
    """Approved, it becomes a new version of the target."""
    state = services.decide_target_change(
        acting(), change_id=change_id, approve=approve, reason=reason, now=timezone.now()
    )
    answer(
        {"id": change_id, "state": state},
        say(f"变更 {change_id}：{word('target_change_state', state)}", f"Change {change_id}: {state}"),
    )


@app.command(help=say("目标变更申请。", "Proposed changes of targets."))
def changes(state: Annotated[str, typer.Option(help="proposed, approved, rejected")] = "") -> None:
    """What was proposed and what became of it."""
    rows = selectors.target_changes(acting(), state=state or None)
    heads = (
        "id",
        say("指标", "KPI"),
        say("对象", "subject"),
        say("期间", "period"),
        say("原值", "old"),
        say("新值", "new"),
        say("状态", "state"),
    )
    table(
        rows,
        heads,
        (
            (
                r.id,
                r.assignment.kpi.code,
                name(r.assignment.subject),
                r.period_code,
                full(r.old_target),
                full(r.new_target),
                r.state,
            )
            for r in rows
        ),
    )
