"""`kpiloop export`: values, scores, bonuses, actions as CSV or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.picking import period_range
from kpiloop.interfaces.cli.printing import tell, tell_json
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.reports.exports import Export, make_export
from kpiloop.interfaces.reports.writers.csv_file import cell_text, csv_lines

app = noun()
Out = Annotated[str, typer.Option(help=say("CSV 文件；不给则输出到屏幕", "CSV file; to the screen when absent"))]
First = Annotated[str, typer.Option("--from", help=say("首个期间", "first period"))]
Last = Annotated[str, typer.Option("--to", help=say("最后期间", "last period"))]


@app.command(help=say("导出指标数值。", "Export values."))
def values(out: Out = "", first: First = "", last: Last = "") -> None:
    """Month and year to date, with every version number."""
    viewer = acting()
    _write(make_export(viewer, "values", period_codes=period_range(viewer, first, last)), out)


@app.command(help=say("导出得分。", "Export scores."))
def scores(out: Out = "", first: First = "", last: Last = "") -> None:
    """Newest revision of every card, by quarter."""
    viewer = acting()
    _write(make_export(viewer, "scores", period_codes=_quarters(first, last)), out)


@app.command(help=say("导出奖金。", "Export bonuses."))
def bonuses(out: Out = "", first: First = "", last: Last = "") -> None:
    """Every line the account may see."""
    viewer = acting()
    _write(make_export(viewer, "bonuses", period_codes=_quarters(first, last)), out)


@app.command(help=say("导出行动项。", "Export actions."))
def actions(out: Out = "", first: First = "", last: Last = "") -> None:
    """Actions by the month they answer."""
    viewer = acting()
    _write(make_export(viewer, "actions", period_codes=period_range(viewer, first, last) if first or last else ()), out)


def _quarters(first: str, last: str) -> tuple[str, ...]:
    return period_range(acting(), first, last, kind="quarter") if first or last else ()


def _write(export: Export, out: str) -> None:
    if out:
        with Path(out).expanduser().open("w", encoding="utf-8", newline="") as file:
            # For programs: the first column is plainly `id`; downloads of the pages carry the mark for spreadsheets.
            file.writelines(text.removeprefix("\ufeff") for text in csv_lines(export))
        tell(say(f"已导出 {len(export.rows)} 行到 {out}", f"{len(export.rows)} rows written to {out}"))
    elif current().as_json:
        tell_json([dict(zip(export.columns, (_plain(cell) for cell in row), strict=True)) for row in export.rows])
    else:
        for text in csv_lines(export):
            print(text.removeprefix("\ufeff"), end="")


def _plain(cell: object) -> object:
    return None if cell is None else cell if isinstance(cell, int) else cell_text(cell)  # type: ignore[arg-type]
