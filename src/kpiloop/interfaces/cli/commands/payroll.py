"""`kpiloop payroll`: files for payroll with control totals, and what payroll said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Text, noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, word
from kpiloop.interfaces.reports.pay_answers import read_pay_answers
from kpiloop.interfaces.reports.pay_files import control, pay_export
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.choices import REJECTED
from kpiloop.loop.reward.pay_rows import PayFileRow

app = noun()
FileId = Annotated[int, typer.Argument(help=say("薪酬文件 id", "id of the file"))]
RunId = Annotated[int, typer.Argument(help=say("核算批次 id", "id of the run"))]
Out = Annotated[Path, typer.Option(help=say("CSV 文件", "CSV file"))]


@app.command(
    help=say("生成薪酬文件；首份为全额，以后只含差额。", "Make a file: whole amounts first, later only differences.")
)
def make(run_id: RunId, out: Out) -> None:
    """The file, and beside it its control totals."""
    _write(services.make_pay_file(acting(), run_id=run_id, now=timezone.now()), out)


@app.command(help=say("再次写出一份薪酬文件，内容不变。", "Write a file again; it never changes."))
def write(file_id: FileId, out: Out) -> None:
    """The same bytes as when it was made."""
    _write(selectors.pay_file(acting(), file_id=file_id), out)


@app.command(
    "answer", help=say("记录薪酬的答复：accepted 或 rejected。", "Record what payroll said: accepted or rejected.")
)
def answer_file(
    file_id: FileId,
    state: Annotated[str, typer.Argument(help="accepted, rejected")],
    note: Text = "",
) -> None:
    """What was rejected is owed again."""
    done = services.answer_pay_file(acting(), file_id=file_id, state=state, answer=note, now=timezone.now())
    answer(
        done, say(f"第 {done.number} 号文件：{word('pay_file_state', done.state)}", f"File {done.number}: {done.state}")
    )


@app.command(help=say("读入薪酬回执：每行 id、state、reason。", "Read the status file of payroll: id, state, reason."))
def status(
    file_id: FileId,
    csv: Annotated[Path, typer.Argument(help=say("回执 CSV", "CSV of payroll"), exists=True, dir_okay=False)],
) -> None:
    """Lines it rejected are owed again."""
    answers = read_pay_answers(csv.name, csv.read_bytes())
    done = services.answer_pay_lines(acting(), file_id=file_id, answers=answers, now=timezone.now())
    rejected = [line for line in done.lines if line.state == REJECTED]
    state = word("pay_file_state", done.state)
    said = say(
        f"第 {done.number} 号文件：{state}，退回 {len(rejected)} 行。",
        f"File {done.number}: {state}; rejected lines: {len(rejected)}.",
    )
    reasons = [f"{line.person.code}: {line.answer}" for line in rejected]
    answer(done, "\n".join([said, *reasons]))


@app.command("list", help=say("薪酬文件。", "Files for payroll."))
def list_files() -> None:
    """Files with control totals and state."""
    rows = selectors.pay_files(acting())
    heads = (
        "id",
        say("季度", "quarter"),
        say("序号", "number"),
        say("状态", "state"),
        say("人数", "people"),
        say("合计", "total"),
        "sha256",
    )
    lines = (
        (r.id, r.cycle.period_code, r.number, word("pay_file_state", r.state), r.people, full(r.total), r.sha256[:12])
        for r in rows
    )
    table(rows, heads, lines)


def _write(held: PayFileRow, out: Path) -> None:
    out.write_text("".join(csv_lines(pay_export(held))), encoding="utf-8", newline="")
    beside = out.with_name(f"{out.name}.control.json")
    beside.write_text(json.dumps(control(held), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    said = say(
        f"第 {held.number} 号文件：{held.people} 人，合计 {full(held.total)}，已写到 {out} 与 {beside.name}。",
        f"File {held.number}: {held.people} people, {full(held.total)}, written to {out} and {beside.name}.",
    )
    answer(held, said)
