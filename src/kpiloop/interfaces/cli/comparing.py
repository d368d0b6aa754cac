"""`kpiloop period compare` and `revisions`: two periods, two units or two revisions beside each other."""

from __future__ import annotations

from typing import Annotated

import typer

from kpiloop.engine.values import Missing
from kpiloop.governance.archive import selectors
from kpiloop.governance.archive.comparison_rows import OWN, ComparedRow
from kpiloop.governance.archive.revisions import RestatedFigure
from kpiloop.interfaces.cli.handing_out import hand_out
from kpiloop.interfaces.cli.options import Month
from kpiloop.interfaces.cli.printing import table, tell_json
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.interfaces.reports.comparison import export_comparison


def compare(
    first: Annotated[str, typer.Argument(help=say("期间，如 2025-10、FY2025-Q3", "period, e.g. 2025-10, FY2025-Q3"))],
    second: Annotated[str, typer.Argument(help=say("与之对比的期间", "period compared with it"))],
    unit: Annotated[str, typer.Option(help=say("部门代码", "code of a unit"))] = "",
    with_unit: Annotated[str, typer.Option(help=say("与之对比的部门代码", "code of the unit compared with it"))] = "",
    structure: Annotated[
        str, typer.Option(help=say("组织口径：own、first、second", "whose organisation: own, first, second"))
    ] = OWN,
    out: Annotated[str, typer.Option(help=say("CSV 文件", "CSV file"))] = "",
) -> None:
    """Closed periods as reported, the live figure beside it; both over one organisation if asked."""
    found = selectors.compare(
        acting(), first=first, second=second, first_unit=unit, second_unit=with_unit, structure=structure
    )
    if out:
        hand_out(export_comparison(found), out)
        return
    heads = (
        say("指标", "KPI"),
        say("对象", "subject"),
        first,
        say("现值", "live"),
        second if with_unit == "" else f"{second} {with_unit}",
        say("变化", "change"),
        say("判断", "judgement"),
    )
    table(found.rows, heads, (_cells(row) for row in found.rows))


def revisions(
    month: Month,
    older: Annotated[int, typer.Option(help=say("修订号", "number of a close"))] = 1,
    newer: Annotated[
        int | None, typer.Option(help=say("与之对比的修订号；不写为现值", "other close; live without"))
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=say("包括未变化的", "also what did not change"))] = False,
) -> None:
    """Figures, targets, weights and lights of a month in two revisions, and the difference."""
    found = selectors.revisions(acting(), period_code=month, older=older, newer=newer, only_changed=not everything)
    if current().as_json:
        tell_json(found)
        return
    heads = (
        say("指标", "KPI"),
        say("对象", "subject"),
        say("原披露", "as reported"),
        say("重述后", "as restated"),
        say("差异", "difference"),
        say("状态", "light"),
    )
    table(found, heads, (_sides(row) for row in found))


def _sides(row: RestatedFigure) -> tuple[object, ...]:
    """One line of two revisions."""
    sides = (row.reported, row.restated)
    figures = [full(side.actual) if side else "" for side in sides]
    lights = " → ".join(word("status", side.light) if side else "" for side in sides)
    return (name(row.assignment.kpi), name(row.assignment.subject), *figures, full(row.difference), lights)


def _cells(row: ComparedRow) -> tuple[object, ...]:
    """One line of a comparison."""
    change = row.change.change
    return (
        name(row.kpi),
        name(row.first_subject),
        full(row.first.figure) if row.first else "",
        full(row.first.live) if row.first else "",
        full(row.second.figure) if row.second else "",
        "" if isinstance(change, Missing) else full(change),
        word("judgement", row.change.judgement),
    )
