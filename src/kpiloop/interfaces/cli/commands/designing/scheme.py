"""`kpiloop scheme`: what a scheme misses, its document, who holds which office, asking for signatures, signing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.governance.charter import selectors, services
from kpiloop.governance.charter.choices import DAYS
from kpiloop.governance.charter.errors import EditionUnknown
from kpiloop.governance.charter.rows import NewOffice
from kpiloop.interfaces.cli.errors import ConfirmationNeeded
from kpiloop.interfaces.cli.options import Yes, noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import name, word
from kpiloop.interfaces.reports.charter.document import differences_shown, draft_shown, edition_shown
from kpiloop.interfaces.reports.charter.findings import finding_sentence
from kpiloop.interfaces.reports.charter.shapes import CharterShown
from kpiloop.interfaces.reports.writers.charter_pdf import charter_pdf
from kpiloop.loop.reward import services as reward

app = noun()
Scheme = Annotated[str, typer.Argument(help=say("方案代码", "code of the scheme"))]


def _today() -> date:
    return timezone.localdate()


@app.command(help=say("方案各步骤的缺失与疑点。", "What a scheme misses, by step."))
def check(scheme: Scheme) -> None:
    """What blocks signing first; every finding names the page that mends it."""
    rows = selectors.findings(acting(), scheme=scheme, on=_today())
    heads = (say("步骤", "step"), say("程度", "weight"), say("发现", "finding"), say("在哪里改", "mended at"))
    table(
        rows,
        heads,
        (
            (
                word("charter_step", row.step),
                word("finding_severity", row.severity),
                finding_sentence(row),
                word("charter_fix", row.fix),
            )
            for row in rows
        ),
    )


@app.command(help=say("方案文件：现行文本或某一版次。", "The document: the present text, or an edition."))
def document(
    scheme: Scheme,
    edition: Annotated[int, typer.Option(help=say("版次（0 为现行文本）", "edition; 0 = the present text"))] = 0,
    pdf: Annotated[Path | None, typer.Option(help=say("写成 PDF", "write it as a PDF"))] = None,
) -> None:
    """Chapters on the screen, or the whole as a file."""
    shown = _text(scheme, edition)
    if pdf is not None:
        pdf.write_bytes(charter_pdf(shown))
        told = say(f"{shown.title} 已写到 {pdf}。", f"{shown.title} in {pdf}.")
        answer({"path": pdf, "edition": edition, "text": shown.fingerprint}, told)
        return
    heads = (say("章", "chapter"), say("内容", "content"))
    lines = [
        (f"{chapter.number} {chapter.title}", text)
        for chapter in shown.chapters
        for text in (
            *chapter.paragraphs,
            *([chapter.missing] if chapter.missing else []),
            *(" | ".join(row) for sheet in chapter.tables for row in sheet.rows),
            *chapter.closing,
        )
    ]
    table(lines, heads, lines)


@app.command(help=say("版次与签署情况。", "Editions and who signed them."))
def editions(scheme: Scheme) -> None:
    """Newest first."""
    rows = [
        (row, signer)
        for row in selectors.charter(acting(), scheme=scheme, on=_today()).editions
        for signer in row.signers
    ]
    heads = (
        say("版次", "edition"),
        say("文本", "text"),
        say("角色", "office"),
        say("签署人", "signer"),
        say("签署时间", "signed"),
        say("保留意见", "reservation"),
    )
    cells = (
        (
            row.number,
            row.fingerprint[:12],
            word("office", signer.office),
            name(signer.person),
            signer.signed_at.isoformat() if signer.signed_at else "",
            signer.reservation,
        )
        for row, signer in rows
    )
    table([signer for _row, signer in rows], heads, cells)


@app.command(help=say("与已签文本的差异（有差异时退出码为 1）。", "What differs from the signed text; exit 1 if so."))
def diff(scheme: Scheme) -> None:
    """Thing by thing, as it was signed and as it is."""
    rows = differences_shown(selectors.charter(acting(), scheme=scheme, on=_today()).differences)
    heads = (say("部分", "part"), say("对象", "what"), say("已签", "signed"), say("现在", "now"))
    table(rows, heads, ((row.chapter, row.name, row.before, row.after) for row in rows))
    if rows:
        raise SystemExit(1)


@app.command(help=say("写明方案目的。", "Write what a scheme is for."))
def aim(scheme: Scheme, text: Annotated[str, typer.Argument(help=say("目的", "the aim"))]) -> None:
    """The first chapter of the document."""
    services.set_texts(acting(), scheme=scheme, aim=text)
    answer({"aim": text}, say("已保存。", "Kept."))


@app.command(help=say("只在方案文件中写明的内容。", "What only the document of a scheme knows."))
def outline(scheme: Scheme) -> None:
    """Texts, days, offices and exempt people, as the six steps of the design ask for them."""
    held = selectors.outline(acting(), scheme=scheme)
    rows = [(word("charter_input", key), getattr(held, key)) for key in ("aim", "appeals", "changes")]
    rows += [(word("charter_days", key), str(days)) for key, days in held.days.items()]
    rows += [(word("office", row.office), name(row.person)) for row in held.offices]
    rows += [(say("免考", "exempt"), f"{name(row.person)}: {row.reason}") for row in held.exemptions]
    table([held], (say("项目", "what"), say("内容", "text")), rows)


@app.command(help=say("写明目的、申诉与修改办法。", "Write the aim, how appeals are heard, how it is changed."))
def texts(
    scheme: Scheme,
    aim: Annotated[str | None, typer.Option(help=say("目的", "what it is for"))] = None,
    appeals: Annotated[str | None, typer.Option(help=say("申诉如何处理", "how appeals are heard"))] = None,
    changes: Annotated[str | None, typer.Option(help=say("方案如何修改", "how the scheme is changed"))] = None,
) -> None:
    """What is not named stays; an empty text takes it away."""
    services.set_texts(acting(), scheme=scheme, aim=aim, appeals=appeals, changes=changes)
    answer({"aim": aim, "appeals": appeals, "changes": changes}, say("已保存。", "Kept."))


@app.command(help=say("设定各环节的工作日数。", "Say how many working days each step takes."))
def days(
    scheme: Scheme,
    review: Annotated[int | None, typer.Option(help=say("月末至经营分析会", "month end to review"))] = None,
    close: Annotated[int | None, typer.Option(help=say("月末至关账", "month end to close"))] = None,
    publish: Annotated[int | None, typer.Option(help=say("季末至公布", "quarter end to publication"))] = None,
    appeal: Annotated[int | None, typer.Option(help=say("公布后受理申诉", "publication to last appeal"))] = None,
    ruling: Annotated[int | None, typer.Option(help=say("申诉截止至裁决", "last appeal to ruling"))] = None,
) -> None:
    """What is not named stays."""
    asked = dict(zip(DAYS, (review, close, publish, appeal, ruling), strict=True))
    given = {key: count for key, count in asked.items() if count is not None}
    services.set_days(acting(), scheme=scheme, days=given)
    answer(given, say("已保存。", "Kept."))


@app.command("start-rules", help=say("没有计分规则与等级时采用常用的。", "Take the usual rules where there are none."))
def start_rules(scheme: Scheme) -> None:
    """Rules and grades of the version before, else plain ones; shares of grades: `kpiloop rule terms`."""
    reward.start_rules(acting(), scheme=scheme)
    answer({"scheme": scheme}, say("已设定。", "Set where there were none."))


@app.command(help=say("指定职责角色，列出全部人选。", "Name who holds which office; all of them at once."))
def offices(
    scheme: Scheme,
    held: Annotated[
        list[str], typer.Argument(help=say("角色=工号，可多个", "office=employee number, any number of them"))
    ],
    silent: Annotated[list[str] | None, typer.Option(help=say("不签署的角色", "office that does not sign"))] = None,
) -> None:
    """`sponsor=E0001 administrator=E0070 committee=E0010 --silent committee`."""
    pairs = [each.partition("=") for each in held]
    named = [NewOffice(office, person, office not in (silent or ())) for office, _, person in pairs]
    services.set_offices(acting(), scheme=scheme, offices=named)
    answer({"offices": len(named)}, say(f"已指定 {len(named)} 项。", f"{len(named)} named."))


@app.command(
    help=say("设为免考并说明理由；理由留空则恢复考核。", "Exempt somebody, with a reason; none takes it back.")
)
def exempt(
    scheme: Scheme,
    person: Annotated[str, typer.Argument(help=say("工号", "employee number"))],
    reason: Annotated[str, typer.Option(help=say("理由", "reason"))] = "",
) -> None:
    """Their card is not taken away; who has one stands among the findings."""
    services.exempt(acting(), scheme=scheme, person=person, reason=reason, now=timezone.now())
    answer({"person": person, "exempt": bool(reason)}, say("已保存。", "Kept."))


@app.command(help=say("通知下一位签署人。", "Tell whoever signs next."))
def call(scheme: Scheme) -> None:
    """Refused while something that blocks is open."""
    person = services.call_for_signatures(acting(), scheme=scheme, on=_today(), now=timezone.now())
    answer({"person": person}, say(f"已通知 {person}。", f"{person} is told."))


@app.command(help=say("阅读并签署方案文件。", "Read the document and sign it."))
def sign(
    scheme: Scheme,
    reservation: Annotated[str, typer.Option(help=say("保留意见", "what you do not agree to"))] = "",
    yes: Yes = False,
) -> None:
    """Shows the text; --yes signs exactly this text."""
    actor = acting()
    held = selectors.charter(actor, scheme=scheme, on=_today())
    begins = not held.editions or bool(held.differences)
    document(scheme, 0 if begins else held.editions[0].number)
    if not yes:
        raise ConfirmationNeeded()
    seen = held.draft_fingerprint if begins else held.editions[0].fingerprint
    done = services.sign_document(
        actor, scheme=scheme, seen=seen, reservation=reservation, on=_today(), now=timezone.now()
    )
    answer({"edition": done.number, "text": done.fingerprint}, say("已签署。", "Signed."))


def _text(scheme: str, number: int) -> CharterShown:
    held = selectors.charter(acting(), scheme=scheme, on=_today())
    if number == 0 and held.draft is not None:
        return draft_shown(held)
    found = next((row for row in held.editions if number in (0, row.number)), None)
    if found is None:
        raise EditionUnknown(scheme=scheme, edition=number or 1)
    return edition_shown(found)
