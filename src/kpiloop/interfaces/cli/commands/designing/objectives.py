"""`kpiloop kpi objectives, objective, end-objective, resume-objective, change-key-result`: what the KPIs are for."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import figure, optional_day
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import name, word
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.errors import UnknownReference
from kpiloop.loop.plan.rows import KeyResultRow, ObjectiveRow

Code = Annotated[str, typer.Argument(help=say("战略目标代码", "code of the objective"))]
_KEPT = say("不填则不变", "unchanged when left out")


@app.command(help=say("战略目标，含已结束的。", "Strategic objectives, those that ended too."))
def objectives(year: Annotated[int, typer.Option(help=say("财年，默认全部", "fiscal year; all without"))] = 0) -> None:
    """Each with its KPIs, and the day and reason of its end."""
    rows = selectors.objectives(acting(), fiscal_year=year or None)
    heads = (
        say("代码", "code"),
        say("名称", "name"),
        say("财年", "year"),
        say("维度", "perspective"),
        say("分管领导", "leader"),
        say("指标", "KPIs"),
        say("结束", "ended"),
    )
    shown = (
        (
            r.code,
            r.name(current().language),
            r.fiscal_year,
            word("perspective", r.perspective),
            name(r.sponsor) if r.sponsor else "",
            ", ".join(r.kpi_codes),
            f"{r.ended_on} {r.end_reason}" if r.ended_on else "",
        )
        for r in rows
    )
    table(rows, heads, shown)


@app.command(help=say("新增战略目标，或修改已有的。", "State an objective, or change the one of this code."))
def objective(
    code: Code,
    title: Annotated[str, typer.Option("--name", help=say("中文名称；", "Chinese name; ") + _KEPT)] = "",
    name_en: Annotated[str | None, typer.Option(help=say("英文名称；", "English name; ") + _KEPT)] = None,
    perspective: Annotated[str, typer.Option(help="financial, customer, process, learning")] = "",
    year: Annotated[int, typer.Option(help=say("财年", "fiscal year"))] = 0,
    sponsor: Annotated[str | None, typer.Option(help=say("分管领导工号", "employee number of the leader"))] = None,
    text: Annotated[str | None, typer.Option(help=say("说明", "what it means"))] = None,
) -> None:
    """What is left out stays as it is."""
    actor = acting()
    kept = _kept(code)
    said: dict[str, Any] = {
        "name_zh": title or (kept.name_zh if kept else ""),
        "name_en": name_en if name_en is not None else kept.name_en if kept else "",
        "perspective": perspective or (kept.perspective if kept else ""),
        "text": text if text is not None else kept.text if kept else "",
        "sponsor": (sponsor if sponsor is not None else _sponsor(kept)) or None,
    }
    of_year = year or (kept.fiscal_year if kept else timezone.localdate().year)
    if kept is None:
        services.add_objective(actor, code=code, fiscal_year=of_year, **said)
    else:
        services.change_objective(actor, code=code, fiscal_year=of_year, seen=kept.mark, **said)
    answer({"code": code}, say(f"战略目标 {code} 已保存。", f"Objective {code} is saved."))


@app.command("end-objective", help=say("结束战略目标，或更正结束日。", "End an objective, or put its end right."))
def end_objective(
    code: Code,
    reason: Reason = "",
    on: Annotated[str, typer.Option(help=say("日期，默认今天", "day, default today"))] = "",
) -> None:
    """What hangs on it stays."""
    today = timezone.localdate()
    day = optional_day(on) or today
    services.end_objective(acting(), code=code, on=day, reason=reason, today=today)
    answer({"code": code, "on": day}, say(f"战略目标 {code} 自 {day} 起结束。", f"Objective {code} ends on {day}."))


@app.command("resume-objective", help=say("撤回战略目标的结束。", "Take the end of an objective back."))
def resume_objective(code: Code, reason: Reason = "") -> None:
    """It is pursued again."""
    services.resume_objective(acting(), code=code, reason=reason)
    answer({"code": code}, say(f"战略目标 {code} 继续有效。", f"Objective {code} is pursued again."))


@app.command(
    "change-key-result",
    help=say("修改、停止或恢复关键结果。", "Put a key result right, drop it, or take it up again."),
)
def change_key_result(
    code: Annotated[str, typer.Argument(help=say("关键结果代码", "code of the key result"))],
    *,
    title: Annotated[str, typer.Option("--name", help=say("内容；", "what shall be true; ") + _KEPT)] = "",
    start: Annotated[str, typer.Option(help=say("起点", "from"))] = "",
    target: Annotated[str, typer.Option(help=say("终点", "to"))] = "",
    owner: Annotated[str, typer.Option(help=say("责任人工号", "employee number of the owner"))] = "",
    unit: Annotated[str, typer.Option(help=say("单位", "unit"))] = "",
    kpi: Annotated[str | None, typer.Option(help=say("关联指标", "linked KPI"))] = None,
    objective: Annotated[str, typer.Option(help=say("战略目标代码", "code of the objective"))] = "",
    active: Annotated[bool | None, typer.Option("--active/--dropped")] = None,
    reason: Reason = "",
) -> None:
    """What is left out stays as it is; check-ins are never touched."""
    actor = acting()
    kept = _key_result(code)
    services.change_key_result(
        actor,
        code=code,
        objective=objective or kept.objective,
        name=title or kept.name,
        owner=owner or kept.owner.code,
        start=figure(start) if start else kept.start,
        target=figure(target) if target else kept.target,
        unit=unit or kept.unit,
        kpi=kept.kpi if kpi is None else kpi,
        is_active=kept.is_active if active is None else active,
        reason=reason,
        seen=kept.mark,
    )
    answer({"code": code}, say(f"关键结果 {code} 已保存。", f"Key result {code} is saved."))


def _kept(code: str) -> ObjectiveRow | None:
    return next((row for row in selectors.objectives(acting()) if row.code == code), None)


def _sponsor(kept: ObjectiveRow | None) -> str:
    return kept.sponsor.code if kept and kept.sponsor else ""


def _key_result(code: str) -> KeyResultRow:
    viewer = acting()
    for year in sorted({row.fiscal_year for row in selectors.objectives(viewer)}):
        for row in selectors.key_results(viewer, fiscal_year=year, dropped=True):
            if row.code == code:
                return row
    raise UnknownReference(kind="key_result", name=code)
