"""`kpiloop measure override`, `overrides`, `decide-override`, `end-override`: a person's figure counts."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Kpi, Month, Reason, Subject
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day, measured
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.choices import OVERRIDE_STATES

Id = Annotated[int, typer.Argument(help=say("核定编号", "id of the override"))]


def override(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    value: Annotated[str, typer.Argument(metavar="FIGURE", help=say("核定值", "figure that counts"))],
    until: Annotated[str, typer.Option(help=say("从这天起恢复系统值", "day the system counts again"))],
    reason: Reason,
    evidence: Annotated[str, typer.Option(help=say("凭证编号或地址", "number or address of the proof"))] = "",
) -> None:
    """Another person decides; nothing changes before."""
    key = services.propose_override(
        acting(), kpi=kpi, subject=subject, period=month, figure=measured(value), reason=reason, evidence=evidence,
        valid_until=day(until), now=timezone.now(),
    )  # fmt: skip
    answer({"id": key}, say(f"人工核定 {key} 已提出，待他人审批。", f"Override {key} waits for another person."))


def decide_override(
    override_id: Id,
    approve: Annotated[bool, typer.Option("--approve/--reject", help=say("批准或驳回", "approve or reject"))],
    reason: Reason = "",
) -> None:
    """Approved, the next run takes it."""
    state = services.decide_override(
        acting(), override_id=override_id, approve=approve, reason=reason, now=timezone.now()
    )
    shown = word("override_state", state)
    answer(
        {"id": override_id, "state": state},
        say(f"人工核定 {override_id}：{shown}", f"Override {override_id}: {shown}"),
    )


def end_override(override_id: Id, reason: Reason) -> None:
    """From the next run on the system's figure counts again; the override stays in the history."""
    services.end_override(acting(), override_id=override_id, reason=reason, now=timezone.now())
    answer({"id": override_id}, say(f"人工核定 {override_id} 已终止。", f"Override {override_id} has ended."))


def overrides(
    month: Annotated[str, typer.Option(help=say("只看某月", "only this month"))] = "",
    kpi: Annotated[str, typer.Option(help=say("只看某指标", "only this KPI"))] = "",
    state: Annotated[str, typer.Option(help=", ".join(OVERRIDE_STATES))] = "",
) -> None:
    """Each with the system's figure beside it."""
    rows = selectors.overrides(
        acting(), period_codes=[month] if month else None, kpi=kpi or None, states=[state] if state else None,
        on=timezone.localdate(),
    )  # fmt: skip
    heads = tuple(say(*pair) for pair in (
        ("编号", "id"), ("状态", "state"), ("指标", "KPI"), ("对象", "subject"), ("期间", "period"),
        ("核定值", "override"), ("系统值", "system"), ("有效期至", "until"), ("提出", "by"), ("审批", "agreed"),
        ("原因", "why"),
    ))  # fmt: skip
    table(rows, heads, (
        (r.id, word("override_state", r.state), r.kpi.code, name(r.subject), r.period_code, full(r.figure),
         full(r.system_now), r.valid_until, r.asked_by, r.decided_by, r.reason)
        for r in rows
    ))  # fmt: skip


def register(app: typer.Typer) -> None:
    """Put the commands beside those of values."""
    app.command("override", help=say("提出人工核定值（另一人审批）。", "Ask that another figure counts."))(override)
    app.command("overrides", help=say("人工核定清单。", "Overrides and what became of them."))(overrides)
    app.command("decide-override", help=say("审批人工核定（不能由提出人审批）。", "Decide an override."))(
        decide_override
    )
    app.command("end-override", help=say("提前终止人工核定。", "End an override before its day."))(end_override)
