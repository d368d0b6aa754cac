"""`kpiloop card`: cards for many from a template, previewed and generated."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from kpiloop.interfaces.cli.options import Day, Reason, noun
from kpiloop.interfaces.cli.printing import answer, table, tell
from kpiloop.interfaces.cli.reading import day
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, word
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.cards.rows import CardPlan, TemplateLine

app = noun()
Template = Annotated[str, typer.Argument(help=say("模板编码", "code of the template"))]
ACTIONS = ("add", "change", "end", "keep", "conflict")


@app.command(help=say("模板一览。", "Templates."))
def templates() -> None:
    """Code, scheme, KPIs with weights and how many KPIs of subjects came from each."""
    rows = selectors.card_templates(acting())
    heads = (say("编码", "code"), say("方案", "scheme"), say("指标", "KPIs"), say("已生成", "given"))
    cells = ((r.asked.code, r.asked.scheme, _lines(r.asked.lines), r.generated) for r in rows)
    table(rows, heads, cells)


@app.command(help=say("预览生成结果，不写入。", "What generating would do; writes nothing."))
def preview(template: Template, on: Day) -> None:
    """Who begins, changes, ends, and who is left alone and why; what stays is only counted, as it is most of it."""
    plan = selectors.preview_cards(acting(), template=template, on=day(on))
    heads = (say("处理", "what"), say("对象", "of"), say("指标", "KPI"), say("权重", "weight"), say("起", "from"))
    cells = (
        (word("card_action", s.action), s.subject.code, s.kpi, full(s.weight), _written(s.valid_from))
        for s in plan.steps
        if s.action != "keep"
    )
    table(plan.steps, heads, cells, say("没有需要变更的。", "Nothing to change."))
    if kept := plan.subjects("keep"):
        tell(f"{word('card_action', 'keep')}  {kept}")


@app.command(help=say("按模板生成考核卡，可重复执行。", "Generate cards from a template; repeating changes nothing."))
def generate(template: Template, on: Day, reason: Reason = "") -> None:
    """Cards written by hand are left alone."""
    plan = services.generate_cards(acting(), template=template, on=day(on), reason=reason)
    counts = _counts(plan)
    told = ", ".join(f"{word('card_action', action)} {count}" for action, count in counts.items())
    answer(counts, told or say("没有需要变更的。", "Nothing to change."))


def _counts(plan: CardPlan) -> dict[str, int]:
    return {action: count for action in ACTIONS if (count := plan.subjects(action))}


def _lines(lines: tuple[TemplateLine, ...]) -> str:
    return " ".join(f"{line.kpi}:{full(line.weight)}" for line in lines)


def _written(on: date | None) -> str:
    return on.isoformat() if on else ""
