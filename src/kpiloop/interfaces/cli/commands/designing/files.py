"""`kpiloop kpi export / import / diff`: one KPI as a small file that people review."""

from __future__ import annotations

import difflib
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.governance.bundle import selectors, services, writing
from kpiloop.governance.bundle.comparing import key_of
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.errors import PathUnreadable
from kpiloop.governance.bundle.reading import is_kpi_file
from kpiloop.governance.bundle.rows import Bundle, ImportPlan
from kpiloop.interfaces.cli.commands.bundle import carry_out, show_faults
from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.options import Kpi, Reason, Yes
from kpiloop.interfaces.cli.printing import answer, tell
from kpiloop.interfaces.cli.session import acting, say

KpiFile = Annotated[Path, typer.Argument(help=say("指标文件（.yaml）", "file of KPIs (.yaml)"))]


@app.command("export", help=say("把一个指标的定义与公式写成文件。", "Write a KPI with its formula as a file."))
def export_kpi(
    code: Kpi, file: Annotated[Path | None, typer.Argument(help=say("写到哪里", "where to write it"))] = None
) -> None:
    """Without a file it is printed."""
    text = writing.kpi_text(selectors.kpi_bundle(acting(), code))
    if file is None:
        tell(text.rstrip())
        return
    file.write_text(text, encoding="utf-8")
    answer({"path": file}, say(f"已写到 {file}。", f"Written to {file}."))


@app.command(
    "import",
    help=say("导入指标文件：先列出变化，加 --yes 执行。", "Import a file of KPIs: lists changes, --yes does it."),
)
def import_kpis(file: KpiFile, yes: Yes = False, reason: Reason = "") -> None:
    """KPIs the file does not name are left alone; all or nothing."""
    carry_out(_looked_at(file), on=timezone.localdate(), yes=yes, reason=reason)


def tell_difference(file: Path) -> None:
    """Line by line, as the product writes both; what only stands here begins with a minus."""
    plan = _looked_at(file)
    codes = sorted({str(row.values["code"]) for row in plan.bundle.rows("kpis")})
    lines = list(
        difflib.unified_diff(
            _lines(_of(plan.held, codes)), _lines(_of(plan.bundle, codes)), say("现状", "here"), file.name, lineterm=""
        )
    )
    tell("\n".join(lines) if lines else say("没有差异。", "No difference."))
    show_faults(plan.faults)
    if lines or plan.faults:
        raise typer.Exit(1)


def _looked_at(file: Path) -> ImportPlan:
    if not is_kpi_file(file):
        raise PathUnreadable(path=str(file))
    return services.prepare_import(acting(), path=file, on=timezone.localdate())


def _of(bundle: Bundle, codes: list[str]) -> Bundle:
    """Rows of some KPIs in the order of their days."""
    kept = {}
    for part, column in (("kpis", "code"), ("formulas", "kpi")):
        rows = [row for row in bundle.rows(part) if row.values.get(column) in codes]
        kept[part] = tuple(sorted(rows, key=partial(key_of, PARTS[part])))
    return Bundle(kept)


def _lines(bundle: Bundle) -> list[str]:
    return writing.kpi_text(bundle).splitlines()
