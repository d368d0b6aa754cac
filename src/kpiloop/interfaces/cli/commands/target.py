"""`kpiloop target`: targets, their history, and changes that need a second person."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.engine.targets.band import Band
from kpiloop.interfaces.cli.options import Kpi, Month, Reason, Subject, noun
from kpiloop.interfaces.cli.picking import assignment_of
from kpiloop.interfaces.cli.planning import target_sheets, target_year
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import aim, figure, optional_figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import name, target_text, word
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewTarget

app = noun()
target_year.register(app)
target_sheets.register(app)
Figure = Annotated[str, typer.Argument(help=say("目标值；区间型写成 95..105", "target; a range as 95..105"))]


def _aim(written: str) -> tuple[Decimal, Band | None]:
    """The figure of a target, and its bounds where it is a range."""
    read = aim(written)
    return (read.middle, read) if isinstance(read, Band) else (read, None)


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
    figures, band = _aim(target)
    wanted = NewTarget(held.id, month, figures, optional_figure(threshold), optional_figure(stretch), band)
    written = services.set_targets(actor, targets=[wanted], reason=reason)
    answer(written, say(f"{month} {kpi} 目标值：{target}", f"{month} {kpi} target: {target}"))


@app.command(help=say("把上级目标分解到下级，各月合计完全相等。", "Break targets down to the parts, exactly."))
def cascade(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    share: Annotated[list[str] | None, typer.Option(help=say("份额，如 EAST=3", "share, e.g. EAST=3"))] = None,
    cushion: Annotated[str, typer.Option(help=say("缓冲百分比，如 5", "cushion in percent, e.g. 5"))] = "0",
    reason: Reason = "",
) -> None:
    """Equal parts unless shares are named; locked cells and closed months keep their figure."""
    actor = acting()
    whole = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    shares: dict[int, Decimal] = {}
    for named in share or ():
        code, _sign, written = named.partition("=")
        shares[assignment_of(actor, kpi=kpi, subject=code, period_code=month).id] = figure(written)
    done = services.cascade_targets(
        actor, assignment_id=whole.id, shares=shares or None, cushion=figure(cushion) / 100, reason=reason
    )
    count = done.changed + done.added
    answer(done, say(f"已分解，{count} 个目标值有变化。", f"Broken down; {count} targets changed."))


@app.command(help=say("锁定目标值，不参与自动分配。", "Lock a target against sharing out."))
def lock(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    free: Annotated[bool, typer.Option("--free", help=say("解锁", "unlock"))] = False,
    reason: Reason = "",
) -> None:
    """The figure stays as it is; a person may still change it."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    count = services.lock_targets(actor, cells=[(held.id, month)], is_locked=not free, reason=reason)
    answer({"changed": count}, say("已解锁。" if free else "已锁定。", "Unlocked." if free else "Locked."))


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
        (
            (r.version, target_text(r.target, r.band), r.method, r.recorded_by, f"{r.recorded_at:%F %R}", r.reason)
            for r in rows
        ),
    )


@app.command(help=say("提出目标变更。", "Propose a change of a target."))
def propose(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    target: Annotated[
        str, typer.Argument(help=say("目标值；区间型写成 95..105；na 表示该期不考核", "target; na: it does not apply"))
    ],
    reason: Reason,
    retroactive: Annotated[bool, typer.Option(help=say("对已结束的期间追溯", "for a period that has ended"))] = False,
) -> None:
    """Somebody else decides."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    is_applicable = target.casefold() != "na"
    figures, band = _aim(target) if is_applicable else (None, None)
    change_id = services.propose_target_change(
        actor,
        assignment_id=held.id,
        period=month,
        new_target=figures,
        band=band,
        reason=reason,
        on=timezone.localdate(),
        is_retroactive=retroactive,
        is_applicable=is_applicable,
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
                target_text(r.old_target, r.old_band),
                target_text(r.new_target, r.new_band) if r.is_applicable else say("不考核", "n/a"),
                r.state,
            )
            for r in rows
        ),
    )
