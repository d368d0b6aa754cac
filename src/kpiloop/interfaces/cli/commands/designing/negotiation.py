"""`kpiloop kpi propose, answer, agree, approve, negotiations`: a KPI made together."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.commands.designing.app import app
from kpiloop.interfaces.cli.options import Kpi, Reason, Subject
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import name, word
from kpiloop.loop.plan import selectors, services

Number = Annotated[int, typer.Argument(help=say("协商编号", "number of the negotiation"))]
Said = Annotated[
    list[str] | None,
    typer.Option("--set", help=say("字段=内容，如 name_zh=回款率", "field=content, e.g. name_zh=回款率")),
]
_DEFAULTS = {
    "direction": "higher",
    "time_kind": "flow",
    "measurement_unit": "number",
    "achievement_method": "ratio",
    "green_from": "1",
    "amber_from": "0.9",
}


@app.command(help=say("协商中的指标。", "KPIs being negotiated."))
def negotiations() -> None:
    """What is offered, by whom, and where it stands."""
    rows = selectors.negotiations(acting(), on=timezone.localdate())
    heads = ("id", say("指标", "KPI"), say("部门", "unit"), say("状态", "state"), say("步骤", "steps"))
    table(
        rows,
        heads,
        ((r.id, r.kpi_code, name(r.subject), word("negotiation_state", r.state), len(r.steps)) for r in rows),
    )


@app.command(help=say("为部门提议一个指标或年度目标（--annual）。", "Propose a KPI or annual target for a unit."))
def propose(
    kpi: Kpi,
    subject: Subject,
    said: Said = None,
    annual: Annotated[str, typer.Option(help=say("年度目标值", "annual target"))] = "",
    scheme: Annotated[str, typer.Option(help=say("方案代码（目标协商）", "scheme, for a target"))] = "",
    note: Reason = "",
) -> None:
    """The other side is told and answers."""
    today = timezone.localdate()
    fields = {**_DEFAULTS, "valid_from": today.replace(month=1, day=1).isoformat(), **_pairs(said)}
    content = {"annual": Decimal(annual)} if annual else fields
    number = services.propose_kpi(
        acting(), kpi=kpi, subject=subject, content=content, note=note, scheme=scheme, now=timezone.now()
    )
    answer({"id": number}, say(f"协商 {number} 已发起。", f"Negotiation {number} has begun."))


@app.command(help=say("还价：改动若干字段。", "Answer with another offer."))
def counter(number: Number, said: Said = None, note: Reason = "") -> None:
    """Fields that are not named stay as offered last."""
    step = services.offer_again(acting(), negotiation_id=number, content=_pairs(said), note=note, now=timezone.now())
    answer({"id": number, "step": step}, say("已还价，历次报价保留。", "Offered; the earlier offers stay readable."))


@app.command(help=say("同意、审批、退回、发布或撤回。", "Agree, approve, give back, publish or withdraw."))
def settle(
    number: Number,
    step: Annotated[str, typer.Argument(help="accept, approve, refuse, publish, withdraw")],
    note: Reason = "",
) -> None:
    """Nobody agrees to or approves the own offer."""
    actor, now = acting(), timezone.now()
    if step == "accept":
        services.accept_offer(actor, negotiation_id=number, note=note, now=now)
    elif step in ("approve", "refuse"):
        services.approve_agreement(actor, negotiation_id=number, approve=step == "approve", note=note, now=now)
    elif step == "publish":
        services.publish_agreement(actor, negotiation_id=number, now=now)
    elif step == "withdraw":
        services.withdraw_negotiation(actor, negotiation_id=number, note=note, now=now)
    else:
        raise typer.BadParameter(step)
    state = selectors.negotiation(actor, number, on=timezone.localdate()).state
    answer({"id": number, "state": state}, word("negotiation_state", state))


def _pairs(said: list[str] | None) -> dict[str, str]:
    return {field.strip(): content for field, _sign, content in (each.partition("=") for each in said or ())}
