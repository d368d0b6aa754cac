"""`kpiloop card`: cards for many from a template, stored, previewed and generated."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from kpiloop.interfaces.cli.errors import TemplateUnreadable
from kpiloop.interfaces.cli.options import Day, Reason, noun
from kpiloop.interfaces.cli.printing import answer, table, tell
from kpiloop.interfaces.cli.reading import day, existing_file
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, word
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.cards.rows import CardPlan, NewTemplate, TemplateLine

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


@app.command(help=say("按 JSON 文件保存模板及其适用范围。", "Store a template with whom it serves, from a JSON file."))
def save(file: Annotated[str, typer.Argument(help=say("JSON 文件", "JSON file"))]) -> None:
    """New, or in place of what it said; cards change only when they are generated."""
    try:
        template = TypeAdapter(NewTemplate).validate_json(existing_file(file).read_bytes())
    except ValidationError as wrong:
        (first, *_more) = wrong.errors(include_url=False)
        raise TemplateUnreadable(file=file, place=".".join(map(str, first["loc"])) or "1") from None
    services.save_template(acting(), template=template)
    answer({"template": template.code}, say(f"模板 {template.code} 已保存。", f"Template {template.code} is stored."))


@app.command(help=say("删除模板，已生成的考核卡保留。", "Take a template away; its cards stay."))
def remove(template: Template) -> None:
    """Cards it generated become cards given by hand."""
    services.remove_template(acting(), code=template)
    answer({"template": template}, say(f"模板 {template} 已删除。", f"Template {template} is removed."))


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
