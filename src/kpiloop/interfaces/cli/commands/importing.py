"""`kpiloop import`: bring a file in, decide about rows in bulk, correct, take back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.jobs.services import work_off
from kpiloop.interfaces.cli.options import Reason, noun
from kpiloop.interfaces.cli.printing import answer, facts, table, tell, tell_json
from kpiloop.interfaces.cli.reading import existing_file
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.reports.writers.waiting_rows import waiting_workbook
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.rows import Proposal

app = noun()
File = Annotated[str, typer.Argument(help=say("文件", "file"))]
Dataset = Annotated[
    str, typer.Option(help=say("已有数据集；不写则按文件新建", "known dataset; without one, a new one"))
]
Answers = Annotated[
    list[str] | None, typer.Option("--answer", help=say("回答：问题=答案", "an answer: question=answer"))
]
Order = Annotated[
    str, typer.Option("--day-order", help=say("日期顺序 dmy 或 mdy", "order of ambiguous dates: dmy or mdy"))
]
Names = Annotated[str, typer.Option(help=say("无表头文件的列名，逗号分隔", "column names of a file without headings"))]
Batch = Annotated[int, typer.Argument(help=say("批次", "load"))]
SHOWN = 12


@app.command(help=say("预览：写了什么、理解成什么、还要问什么；不入库。", "Look at a file; nothing is stored."))
def preview(
    file: File, dataset: Dataset = "", answers: Answers = None, day_order: Order = "", names: Names = ""
) -> None:
    """Exit 1 while something must be answered first."""
    found = _propose(file, dataset, answers, day_order, names)
    if current().as_json:
        tell_json(found)
    else:
        _show(found)
    if any(question.is_open for question in found.guess.questions):
        raise typer.Exit(1)


@app.command(help=say("确认读法并加载；下月用 kpiloop collect run。", "Confirm how it is read and load it."))
def take(
    file: File,
    source: Annotated[str, typer.Option(help=say("新数据源的代码", "code of the new source"))],
    name: Annotated[str, typer.Option(help=say("名称", "name"))] = "",
    dataset: Dataset = "",
    answers: Answers = None,
    day_order: Order = "",
    names: Names = "",
) -> None:
    """The recipe is kept, so that the next file needs no question."""
    found = _propose(file, dataset, answers, day_order, names)
    services.confirm_proposal(acting(), proposal=found, source=source, name_zh=name or source)
    batch = services.load(acting(), source=source, location=str(existing_file(file).absolute()), now=timezone.now())
    work_off()
    shown = {
        say("批次", "load"): batch.number,
        say("读取", "read"): batch.rows_read,
        say("入库", "kept"): batch.rows_kept,
        say("略过", "skipped"): batch.rows_skipped,
        say("重复", "known already"): batch.rows_repeated,
        say("等待", "waiting"): batch.waiting,
    }
    facts(batch, shown)


@app.command(help=say("等待的行写成带原因列的工作簿。", "Rows that wait as a workbook with a reason column."))
def waiting(batch: Batch, out: Annotated[str, typer.Option(help=say("写到此文件", "write to this file"))]) -> None:
    """Mend them there and hand the workbook back."""
    rows = selectors.quarantine(acting(), batch=batch)
    Path(out).expanduser().write_bytes(
        waiting_workbook([(row, sentence(row.reason, dict(row.fields))) for row in rows])
    )
    answer({"rows": len(rows), "file": out}, say(f"{len(rows)} 行写到 {out}。", f"{len(rows)} rows written to {out}."))


@app.command("back", help=say("交回改好的工作簿。", "Hand the mended workbook back."))
def back(batch: Batch, file: File, reason: Reason = "") -> None:
    """Rows that are right now are taken; the others go on waiting."""
    path = existing_file(file).absolute()
    done = services.hand_back(acting(), batch=batch, location=path, reason=reason, now=timezone.now())
    work_off()
    said = f"入库 {done.taken}，仍有误 {done.still_wrong}，等待 {done.waiting}。"
    answer(done, say(said, f"{done.taken} taken, {done.still_wrong} still wrong, {done.waiting} waiting."))


@app.command(help=say("按原样接受等待的行（需原因）。", "Take waiting rows as they are, with a reason."))
def accept(row_ids: Annotated[list[int], typer.Argument(help="id …")], reason: Reason) -> None:
    """Figures that are not believed, and keys known with other content."""
    count = services.accept_rows(acting(), row_ids=row_ids, reason=reason, now=timezone.now())
    work_off()
    answer({"rows": count}, say(f"已接受 {count} 行。", f"{count} rows accepted."))


@app.command(help=say("一次拒收多行。", "Leave several waiting rows out."))
def reject(row_ids: Annotated[list[int], typer.Argument(help="id …")], reason: Reason) -> None:
    """They stay readable with the reason."""
    count = services.reject_rows(acting(), row_ids=row_ids, reason=reason, now=timezone.now())
    answer({"rows": count}, say(f"已拒收 {count} 行。", f"{count} rows left out."))


@app.command(help=say("撤销整个批次（期间未关账）。", "Take a whole load back while its months are open."))
def undo(batch: Batch, reason: Reason) -> None:
    """The facts stand as before the load."""
    done = services.undo_load(acting(), number=batch, reason=reason, now=timezone.now())
    work_off()
    answer(done, say(f"批次 {batch} 已撤销。", f"Load {batch} is taken back."))


@app.command(help=say("更正一个数，如 --key S1 --field amount。", "Correct a figure, e.g. --key S1 --field amount."))
def correct(
    dataset: Annotated[str, typer.Argument(help=say("数据集", "dataset"))],
    key: Annotated[list[str], typer.Option(help=say("业务主键各段", "parts of the business key"))],
    field: Annotated[str, typer.Option(help=say("列", "column"))],
    value: Annotated[str, typer.Option(help=say("新值，空为无值", "new value, empty for none"))],
    reason: Reason,
    waiver: Annotated[str, typer.Option(help=say("豁免他人批准的理由", "why nobody else approves"))] = "",
) -> None:
    """Another person approves it, unless a waiver says why not."""
    made = services.propose_correction(
        acting(), dataset=dataset, key=key, field=field, value=value, reason=reason, waiver=waiver, now=timezone.now()
    )
    work_off()
    answer({"correction": made}, say(f"更正 {made} 已登记。", f"Correction {made} is proposed."))


@app.command(help=say("更正清单：改前与改后。", "Corrections: before and after."))
def corrections(
    dataset: Annotated[str, typer.Option(help=say("数据集", "dataset"))] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help=say("仅待批准的", "only those that wait"))] = False,
) -> None:
    """Newest first."""
    state = "proposed" if waiting else None
    rows = selectors.corrections(acting(), dataset=dataset or None, state=state, limit=100)
    heads = (
        "id",
        say("数据集", "dataset"),
        say("行", "row"),
        say("列", "column"),
        say("来源", "source says"),
        say("更正为", "corrected to"),
        say("状态", "state"),
        say("经手", "by"),
    )
    cells = (
        (r.id, r.dataset, r.row, r.field, r.old, r.new, word("correction_state", r.state), r.corrected_by) for r in rows
    )
    table(rows, heads, cells)


@app.command(help=say("批准、驳回或撤回更正。", "Approve, refuse or withdraw a correction."))
def decide(
    correction: Annotated[int, typer.Argument(help="id")],
    act: Annotated[str, typer.Argument(help="approve, refuse, withdraw")],
    reason: Reason = "",
) -> None:
    """Who corrected does not approve."""
    if act == "withdraw":
        services.withdraw_correction(acting(), correction=correction, reason=reason, now=timezone.now())
    elif act in ("approve", "refuse"):
        services.decide_correction(
            acting(), correction=correction, approve=act == "approve", reason=reason, now=timezone.now()
        )
    else:
        raise typer.BadParameter("approve, refuse, withdraw")
    work_off()
    answer({"correction": correction, "act": act}, say("已处理。", "Decided."))


def _propose(file: str, dataset: str, answers: list[str] | None, day_order: str, names: str) -> Proposal:
    given = dict(pair.split("=", 1) for pair in answers or [] if "=" in pair)
    given |= {"day_order": day_order} if day_order else {}
    given |= {"names": names} if names else {}
    path = existing_file(file).absolute()
    return services.preview_file(acting(), location=path, dataset=dataset, answers=given)


def _show(found: Proposal) -> None:
    for question in found.guess.questions:
        mark = say("请回答", "answer") if question.is_open else say("已定", "settled")
        choices = f" [{' | '.join(question.choices)}]" if question.choices else ""
        tell(f"{mark}: --answer {question.key}={question.answer or '…'}{choices}  ({question.written})")
    if found.preview is None:
        return
    look = found.preview
    zh = "读取 {read}，入库 {kept}，略过 {skipped}，重复 {repeated}，等待 {quarantined}"
    en = "{read} read: {kept} kept, {skipped} skipped, {repeated} repeated, {quarantined} waiting"
    tell(say(zh, en).format(**look.counts))
    heads = (say("行", "line"), *look.columns)
    lines = []
    for row in look.rows[:SHOWN]:
        cells = [f"{c.understood} ← {c.written}" if c.written != c.understood else c.understood for c in row.cells]
        lines.append((row.line, *cells))
    table(look.rows, heads, lines)
    for suspect in look.suspects:
        tell(f"{word('suspect', suspect.code)}: {suspect.column} {suspect.line or ''} {suspect.written}")
