"""`kpiloop kpi map, link, initiative, key-result, check-in`: strategy and OKRs beside KPIs."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import figure, optional_day, optional_figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.plan import selectors, services

Objective = Annotated[str, typer.Argument(help=say("战略目标代码", "code of the objective"))]
Code = Annotated[str, typer.Argument(help=say("代码", "code"))]
Owner = Annotated[str, typer.Option(help=say("责任人工号", "employee number of the owner"))]
OfKpi = Annotated[str, typer.Option("--kpi", help=say("关联指标", "linked KPI"))]


@app.command("map", help=say("战略地图：谁推动谁。", "The strategy map: what moves what."))
def strategy_map(year: Annotated[int, typer.Argument(help=say("财年", "fiscal year"))]) -> None:
    """Links of a year."""
    rows = selectors.objective_links(acting(), fiscal_year=year)
    heads = (say("原因", "cause"), say("结果", "effect"), say("假设", "hypothesis"), say("理由", "why"))
    table(rows, heads, ((r.cause, r.effect, "✓" if r.is_hypothesis else "", r.note) for r in rows))


@app.command(help=say("连接两个战略目标。", "Link two objectives."))
def link(
    cause: Objective,
    effect: Objective,
    shown: Annotated[bool, typer.Option("--shown", help=say("已被数据证实", "figures have shown it"))] = False,
    note: Reason = "",
) -> None:
    """A hypothesis unless shown."""
    services.link_objectives(acting(), cause=cause, effect=effect, is_hypothesis=not shown, note=note)
    answer({"cause": cause, "effect": effect}, say("已连接。", "Linked."))


@app.command(help=say("去掉两个战略目标之间的连接。", "Take a link between two objectives back."))
def unlink(cause: Objective, effect: Objective) -> None:
    """Nothing happens where there was no link."""
    removed = services.unlink_objectives(acting(), cause=cause, effect=effect)
    said = say("已去掉。", "Removed.") if removed else say("没有这个连接。", "There is no such link.")
    answer({"removed": removed}, said)


@app.command(help=say("登记战略举措。", "Write an initiative down."))
def initiative(
    code: Code,
    title: Annotated[str, typer.Argument(help=say("名称", "name"))],
    objective: Objective,
    *,
    owner: Owner,
    budget: Annotated[str, typer.Option(help=say("预算", "budget"))] = "",
    spent: Annotated[str, typer.Option(help=say("已用", "spent"))] = "",
    risk: Annotated[str, typer.Option(help="low, medium, high")] = "low",
    kpi: OfKpi = "",
    until: Annotated[str, typer.Option(help=say("截止日", "last day"))] = "",
    state: Annotated[str, typer.Option(help="planned, running, done, stopped")] = "running",
    risk_note: Annotated[str, typer.Option(help=say("风险说明", "what may go wrong"))] = "",
    name_en: Annotated[str, typer.Option(help=say("英文名", "English name"))] = "",
) -> None:
    """The same code again changes it."""
    services.save_initiative(
        acting(),
        code=code,
        name_zh=title,
        name_en=name_en,
        objective=objective,
        owner=owner,
        kpi=kpi,
        budget=optional_figure(budget),
        spent=optional_figure(spent),
        risk=risk,
        risk_note=risk_note,
        state=state,
        ends_on=optional_day(until) if until else None,
    )
    answer({"code": code}, say(f"举措 {code} 已登记。", f"Initiative {code} is written down."))


@app.command("key-results", help=say("关键结果与最近检查。", "Key results and where they stand."))
def key_results(year: Annotated[int, typer.Argument(help=say("财年", "fiscal year"))]) -> None:
    """They never enter a score."""
    rows = selectors.key_results(acting(), fiscal_year=year)
    heads = (
        say("代码", "code"),
        say("目标", "objective"),
        say("关键结果", "key result"),
        say("责任人", "owner"),
        say("进度", "progress"),
        say("信心", "confidence"),
    )
    table(
        rows,
        heads,
        (
            (
                r.code,
                r.objective,
                r.name,
                name(r.owner),
                full(r.progress),
                r.check_ins[0].confidence if r.check_ins else "",
            )
            for r in rows
        ),
    )


@app.command("key-result", help=say("增加关键结果。", "State a key result."))
def key_result(
    objective: Objective,
    code: Code,
    title: Annotated[str, typer.Argument(help=say("内容", "what shall be true"))],
    start: Annotated[str, typer.Argument(help=say("起点", "from"))],
    target: Annotated[str, typer.Argument(help=say("终点", "to"))],
    *,
    owner: Owner,
    unit: Annotated[str, typer.Option(help=say("单位", "unit"))] = "number",
    kpi: OfKpi = "",
) -> None:
    """From a figure to a figure, up or down."""
    services.add_key_result(
        acting(),
        objective=objective,
        code=code,
        name=title,
        owner=owner,
        start=figure(start),
        target=figure(target),
        unit=unit,
        kpi=kpi,
    )
    answer({"code": code}, say(f"关键结果 {code} 已建立。", f"Key result {code} stands."))


@app.command("check-in", help=say("关键结果检查：当前值与信心 0–10。", "Check in: the figure and confidence 0 to 10."))
def check_in(
    code: Code,
    value: Annotated[str, typer.Argument(help=say("当前值", "figure"))],
    confidence: Annotated[int, typer.Argument(help="0-10")],
    note: Reason = "",
) -> None:
    """Kept beside the earlier ones."""
    services.check_in(
        acting(),
        code=code,
        value=figure(value),
        confidence=confidence,
        note=note,
        on=timezone.localdate(),
        now=timezone.now(),
    )
    answer({"code": code, "confidence": confidence}, word("truth", "yes"))
