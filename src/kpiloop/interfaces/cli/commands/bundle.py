"""`kpiloop bundle`: a whole scheme as files: check, import, export."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import override

from kpiloop.governance.bundle import json_schema, selectors, services, writing
from kpiloop.governance.bundle.expecting import differing
from kpiloop.governance.bundle.rehearsing import rehearsed
from kpiloop.governance.bundle.rows import Fault, ImportPlan
from kpiloop.interfaces.cli.errors import ConfirmationNeeded
from kpiloop.interfaces.cli.options import Day, Reason, Yes, noun
from kpiloop.interfaces.cli.printing import answer, table, tell, tell_json
from kpiloop.interfaces.cli.reading import optional_day
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.reports.writers import bundle_workbook
from kpiloop.interfaces.wording.bundle_changes import cell_word, column_word, part_word, row_word
from kpiloop.interfaces.wording.bundle_faults import fault_sentence
from kpiloop.interfaces.wording.labels import column_label
from kpiloop.interfaces.wording.languages import language_named

WORKBOOK = ".xlsx"
SHOWN = 40

app = noun()

BundlePath = Annotated[Path, typer.Argument(help=say("文件夹、zip 或 .xlsx 工作簿", "folder, zip or .xlsx workbook"))]

Language = Annotated[
    str, typer.Option("--lang", help=say("工作簿的语言：zh 或 en", "language of the workbook: zh or en"))
]
Every = Annotated[bool, typer.Option("--all", help=say("不隐藏少用的表", "rarely needed sheets in sight, too"))]


@app.command(
    help=say("检查方案包：每处错误给出位置和改法。", "Check a bundle: every fault with its place and a way to mend it.")
)
def check(path: BundlePath) -> None:
    """Faults, or that there are none; exit 1 when there are."""
    today = timezone.localdate()
    plan = selectors.check_bundle(acting(), path=path, on=today)
    plan = rehearsed(acting(), plan, on=today, now=timezone.now())
    faults = plan.faults or differing(plan.expectations)
    show_faults(faults)
    if plan.faults:
        raise typer.Exit(1)
    rows = sum(len(each) for each in plan.bundle.parts.values())
    tell(say(f"没有错误，共 {rows} 行。", f"No faults in {rows} rows."))
    _tell_expectations(plan)
    if faults:
        raise typer.Exit(1)


@app.command(
    "import",
    help=say(
        "导入方案包：先列出变化，加 --yes 执行，全部成功或一行不写。",
        "Import a bundle: lists changes, --yes does it; all or nothing.",
    ),
)
def import_bundle(path: BundlePath, yes: Yes = False, on: Day = "", reason: Reason = "") -> None:
    """Dry run first; the same bundle again changes nothing."""
    day = optional_day(on) or timezone.localdate()
    plan = services.prepare_import(acting(), path=path, on=day)
    carry_out(plan, on=day, yes=yes, reason=reason, is_workbook=path.suffix.lower() == WORKBOOK)


def carry_out(plan: ImportPlan, *, on: date, yes: bool, reason: str, is_workbook: bool = False) -> None:
    """Tell faults, else changes, and make them if asked to; nothing to change needs no consent."""
    if plan.faults:
        show_faults(plan.faults)
        raise typer.Exit(1)
    show_changes(plan, is_workbook=is_workbook)
    if not any(change.kind != "left" for change in plan.changes):
        return
    if not yes:
        raise ConfirmationNeeded()
    done = services.apply_import(acting(), plan, on=on, now=timezone.now(), reason=reason)
    answer(done, say("已导入。", "Imported."))


@app.command(help=say("把整套方案导出为文件夹或 .xlsx。", "Export the whole scheme to a folder or an .xlsx workbook."))
def export(path: BundlePath, lang: Language = "") -> None:
    """What is written comes back equal when it is imported."""
    bundle = selectors.export_bundle(acting())
    if path.suffix.lower() == WORKBOOK:
        with override(language_named(lang)):
            path.write_bytes(bundle_workbook.workbook(bundle))
    else:
        writing.write_folder(bundle, path)
    counts = {name: len(rows) for name, rows in bundle.parts.items()}
    answer(
        {"path": path, "rows": counts},
        say(f"已导出 {sum(counts.values())} 行到 {path}。", f"{sum(counts.values())} rows written to {path}."),
    )


@app.command(help=say("空白工作簿模板，带下拉和批注。", "An empty workbook with drop-downs and comments."))
def template(path: BundlePath, lang: Language = "", every: Every = False) -> None:
    """Fill it in and import it."""
    with override(language_named(lang)):
        path.write_bytes(bundle_workbook.template(whole=every))
    answer({"path": path}, say(f"模板已写到 {path}。", f"The template is in {path}."))


@app.command(help=say("方案包各文件的 JSON Schema。", "JSON Schema of the files of a bundle."))
def schema() -> None:
    """For editors that check while one writes."""
    print(json.dumps(json_schema.schema(column_label), ensure_ascii=False, indent=2))


def show_faults(faults: Sequence[Fault]) -> None:
    """Every fault with its place and a way to mend it."""
    worded = [(fault.where, fault_sentence(fault)) for fault in faults]
    if current().as_json:
        tell_json(
            [
                {"code": fault.code, "where": fault.where, "sentence": sentence}
                for fault, (_, sentence) in zip(faults, worded, strict=True)
            ]
        )
    elif worded:
        table(faults, (say("位置", "place"), say("问题与改法", "fault and how to mend it")), worded)


def _tell_expectations(plan: ImportPlan) -> None:
    """How many of the figures the author expects are so here, and how many cannot be told yet."""
    if plan.expectations:
        off = sum(each.is_met is False for each in plan.expectations)
        open_ones = sum(each.is_met is None for each in plan.expectations)
        met = len(plan.expectations) - off - open_ones
        tell(
            say(
                f"预期数值：{met} 个一致，{off} 个不符，{open_ones} 个尚未计算。",
                f"Expected figures: {met} equal, {off} different, {open_ones} not computed yet.",
            )
        )


def show_changes(plan: ImportPlan, *, is_workbook: bool = False) -> None:
    """Rows by part and kind of change, then every row that ends and every changed column with before and after.

    In the words of the workbook; who edits text files finds their codes beside the words.
    """
    counts = services.explain_import(acting(), plan)
    heads = (say("部分", "part"), say("变化", "change"), say("行数", "rows"))
    lines = [
        (_named(part_word(part), part, is_workbook), word("bundle_change", kind), count)
        for part, kinds in counts.items()
        for kind, count in kinds.items()
    ]
    table(plan.changes, heads, lines, empty=say("没有变化。", "Nothing changes."))
    if current().as_json:
        return
    for change in [each for each in plan.changes if each.kind in ("changed", "ended")][:SHOWN]:
        row = f"  {_named(part_word(change.part), change.part, is_workbook)} {row_word(change.part, change.key)}"
        if change.kind == "ended":
            tell(f"{row}  {word('bundle_change', change.kind)}")
            continue
        for column, after in change.after.items():
            head = _named(column_word(change.part, column), column, is_workbook)
            sides = [
                _named(cell_word(change.part, column, text), text, is_workbook) or "—"
                for text in (change.before[column], after)
            ]
            tell(f"{row}  {head}: {' → '.join(sides)}")


def _named(said: str, code: str, is_workbook: bool) -> str:
    """A word, with its code beside it for who edits text files."""
    return said if is_workbook or said == code else say(f"{said}（{code}）", f"{said} ({code})")
