"""`kpiloop kpi findings`, `fix`, `accept`: the design check of a scheme."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import get_language

from kpiloop.governance.health.design import design_check, design_evidence, month_before
from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.wording.design_findings import (
    finding_fix,
    finding_said,
    finding_whose,
    mended_field,
    mended_sides,
)
from kpiloop.loop.plan import services
from kpiloop.loop.plan.rows import FindingRow

Scheme = Annotated[str, typer.Argument(help=say("方案代码", "scheme code"))]
Finding = Annotated[str, typer.Argument(help=say("发现的键，见 kpi findings", "key of the finding, see kpi findings"))]


@app.command(help=say("方案体检：权重、指标数量、SMART。", "Findings about a scheme: weights, count of KPIs, SMART."))
def findings(code: Scheme) -> None:
    """What deserves a second look before publishing; `fix` and `accept` take the key."""
    viewer = acting()
    rows = design_check(viewer, scheme=code, before=month_before(viewer, timezone.localdate()))
    heads = (
        say("程度", "severity"),
        say("发现", "finding"),
        say("考核卡", "card"),
        say("说明", "why"),
        say("可一步修复", "fix"),
        say("接受理由", "accepted because"),
        say("键", "key"),
    )
    table(
        [_told(row) for row in rows],
        heads,
        (
            (
                word("finding_severity", row.severity),
                word("finding", row.code),
                finding_whose(row),
                finding_said(row, {"kpi": row.kpi_code, **row.fields}),
                finding_fix(row),
                row.override.reason if row.override else "",
                row.key,
            )
            for row in rows
        ),
    )


def _told(row: FindingRow) -> dict[str, object]:
    """A finding for a program: with its key, and codes of the cards in place of a finding for each of them."""
    subjects = [each.subject.code for each in row.each if each.subject]
    shown = {field.name: getattr(row, field.name) for field in fields(row) if field.name != "members"}
    return {"key": row.key, **shown, "subjects": subjects}


@app.command(help=say("一步修复一项体检发现。", "Mend a finding in one step."))
def fix(code: Scheme, key: Finding) -> None:
    """A draft is mended from its first day, a published scheme from today; tells every value that changed."""
    actor = acting()
    done = services.fix_finding(
        actor,
        scheme=code,
        key=key,
        on=timezone.localdate(),
        now=timezone.now(),
        language=get_language() or "zh-hans",
        evidence=design_evidence(actor, before=month_before(actor, timezone.localdate())),
    )
    told = say(f"已修复：{word('fix', done.fix)}", f"Mended: {word('fix', done.fix)}")
    answer({"key": key, "fix": done.fix, "values": done.values}, told)
    if current().as_json:
        return
    heads = (
        say("考核卡或模板", "card or template"),
        say("指标", "KPI"),
        say("内容", "what"),
        say("原为", "before"),
        say("现为", "now"),
    )
    rows = [
        (value.subject_code or value.template_code, value.kpi_code, mended_field(value), *mended_sides(value))
        for value in done.values
    ]
    table(done.values, heads, rows)


@app.command(help=say("接受一项体检发现并说明理由。", "Accept a finding with a reason."))
def accept(
    code: Scheme,
    key: Finding,
    reason: Reason = "",
    again: Annotated[bool, typer.Option("--again", help=say("重新计入", "let it count again"))] = False,
) -> None:
    """The reason stays with it and is shown."""
    actor = acting()
    if again:
        services.reinstate_finding(actor, scheme=code, key=key, now=timezone.now())
    else:
        evidence = design_evidence(actor, before=month_before(actor, timezone.localdate()))
        services.override_finding(actor, scheme=code, key=key, reason=reason, now=timezone.now(), evidence=evidence)
    answer({"key": key, "accepted": not again}, say("已记录。", "Noted."))
