"""`kpiloop doctor`: is this installation well; every failure names its fix."""

from __future__ import annotations

import typer
from django.utils import timezone

from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.operating.examination import Finding, examine
from kpiloop.interfaces.cli.printing import tell_json
from kpiloop.interfaces.cli.session import say

app = typer.Typer(rich_markup_mode=None, add_completion=False)
MARKS = {"good": "✓", "notice": "!", "bad": "✗"}


@app.command(help=say("检查安装，每个问题都给出解决办法。", "Check the installation; every failure names its fix."))
def doctor() -> None:
    """Examine everything, print one line each, and leave with 1 when something is bad."""
    findings = examine(session.current().home, now=timezone.now())
    if session.current().as_json:
        tell_json(findings)
    else:
        for finding in findings:
            _print(finding)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)


def _print(finding: Finding) -> None:
    print(f"{MARKS[finding.state]} {finding.what}: {finding.found}")
    if finding.fix:
        print(f"  → {finding.fix}")
