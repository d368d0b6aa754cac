"""`kpiloop statement`: what one person is told, and the leaderboards."""

from __future__ import annotations

from typing import Annotated

import typer

from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.cli.options import Quarter, noun
from kpiloop.interfaces.cli.picking import cycle_of, last_day
from kpiloop.interfaces.cli.printing import facts, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name
from kpiloop.loop.reward import selectors

app = noun()
Scheme = Annotated[str, typer.Option(help=say("方案代码", "scheme code"))]


@app.command(help=say("个人奖金单（默认本人）。", "Statement of a person; the own one by default."))
def show(
    quarter: Quarter,
    person: Annotated[str, typer.Option(help=say("工号", "employee number"))] = "",
    scheme: Scheme = "",
) -> None:
    """Score, grade, factors and amount."""
    viewer = acting()
    mine = org.person_of(viewer)
    key = mine.id if mine and not person else org.subject(viewer, person, on=last_day(viewer, quarter)).id
    row = selectors.statement(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id, person_id=key)
    line, sheet = row.line, row.sheet
    shown = {
        say("姓名", "name"): name(row.person),
        say("季度", "quarter"): quarter,
        say("得分", "score"): full(sheet.total) if sheet else "",
        say("等级", "grade"): sheet.grade if sheet else "",
        say("基数", "base"): full(line.base_amount) if line else "",
        say("在职天数", "days"): f"{line.days_employed}/{line.days_in_period}" if line else "",
        say("个人系数", "individual factor"): full(line.individual_factor) if line else "",
        say("部门系数", "unit factor"): full(line.unit_factor) if line else "",
        say("公司系数", "company factor"): full(line.company_factor) if line else "",
        say("应得", "entitlement"): full(line.entitlement) if line else "",
        say("奖金", "bonus"): full(line.paid) if line else "",
        say("明细 id", "id of the line"): line.id if line else "",
    }
    facts(row, shown)


@app.command(
    help=say("排行榜（少于 5 人的组不显示；不含薪酬）。", "Leaderboard; groups below five are not shown, pay never is.")
)
def leaderboard(
    quarter: Quarter, kind: Annotated[str, typer.Option(help="unit, person")] = "unit", scheme: Scheme = ""
) -> None:
    """Comparable subjects ranked among each other."""
    viewer = acting()
    groups = selectors.leaderboard(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id, kind=kind)
    heads = (
        say("组", "group"),
        say("名次", "place"),
        say("对象", "subject"),
        say("得分", "score"),
        say("等级", "grade"),
        say("变化", "change"),
    )
    table(
        groups,
        heads,
        (
            (group.code, row.place, name(row.subject), full(row.total), row.grade, row.change)
            for group in groups
            if not group.is_suppressed
            for row in group.rows
        ),
    )
