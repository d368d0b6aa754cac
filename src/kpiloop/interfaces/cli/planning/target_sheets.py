"""`kpiloop target workbook`, `read`: the targets of a year as a workbook, and back with what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.errors import PeriodUnknown
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table, tell
from kpiloop.interfaces.cli.reading import existing_file
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import target_text
from kpiloop.interfaces.reports.target_sheet import Asked, Understood, asked_of, read_sheet, sheet_of
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import AssignmentRow

Year = Annotated[int | None, typer.Option(help=say("财年，默认当前", "fiscal year, default the running one"))]


def workbook(
    out: Annotated[str, typer.Argument(help=say("xlsx 文件", "xlsx file"))],
    year: Year = None,
    kpi: Annotated[str, typer.Option(help=say("只看某指标", "only this KPI"))] = "",
) -> None:
    """One row per KPI and subject, one column per month, in the scale of the screen."""
    months, rows = _asked(acting(), year, kpi)
    Path(out).expanduser().write_bytes(sheet_of(acting(), rows, months, total=gettext("Year")))
    answer({"rows": len(rows), "file": out}, say(f"{len(rows)} 行写到 {out}。", f"{len(rows)} rows written to {out}."))


def read(
    file: Annotated[str, typer.Argument(help=say("填好的 xlsx 文件", "filled-in xlsx file"))],
    year: Year = None,
    yes: Annotated[bool, typer.Option("--yes", help=say("保存", "save"))] = False,
    reason: Reason = "",
) -> None:
    """What differs is shown; saved with --yes, all of it or nothing. Exit 1 while a cell holds no figure."""
    path, (months, rows) = existing_file(file), _asked(acting(), year, "")
    found = read_sheet(acting(), rows, months, name=path.name, content=path.read_bytes())
    asked = asked_of(acting(), rows, found)
    _show(rows, found, asked)
    for strange in found.unknown:
        tell(say(f"略过：{strange}", f"left out: {strange}"))
    if asked.wrong:
        raise typer.Exit(1)
    count = len(asked.targets)
    if not yes:
        tell(say(f"{count} 项不同，尚未保存；保存请加 --yes。", f"{count} differ, nothing is saved; --yes saves them."))
        return
    services.set_targets(acting(), targets=asked.targets, reason=reason)
    tell(say(f"已保存 {count} 项。", f"{count} targets saved."))


def _asked(viewer: Actor, year: int | None, kpi: str) -> tuple[tuple[PeriodRow, ...], list[AssignmentRow]]:
    """Months of the year, and assignments in sight at its end."""
    wanted = year or calendar.period_on(viewer, "month", timezone.localdate()).fiscal_year
    months = calendar.periods(viewer, kind="month", fiscal_year=wanted)
    if not months:
        raise PeriodUnknown(period=f"FY{wanted}")
    return months, selectors.assignments(viewer, on=months[-1].last_day, kpi=kpi or None)


def _show(rows: list[AssignmentRow], found: Understood, asked: Asked) -> None:
    by_key = {row.id: row for row in rows}
    codes = sorted({code for _, code in found.cells})
    held = selectors.targets(acting(), assignment_ids=[key for key, _ in found.cells], period_codes=codes)
    before = {(row.assignment_id, row.period_code): row for row in held.values()}
    after = {(new.assignment_id, new.period_code): new for new in asked.targets}
    told: list[dict[str, object]] = []
    for cell, written in found.cells.items():
        was, will, line = before.get(cell), after.get(cell), by_key[cell[0]]
        told.append({
            "kpi": line.kpi.code, "subject": line.subject.code, "period": cell[1], "written": written,
            "before": target_text(was.target, was.band) if was else "",
            "after": target_text(will.figure, will.band) if will else "", "is_figure": will is not None,
        })  # fmt: skip
    heads = tuple(say(*pair) for pair in (
        ("指标", "KPI"), ("对象", "subject"), ("期间", "period"), ("现值", "stands"), ("改为", "becomes"),
    ))  # fmt: skip
    table(told, heads, (
        (row["kpi"], row["subject"], row["period"], row["before"],
         row["after"] if row["is_figure"] else say(f"不是数值：{row['written']}", f"no figure: {row['written']}"))
        for row in told
    ), empty=say("没有不同。", "Nothing differs."))  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the verbs to `kpiloop target`."""
    app.command("workbook", help=say("全年目标写成工作簿。", "Targets of a year as a workbook."))(workbook)
    said = say("读回改好的工作簿：先列出不同，再保存。", "Read the workbook back: what differs, then save.")
    app.command("read", help=said)(read)
