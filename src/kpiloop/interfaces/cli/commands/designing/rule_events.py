"""`kpiloop adjustment`: what happened and counts, and vetoes taken back; each by two people."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.cli.options import Quarter, Reason, Subject, noun
from kpiloop.interfaces.cli.picking import cycle_of
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day, figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.reward import selectors, services

app = noun()
Scheme = Annotated[str, typer.Argument(help=say("方案代码", "scheme code"))]
Code = Annotated[str, typer.Argument(help=say("规则代码", "code of the rule"))]
Key = Annotated[int, typer.Argument(help="id")]
Told = Annotated[str, typer.Option(help=say("原因", "why"))]


@app.command("list", help=say("一个季度的加减分事项。", "Events of a quarter."))
def list_events(scheme: Scheme, quarter: Quarter) -> None:
    """Everything in sight, decided or not."""
    viewer = acting()
    period = calendar.period(viewer, quarter)
    rows = selectors.adjustment_events(viewer, scheme=scheme, start=period.starts_on, end=period.ends_before)
    heads = (
        "id", say("规则", "rule"), say("对象", "subject"), say("日期", "on"), say("次数", "count"), say("事项", "what"),
        say("凭证", "evidence"), say("状态", "state"), say("登记", "recorded"), say("审批", "decided"),
    )  # fmt: skip
    cells = (
        (r.id, r.rule_code, name(r.subject), r.happened_on, full(r.count), r.text, r.evidence,
         word("event_state", r.state), r.recorded_by, r.decided_by)
        for r in rows
    )  # fmt: skip
    table(rows, heads, cells)


@app.command(help=say("登记加减分事项，附凭证。", "Record an event that counts, with its evidence."))
def record(
    scheme: Scheme,
    rule: Code,
    subject: Subject,
    on: Annotated[str, typer.Option(help=say("发生日期", "day it happened"))],
    text: Annotated[str, typer.Option(help=say("事项", "what happened"))],
    evidence: Annotated[str, typer.Option(help=say("凭证编号", "where the document stands"))],
    count: Annotated[str, typer.Option(help=say("次数", "how many"))] = "1",
) -> None:
    """It counts once another person approved it."""
    key = services.record_event(
        acting(),
        scheme=scheme,
        rule=rule,
        subject=subject,
        happened_on=day(on),
        text=text,
        evidence=evidence,
        count=Decimal(figure(count)),
        now=timezone.now(),
    )
    answer({"id": key}, say(f"事项 {key} 已登记，待审批。", f"Event {key} is recorded and waits for approval."))


@app.command(help=say("批准事项。", "Approve an event."))
def approve(event: Key) -> None:
    """Not by who recorded it."""
    services.decide_event(acting(), event_id=event, approves=True, now=timezone.now())
    answer({"id": event}, say("已批准，重新计分后计入。", "Approved; it counts from the next scoring on."))


@app.command(help=say("不批准事项。", "Refuse an event."))
def refuse(event: Key, reason: Reason) -> None:
    """With a reason."""
    services.decide_event(acting(), event_id=event, approves=False, reason=reason, now=timezone.now())
    answer({"id": event}, say("未批准。", "Refused."))


@app.command(help=say("一个季度的解除申请。", "Vetoes and gates somebody asked to lift."))
def lifts(quarter: Quarter, scheme: Annotated[str, typer.Option(help=say("方案代码", "scheme code"))] = "") -> None:
    """With who asked and who decided."""
    viewer = acting()
    rows = selectors.veto_lifts(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id)
    heads = (
        "id", say("规则", "rule"), say("对象", "subject"), say("原因", "why"), say("状态", "state"),
        say("申请", "asked"), say("审批", "decided"),
    )  # fmt: skip
    cells = (
        (r.id, r.rule_code, name(r.subject), r.reason, word("lift_state", r.state), r.asked_by, r.decided_by)
        for r in rows
    )
    table(rows, heads, cells)


@app.command("ask-lift", help=say("申请解除否决或闸口。", "Ask that a veto or gate be lifted on a card."))
def ask_lift(
    quarter: Quarter,
    rule: Code,
    subject: Subject,
    reason: Reason,
    scheme: Annotated[str, typer.Option(help=say("方案代码", "scheme code"))] = "",
) -> None:
    """The rule names the right of who may grant it."""
    actor = acting()
    key = services.ask_lift(
        actor, cycle_id=cycle_of(actor, quarter, scheme).id, rule=rule, subject=subject, reason=reason,
        now=timezone.now(),
    )  # fmt: skip
    answer({"id": key}, say(f"申请 {key} 待批准。", f"Question {key} waits for a second person."))


@app.command(help=say("批准解除。", "Lift a veto or gate."))
def lift(asked: Key, reason: Told = "") -> None:
    """Not by who asked for it."""
    services.decide_lift(acting(), lift_id=asked, approves=True, reason=reason, now=timezone.now())
    answer({"id": asked}, say("已解除，重新计分后生效。", "Lifted; it shows from the next scoring on."))


@app.command(help=say("维持否决或闸口。", "Let a veto or gate stand."))
def keep(asked: Key, reason: Reason) -> None:
    """With a reason."""
    services.decide_lift(acting(), lift_id=asked, approves=False, reason=reason, now=timezone.now())
    answer({"id": asked}, say("维持。", "It stands."))
