"""`kpiloop kpi letters / sign`: responsibility letters of the cards, who signed them, and signing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.governance.letters import selectors, services
from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.errors import ConfirmationNeeded
from kpiloop.interfaces.cli.options import Yes
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import name, word
from kpiloop.interfaces.reports.letters import letter_shown
from kpiloop.interfaces.reports.writers.letters_pdf import letters_pdf

Scheme = Annotated[str, typer.Argument(help=say("方案代码", "code of the scheme"))]


@app.command(help=say("责任书及签署情况。", "Responsibility letters and who signed them."))
def letters(
    scheme: Scheme,
    pdf: Annotated[Path | None, typer.Option(help=say("写成 PDF", "write them as a PDF"))] = None,
) -> None:
    """Every letter in sight."""
    rows = selectors.letters(acting(), scheme=scheme, on=timezone.localdate())
    if pdf is not None:
        pdf.write_bytes(letters_pdf([letter_shown(row) for row in rows]))
        answer(
            {"path": pdf, "letters": len(rows)}, say(f"{len(rows)} 份已写到 {pdf}。", f"{len(rows)} letters in {pdf}.")
        )
        return
    heads = (
        say("代码", "code"),
        say("对象", "for"),
        say("责任人", "owner"),
        say("公司方", "company"),
        say("状态", "state"),
    )
    table(
        rows,
        heads,
        (
            (
                row.document.subject.code,
                name(row.document.subject),
                name(row.document.owner),
                name(row.document.superior) if row.document.superior else "",
                word("letter_state", row.state),
            )
            for row in rows
        ),
    )


@app.command(help=say("阅读并签署一份责任书。", "Read a responsibility letter and sign it."))
def sign(
    scheme: Scheme,
    subject: Annotated[str, typer.Argument(help=say("部门、岗位或工号", "unit, position or employee number"))],
    reservation: Annotated[str, typer.Option(help=say("保留意见", "what you do not agree to"))] = "",
    yes: Yes = False,
) -> None:
    """Shows the letter; --yes signs exactly this text."""
    actor, today = acting(), timezone.localdate()
    shown = letter_shown(selectors.letter(actor, scheme=scheme, subject=subject, on=today))
    heads = (say("指标", "KPI"), say("权重", "weight"), say("全年目标", "target"), say("计分", "scoring"))
    lines = ((line.name, f"{line.weight}%", line.annual, line.scoring) for line in shown.lines)
    table(shown.lines, heads, lines)
    if not yes:
        raise ConfirmationNeeded()
    side = services.sign_letter(
        actor,
        scheme=scheme,
        subject=subject,
        seen=shown.fingerprint,
        reservation=reservation,
        on=today,
        now=timezone.now(),
    )
    answer({"subject": subject, "side": side, "text": shown.seal}, say("已签署。", "Signed."))
