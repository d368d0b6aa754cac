"""`kpiloop period`: state of periods, close and reopen."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.jobs.services import work_off
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.rows import ClosePlan
from kpiloop.interfaces.cli.archiving import decide_late, late, replay, retention
from kpiloop.interfaces.cli.comparing import compare, revisions
from kpiloop.interfaces.cli.errors import ConfirmationNeeded
from kpiloop.interfaces.cli.options import Day, Month, Reason, Yes, noun
from kpiloop.interfaces.cli.printing import answer, table, tell_json
from kpiloop.interfaces.cli.reading import day
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.wording.close_findings import finding_said

app = noun()
app.command(help=say("原披露与重述后的差异。", "As reported and as restated."))(revisions)
app.command(help=say("按关账时固定的版本重算并比对。", "Replay a close from what it pinned."))(replay)
app.command(help=say("关账后到达的数据会改变什么。", "What late data would change."))(late)
app.command(help=say("各类数据保留多久。", "What is kept how long."))(retention)
app.command("decide-late", help=say("决定如何处理迟到数据。", "Decide about late data."))(decide_late)
app.command(help=say("两个期间或两个部门对比。", "Compare two periods or two units."))(compare)


@app.command(help=say("期间状态。", "State of the periods."))
def status(
    kind: Annotated[str, typer.Option(help="month, quarter, half, year")] = "month",
    year: Annotated[int | None, typer.Option(help=say("财年", "fiscal year"))] = None,
) -> None:
    """Open, closed or reopened, with revision and pinned version."""
    rows = calendar.periods(acting(), kind=kind, fiscal_year=year)
    heads = (
        say("期间", "period"),
        say("状态", "state"),
        say("修订", "revision"),
        say("事实版本", "facts"),
        say("关账人", "closed by"),
        say("关账时间", "closed at"),
    )
    table(
        rows,
        heads,
        (
            (
                r.code,
                word("period_state", r.state),
                r.revision,
                r.warehouse_version,
                r.closed_by,
                f"{r.closed_at:%F %R}" if r.closed_at else "",
            )
            for r in rows
        ),
    )


@app.command(help=say("关账：先说明后果，加 --yes 执行。", "Close: explains first, --yes does it."))
def close(
    month: Month,
    yes: Yes = False,
    waiver: Annotated[
        str, typer.Option(help=say("未满足检查项时的放行理由", "why it may close in spite of findings"))
    ] = "",
) -> None:
    """Freeze every stage and pin the facts; closing twice changes nothing."""
    actor = acting()
    plan = services.prepare_close(actor, period_code=month, now=timezone.now())
    explanation = services.explain_close(actor, plan)
    if not yes:
        _explain(explanation)
        raise ConfirmationNeeded()
    done = services.apply_close(actor, plan, waiver=waiver, now=timezone.now())
    work_off()
    answer(done, say(f"{month} 已关账。", f"{month} is closed."))


@app.command(help=say("申请放行影响薪酬的缺失数据。", "Ask to close without figures that feed pay."))
def waive(month: Month, reason: Reason) -> None:
    """Another person decides."""
    asked = services.ask_waiver(acting(), period_code=month, reason=reason, now=timezone.now())
    answer(
        {"asked": asked},
        say(f"已申请放行 {asked} 项，须另一人决定。", f"{asked} waivers asked for; another person decides."),
    )


@app.command("decide-waiver", help=say("决定放行（须另一人）。", "Allow or refuse waivers; by another person."))
def decide_waiver(
    month: Month,
    refuse: Annotated[bool, typer.Option("--refuse", help=say("不同意", "refuse"))] = False,
    reason: Annotated[str, typer.Option(help=say("说明", "remark"))] = "",
) -> None:
    """All that wait in the month."""
    decided = services.decide_waivers(
        acting(), period_code=month, is_granted=not refuse, reason=reason, now=timezone.now()
    )
    answer({"decided": decided}, say(f"已决定 {decided} 项。", f"{decided} waivers decided."))


@app.command(help=say("申请反关账。", "Request a reopening."))
def reopen(
    month: Month,
    reason: Reason,
    until: Day,
    kpi: Annotated[list[str] | None, typer.Option(help=say("指标代码，可重复", "code of a KPI, repeatable"))] = None,
    unit: Annotated[list[str] | None, typer.Option(help=say("部门代码，可重复", "code of a unit, repeatable"))] = None,
    new_terms: Annotated[
        bool,
        typer.Option(
            "--new-terms",
            help=say("按现行口径而不是关账时的口径", "by the terms of now, not those it was closed by"),
        ),
    ] = False,
) -> None:
    """Another person approves it; the period stays open until the given day, for what is named.

    It keeps the formulas, definitions, targets, weights and units it was closed by; only facts and reports are new.
    """
    request_id = services.request_reopen(
        acting(), period_code=month, reason=reason, until=day(until), kpis=kpi or (), subjects=unit or (),
        new_terms=new_terms, now=timezone.now(),
    )  # fmt: skip
    answer({"id": request_id}, say(f"反关账申请 {request_id} 已提出。", f"Reopening {request_id} is requested."))


@app.command("approve-reopen", help=say("批准反关账（须另一人）。", "Approve a reopening; by another person."))
def approve_reopen(request_id: Annotated[int, typer.Argument(help="id")]) -> None:
    """From now on the period takes entries again."""
    services.approve_reopen(acting(), reopening_id=request_id, now=timezone.now())
    answer({"id": request_id}, say("已反关账。", "The period is reopened."))


@app.command("refuse-reopen", help=say("不同意反关账（须另一人）。", "Refuse a reopening; by another person."))
def refuse_reopen(request_id: Annotated[int, typer.Argument(help="id")]) -> None:
    """The period stays closed."""
    services.refuse_reopen(acting(), reopening_id=request_id, now=timezone.now())
    answer({"id": request_id}, say("未同意，期间保持关账。", "Refused; the period stays closed."))


@app.command(help=say("历次关账。", "Every close."))
def closes() -> None:
    """Closes with revision, version and hash."""
    rows = list(selectors.closes(acting()))
    if current().as_json:
        tell_json(rows)
        return
    heads = (
        say("期间", "period"),
        say("修订", "revision"),
        say("事实版本", "facts"),
        say("口径修订", "terms"),
        "sha256",
    )
    names = ("period_code", "revision", "warehouse_version", "terms_revision", "sha256")
    table(rows, heads, (tuple(getattr(row, name, "") for name in names) for row in rows))


@app.command(help=say("建立或延长日历（整财年）。", "Create or extend the calendar by whole fiscal years."))
def extend(first: Day, last: Day) -> None:
    """Years that are there already are kept."""
    engine = calendar.engine_calendar(acting())
    added = calendar_services.ensure_calendar(
        acting(),
        fiscal_start_month=engine.fiscal_start_month,
        named_by=engine.named_by,
        first_month=day(first),
        last_month=day(last),
    )
    answer({"added": added}, say(f"新增 {added} 个期间。", f"{added} periods added."))


def _explain(plan: ClosePlan) -> None:
    if current().as_json:
        tell_json(plan)
        return
    counts = (plan.period, plan.revision, plan.figures, plan.warehouse_version, plan.fingerprint)
    told = say(
        "%s 第 %s 次修订：冻结 %s 个数值，事实版本 %s，输入 %s", "%s revision %s: %s figures, facts %s, inputs %s"
    )
    print(told % counts)
    if plan.revision > 1 and not plan.is_closed:
        kept = say("沿用第 %s 次修订的口径", "keeps the terms of revision %s") % plan.terms_revision
        print(kept if plan.terms_revision < plan.revision else say("按现行口径", "goes by the terms of now"))
    if plan.closes_longer:
        print(say("一并关账：", "closes with it: ") + ", ".join(plan.closes_longer))
    for what, pin in plan.pins.items():
        print(f"  {word('pin', what)} {pin.count} {pin.sha256}")
    heads = (
        say("检查项", "check"), say("指标", "KPI"), say("对象", "subject"), say("说明", "what"), say("阻止", "blocks"),
    )  # fmt: skip
    rows = [
        (
            word("close_finding", row.code),
            row.kpi_code,
            row.subject_code,
            finding_said(row),
            say("是", "yes") if row.is_blocking else "",
        )
        for row in plan.findings
    ]
    table(plan.findings, heads, rows)
