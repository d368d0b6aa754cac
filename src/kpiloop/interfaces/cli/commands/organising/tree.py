"""`kpiloop tree`: further trees over the same facts, and legal entities."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.org import selectors, services
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.interfaces.cli.options import Day, Reason, Was, noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day, optional_day
from kpiloop.interfaces.cli.session import acting, current, say

app = noun()
Tree = Annotated[str, typer.Argument(help=say("树代码", "code of the tree"))]
Unit = Annotated[str, typer.Argument(help=say("部门代码", "unit code"))]
Parent = Annotated[str, typer.Option(help=say("上级代码，空为公司之下", "code of the parent, empty below the company"))]
NameEn = Annotated[str, typer.Option("--name-en", help=say("英文名称", "English name"))]


@app.command(help=say("某日的一棵树；不指定则列出各树。", "A tree on a day; every tree when none is named."))
def show(
    tree: Annotated[str, typer.Argument(help=say("树代码", "code of the tree"))] = "",
    on: Annotated[str, typer.Option(help=say("日期，默认今天", "day, default today"))] = "",
) -> None:
    """Units that no place brings along are listed last."""
    language, when = current().language, optional_day(on) or timezone.localdate()
    if not tree:
        rows = selectors.further_trees(acting())
        table(rows, (say("代码", "code"), say("名称", "name")), ((row.code, row.name(language)) for row in rows))
        return
    units = list(selectors.further_tree(acting(), tree, on=when).units.values())
    left = selectors.unplaced(acting(), tree, on=when)
    mark = say("（未归入）", " (not placed)")
    lines = [("  " * row.depth + row.name(language), row.code) for row in units]
    lines += [(row.name(language) + mark, row.code) for row in left]
    table([*units, *left], (say("部门", "unit"), say("代码", "code")), lines)


@app.command("new", help=say("新建一棵树。", "Begin a tree."))
def new(tree: Tree, name: Annotated[str, typer.Argument(help=say("名称", "name"))], name_en: NameEn = "") -> None:
    """The company stands at its top."""
    services.add_tree(acting(), code=tree, name_zh=name, name_en=name_en)
    answer({"code": tree}, say("已建立。", "The tree stands."))


@app.command(help=say("给一棵树改名；代码不变。", "Give a tree another name; its code stays."))
def rename(
    tree: Tree, name: Annotated[str, typer.Option(help=say("名称", "name"))], name_en: NameEn = "", was: Was = ""
) -> None:
    """An English name that is not stated is taken away."""
    mark = selectors.mark(acting())
    names = {row.code: row.name_zh for row in selectors.further_trees(acting())}
    seen = mark if was in ("", names.get(tree, was)) else ""
    services.rename_tree(acting(), code=tree, name_zh=name, name_en=name_en, seen=seen)
    answer({"code": tree, "name": name}, say(f"{tree} 已改名为 {name}。", f"{tree} is called {name} now."))


@app.command("add-node", help=say("新增只在此树中的节点。", "Add a unit that stands in this tree alone."))
def add_node(
    tree: Tree,
    unit: Unit,
    name: Annotated[str, typer.Argument(help=say("名称", "name"))],
    since: Day,
    parent: Parent = "",
    name_en: NameEn = "",
) -> None:
    """A territory, a product line."""
    key = services.add_node(
        acting(), tree=tree, code=unit, name_zh=name, name_en=name_en, parent=parent or None, valid_from=day(since)
    )
    answer({"id": key, "code": unit}, say("已新增。", "Added."))


@app.command(help=say("自某日起挂入或移动。", "Hang or move a unit from a day on."))
def hang(tree: Tree, unit: Unit, on: Day, parent: Parent = "", reason: Reason = "") -> None:
    """Days before keep the old place."""
    services.hang_unit(acting(), tree=tree, unit=unit, parent=parent or None, on=day(on), reason=reason)
    answer({"code": unit}, say("已调整。", "Done."))


@app.command("take-out", help=say("自某日起移出此树。", "Take a unit out of the tree from a day on."))
def take_out(tree: Tree, unit: Unit, on: Day, reason: Reason = "") -> None:
    """Everything before stays."""
    services.take_out(acting(), tree=tree, unit=unit, on=day(on), reason=reason)
    answer({"code": unit}, say("已移出。", "Taken out."))


@app.command(help=say("设定数据集列的含义。", "Say what columns of a dataset mean."))
def columns(
    dataset: Annotated[str, typer.Argument(help=say("数据集", "dataset"))],
    tree: Annotated[list[str] | None, typer.Option(help=say("如 area=region", "e.g. area=region"))] = None,
    money: Annotated[list[str] | None, typer.Option(help=say("金额列", "column of money"))] = None,
) -> None:
    """Columns that name units of a further tree, and columns with money of the legal entity."""
    named = dict(text.partition("=")[::2] for text in tree) if tree else None
    warehouse.set_column_roles(acting(), dataset=dataset, tree_columns=named, money_columns=money)
    answer({"dataset": dataset}, say("已设定。", "Set."))


@app.command(help=say("设定法人主体的币种与时区。", "Set currency and time zone of a legal entity."))
def entity(
    unit: Unit,
    currency: Annotated[str, typer.Argument(help="ISO 4217")],
    time_zone: Annotated[str, typer.Option(help=say("时区，如 Asia/Shanghai", "time zone, e.g. Asia/Shanghai"))] = "",
    day_begins: Annotated[int, typer.Option(help=say("一天从几点开始，0 至 23", "hour a day begins at, 0 to 23"))] = 0,
) -> None:
    """Everything below belongs to it; the company comes first."""
    services.set_entity(acting(), unit=unit, currency=currency, time_zone=time_zone, day_begins=day_begins)
    answer({"unit": unit, "currency": currency}, say("已设定。", "Set."))


@app.command("entity-year", help=say("设定法人主体自己的财年。", "Set the fiscal year of a legal entity."))
def entity_year(
    unit: Unit,
    month: Annotated[
        int, typer.Argument(help=say("财年起始月，1 至 12；0 为集团财年", "1 to 12; 0: the group's year"))
    ],
    since: Day,
    pattern: Annotated[str, typer.Option(help=say("只能按月", "months is the only one"))] = "months",
) -> None:
    """Shown beside the group's year, which goes on deciding periods, closes and pay."""
    services.set_entity_year(acting(), unit=unit, start_month=month or None, valid_from=day(since), pattern=pattern)
    answer({"unit": unit, "month": month, "from": since}, say("已设定。", "Set."))
