"""`kpiloop bonus`: prepare, explain, apply by a second person."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.errors import ConfirmationNeeded
from kpiloop.interfaces.cli.options import NewTerms, Quarter, Yes, noun
from kpiloop.interfaces.cli.picking import cycle_of
from kpiloop.interfaces.cli.printing import answer, facts, table
from kpiloop.interfaces.cli.reading import figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.pay_rows import RunExplanation

app = noun()
RunId = Annotated[int, typer.Argument(help=say("核算批次 id", "id of the run"))]
Scheme = Annotated[str, typer.Option(help=say("方案代码", "scheme code"))]
Pool = Annotated[str, typer.Option(help=say("奖金包", "bonus pool"))]


@app.command(help=say("准备奖金核算（不发放）。", "Prepare a bonus run; nothing is paid."))
def prepare(
    quarter: Quarter,
    pool: Pool,
    document: Annotated[str, typer.Option(help=say("奖金包依据文件", "where the pool was decided"))],
    scheme: Scheme = "",
    correction: Annotated[
        str, typer.Option(help=say("已发放季度的更正原因", "why a quarter that was paid is worked out again"))
    ] = "",
    new_terms: NewTerms = False,
) -> None:
    """Every person's money to the cent, waiting for the second person."""
    actor = acting()
    cycle = cycle_of(actor, quarter, scheme)
    plan = services.prepare_bonus(
        actor, cycle_id=cycle.id, pool=figure(pool), pool_document=document, correction_reason=correction,
        new_terms=new_terms,
    )  # fmt: skip
    _explain(services.explain_bonus_run(actor, plan))


@app.command(help=say("试算（不写入）。", "Try a pool; nothing is written."))
def preview(quarter: Quarter, pool: Pool, scheme: Scheme = "") -> None:
    """What a pool would give."""
    viewer = acting()
    plan = services.preview_bonus(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id, pool=figure(pool))
    _explain(services.explain_bonus_run(viewer, plan))


@app.command(
    help=say(
        "批准并执行：先说明，加 --yes 执行；须由另一人。", "Apply: explains first, --yes does it; by another person."
    )
)
def apply(run_id: RunId, yes: Yes = False) -> None:
    """Refused for whoever prepared it, and when an input changed since."""
    actor = acting()
    if not yes:
        _explain(services.explain_bonus_run(actor, selectors.bonus_plan(actor, run_id=run_id)))
        raise ConfirmationNeeded()
    done = services.apply_bonus(actor, run_id=run_id, now=timezone.now())
    answer(
        done,
        say(
            f"核算 {done.id} 已执行，合计 {full(done.total)}。", f"Run {done.id} is applied, total {full(done.total)}."
        ),
    )


@app.command(help=say("核算批次。", "Bonus runs."))
def runs() -> None:
    """Runs with pool, total and state."""
    rows = selectors.runs(acting())
    heads = (
        "id",
        say("季度", "quarter"),
        say("状态", "state"),
        say("奖金包", "pool"),
        say("合计", "total"),
        say("准备", "prepared by"),
        say("批准", "approved by"),
    )
    table(
        rows,
        heads,
        (
            (
                r.id,
                r.cycle.period_code,
                word("bonus_run_state", r.state),
                full(r.pool),
                full(r.total),
                r.prepared_by,
                r.approved_by,
            )
            for r in rows
        ),
    )


@app.command("list", help=say("核算明细（只显示有权查看的）。", "Lines of a run, as far as you may see them."))
def list_lines(run_id: RunId) -> None:
    """Everybody's lines with the right to see pay, else the own one."""
    rows = selectors.bonus_lines(acting(), run_id=run_id)
    heads = (
        "id",
        say("工号", "number"),
        say("姓名", "name"),
        say("基数", "base"),
        say("天数", "days"),
        say("个人系数", "individual"),
        say("金额", "amount"),
        say("往期补差", "carried"),
    )
    table(
        rows,
        heads,
        (
            (
                r.id,
                r.person.code,
                name(r.person),
                full(r.base_amount),
                f"{r.days_employed}/{r.days_in_period}",
                full(r.individual_factor),
                full(r.amount),
                full(r.carried),
            )
            for r in rows
        ),
    )


def _explain(explained: RunExplanation) -> None:
    plan = explained.plan
    shown: dict[str, object] = {
        say("核算", "run"): plan.run_id or say("试算", "preview"),
        say("奖金包", "pool"): full(plan.pool),
        say("合计", "total"): full(plan.total),
        say("未发放（留在奖金包）", "not paid out, left in the pool"): full(plan.left_over),
        say("往期补差", "carried from closed quarters"): full(plan.carried),
        say("无法结转的人数", "people it cannot be settled with"): len(plan.unsettled),
        say("折算系数", "scaling"): full(plan.scaling),
        say("人数", "people"): explained.visible + explained.hidden,
        say("待定", "open"): len(plan.open_lines),
        say("上次合计", "total before"): full(explained.total_before),
    }
    for grade, people, amount in explained.by_grade:
        shown[say(f"等级 {grade}", f"grade {grade}")] = say(
            f"{people} 人，{full(amount)}", f"{people} people, {full(amount)}"
        )
    facts(explained, shown)
