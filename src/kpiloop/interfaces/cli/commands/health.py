"""`kpiloop health MONTH`: what the four guards of the method found."""

from __future__ import annotations

import typer
from django.utils import timezone

from kpiloop.governance.health import selectors
from kpiloop.governance.health.rows import FindingRow, GuardRow
from kpiloop.interfaces.cli.options import Month
from kpiloop.interfaces.cli.printing import tell, tell_json
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import name, word
from kpiloop.interfaces.wording.messages import sentence

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(help=say("健康报告：四道防线各有什么缺口。", "Health report: what the four guards found."))
def health(month: Month) -> None:
    """Every guard with its pitfalls, each with its count and what it found."""
    report = selectors.report(acting(), period_code=month, today=timezone.localdate())
    if current().as_json:
        tell_json(report)
        return
    for guard in report.guards:
        _tell_guard(guard)


def _tell_guard(guard: GuardRow) -> None:
    tell(f"{'✓' if not guard.count else '!'} {word('guard', guard.code)}")
    for pitfall in guard.pitfalls:
        tell(f"  {word('pitfall', pitfall.code)}: {pitfall.count} / {pitfall.checked}")
        for finding in pitfall.findings:
            tell(f"    {_who(finding)}  {sentence(f'pitfall.{pitfall.code}', finding.fields)}")


def _who(row: FindingRow) -> str:
    if row.subject is None:
        return row.fields.get("name", "")
    return f"{name(row.kpi)} {name(row.subject)}" if row.kpi else name(row.subject)
