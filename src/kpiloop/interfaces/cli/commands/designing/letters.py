"""`kpiloop kpi lint-workbook`: last year's responsibility letters, checked, corrected, printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.template.loader import render_to_string
from django.utils.translation import get_language

from kpiloop.governance.letters.checking import checked
from kpiloop.governance.letters.reading import read_letters
from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.reports.writers.letters_workbook import corrected_workbook
from kpiloop.interfaces.wording.messages import sentence


@app.command(
    "lint-workbook", help=say("体检责任书工作簿，并输出改正稿与可打印责任书。", "Check responsibility letters.")
)
def lint_workbook(
    file: Annotated[Path, typer.Argument(help=say("责任书工作簿", "workbook of letters"))],
    corrected: Annotated[Path | None, typer.Option(help=say("改正后的工作簿", "corrected workbook to write"))] = None,
    letters: Annotated[Path | None, typer.Option(help=say("可打印责任书 HTML", "printable letters to write"))] = None,
) -> None:
    """Findings per line; nothing is stored."""
    acting()
    book = checked(read_letters(file.absolute()))
    if corrected is not None:
        corrected.write_bytes(corrected_workbook(book))
    if letters is not None:
        language = get_language() or "zh-hans"
        letters.write_text(render_to_string("design/letters_print.html", {"book": book, "language": language}), "utf-8")
    heads = (say("对象", "subject"), say("表", "sheet"), say("行", "line"), say("指标", "KPI"), say("发现", "finding"))
    table(
        [row for card in book.cards for row in card.findings],
        heads,
        (
            (card.subject, card.sheet, row.line or "", row.kpi, sentence(f"finding.{row.code}", row.fields))
            for card in book.cards
            for row in card.findings
        ),
    )
    if corrected is not None or letters is not None:
        written = [str(path) for path in (corrected, letters) if path is not None]
        answer({"written": written}, say("已写出：", "Written: ") + ", ".join(written))
