"""`kpiloop org`: units, positions, people and where they work."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.org import selectors, services
from kpiloop.interfaces.cli.options import Day, Person, Reason, noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day, optional_day
from kpiloop.interfaces.cli.session import acting, current, say

app = noun()
On = Annotated[str, typer.Option(help=say("日期，默认今天", "day, default today"))]
Code = Annotated[str, typer.Argument(help=say("代码", "code"))]
Name = Annotated[str, typer.Option(help=say("中文名称", "Chinese name"))]
NameEn = Annotated[str, typer.Option("--name-en", help=say("英文名称", "English name"))]
Unit = Annotated[str, typer.Option(help=say("部门代码", "unit code"))]
Seat = Annotated[str, typer.Option("--position", help=say("岗位代码", "position code"))]
Manager = Annotated[str, typer.Option("--manager", help=say("直接主管工号", "employee number of the line manager"))]
Until = Annotated[str, typer.Option(help=say("不再任职的首日", "first day it no longer holds"))]
Head = Annotated[bool, typer.Option("--head", help=say("任部门负责人", "leads the unit"))]


@app.command(help=say("组织树。", "The tree of units."))
def tree(on: On = "") -> None:
    """Visible units as they hang on a day."""
    rows = selectors.units(acting(), on=optional_day(on) or timezone.localdate())
    top = min((row.depth for row in rows), default=0)
    heads = (say("部门", "unit"), say("代码", "code"), say("类型", "kind"))
    table(rows, heads, (("  " * (row.depth - top) + row.name(current().language), row.code, row.kind) for row in rows))


@app.command(help=say("人员。", "People."))
def people(unit: Unit = "", on: On = "") -> None:
    """Visible people who work here on a day."""
    rows = selectors.people(acting(), on=optional_day(on) or timezone.localdate(), unit=unit or None)
    table(
        rows, (say("工号", "number"), say("姓名", "name")), ((row.code, row.name(current().language)) for row in rows)
    )


@app.command("add-unit", help=say("新增部门。", "Add a unit."))
def add_unit(
    code: Code,
    name: Name,
    since: Day,
    parent: Annotated[str, typer.Option(help=say("上级代码", "code of the parent"))] = "",
    name_en: NameEn = "",
    kind: Annotated[str, typer.Option(help="company, division, unit, team")] = "unit",
) -> None:
    """Without a parent it is the company."""
    key = services.add_unit(
        acting(), code=code, name_zh=name, name_en=name_en, kind=kind, parent=parent or None, valid_from=day(since)
    )
    answer({"id": key, "code": code}, say(f"部门 {code} 已新增。", f"Unit {code} is added."))


@app.command("move-unit", help=say("调整部门上级。", "Move a unit below another parent."))
def move_unit(
    code: Code,
    parent: Annotated[str, typer.Option(help=say("新上级代码", "code of the new parent"))],
    on: Day,
    reason: Reason = "",
) -> None:
    """Facts before that day stay with the old parent."""
    services.move_unit(acting(), code=code, new_parent=parent, on=day(on), reason=reason)
    answer({"code": code}, say("已调整。", "Moved."))


@app.command("add-alias", help=say("登记部门在数据源中的别名。", "Record another name of a unit in sources."))
def add_alias(code: Code, alias: Annotated[str, typer.Argument(help=say("别名", "other name"))]) -> None:
    """An unknown code is never guessed."""
    services.add_alias(acting(), unit=code, alias=alias)
    answer({"code": code, "alias": alias}, say("已登记。", "Recorded."))


@app.command(help=say("部门在数据源中的别名清单。", "Other names of units in sources."))
def aliases() -> None:
    """By unit; for who keeps the whole organisation."""
    held = selectors.organisation(acting())
    units = {**held.units, **held.tree_units}
    rows = sorted(({"unit": units[key].code, "alias": alias} for alias, key in held.aliases.items()), key=str)
    table(rows, (say("部门", "unit"), say("别名", "other name")), ((row["unit"], row["alias"]) for row in rows))


@app.command("close-unit", help=say("自某日起撤销部门。", "End a unit on a day."))
def close_unit(code: Code, on: Day, reason: Reason = "") -> None:
    """People and units below go elsewhere first; everything before stays."""
    services.close_unit(acting(), code=code, on=day(on), reason=reason)
    answer({"code": code}, say(f"部门 {code} 自 {on} 起撤销。", f"Unit {code} ends on {on}."))


@app.command("change-end", help=say("更正部门的撤销日。", "Let a unit end on another day."))
def change_end(code: Code, on: Day, reason: Reason = "") -> None:
    """Days of closed months keep the organisation they were closed with."""
    services.change_unit_end(acting(), code=code, on=day(on), reason=reason)
    answer({"code": code}, say(f"部门 {code} 改为自 {on} 起撤销。", f"Unit {code} ends on {on} instead."))


@app.command("resume-unit", help=say("撤回部门的撤销。", "Take the end of a unit back."))
def resume_unit(code: Code, reason: Reason = "") -> None:
    """It hangs again where it hung last."""
    services.change_unit_end(acting(), code=code, on=None, reason=reason)
    answer({"code": code}, say(f"部门 {code} 继续存在。", f"Unit {code} goes on."))


@app.command(help=say("部门、岗位或人员改名，代码不变。", "Rename a unit, position or person; the code stays."))
def rename(code: Code, name: Name, name_en: NameEn = "") -> None:
    """Older documents keep the name they were written with."""
    services.rename_subject(acting(), code=code, name_zh=name, name_en=name_en)
    answer({"code": code, "name": name}, say(f"{code} 已改名为 {name}。", f"{code} is called {name} now."))


@app.command("add-position", help=say("新增岗位。", "Add a position."))
def add_position(
    code: Code,
    name: Name,
    unit: Unit,
    name_en: NameEn = "",
    level: Annotated[str, typer.Option(help=say("职级", "pay level"))] = "",
) -> None:
    """A seat in a unit."""
    key = services.add_position(acting(), code=code, name_zh=name, name_en=name_en, unit=unit, level=level)
    answer({"id": key, "code": code}, say(f"岗位 {code} 已新增。", f"Position {code} is added."))


@app.command("add-person", help=say("新增人员。", "Add a person."))
def add_person(
    number: Person,
    name: Name,
    name_en: NameEn = "",
    account: Annotated[str, typer.Option(help=say("账号", "account"))] = "",
) -> None:
    """An employee, with the account when there is one."""
    key = services.add_person(acting(), number=number, name_zh=name, name_en=name_en, username=account or None)
    answer({"id": key, "number": number}, say(f"人员 {number} 已新增。", f"Person {number} is added."))


@app.command(help=say("任职。", "Appoint a person."))
def appoint(
    number: Person,
    unit: Unit,
    since: Day,
    position: Seat = "",
    manager: Manager = "",
    head: Head = False,
    until: Until = "",
) -> None:
    """Where the person works from a day on."""
    services.appoint(
        acting(),
        person=number,
        unit=unit,
        position=position or None,
        line_manager=manager or None,
        is_head=head,
        valid_from=day(since),
        valid_to=optional_day(until),
    )
    answer({"number": number}, say("已任职。", "Appointed."))


@app.command(help=say("调动。", "Transfer a person."))
def transfer(
    number: Person,
    unit: Unit,
    on: Day,
    position: Seat = "",
    manager: Manager = "",
    head: Head = False,
    *,
    until: Until = "",
    reason: Reason = "",
) -> None:
    """The old place ends where the new one begins."""
    services.transfer(
        acting(),
        person=number,
        unit=unit,
        position=position or None,
        line_manager=manager or None,
        is_head=head,
        on=day(on),
        valid_to=optional_day(until),
        reason=reason,
    )
    answer({"number": number}, say("已调动。", "Transferred."))


@app.command(help=say("结束任职（离职或撤回未发生的任职）。", "End a place: who leaves, or a place that never was."))
def end(
    number: Person,
    since: Annotated[str, typer.Option(help=say("该任职的首日", "first day of the place"))],
    on: Day,
    reason: Reason = "",
) -> None:
    """An end on its first day takes the place back."""
    services.end_appointment(acting(), person=number, valid_from=day(since), on=day(on), reason=reason)
    answer({"number": number}, say("任职已结束。", "The place has ended."))


@app.command(help=say("撤回任职的结束。", "Take the end of a place back."))
def resume(
    number: Person,
    since: Annotated[str, typer.Option(help=say("该任职的首日", "first day of the place"))],
    reason: Reason = "",
) -> None:
    """It goes on as if nothing had been said."""
    services.resume_appointment(acting(), person=number, valid_from=day(since), reason=reason)
    answer({"number": number}, say("任职继续。", "The place goes on."))
