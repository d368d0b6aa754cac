"""`kpiloop action`: what will be done, by whom, by when, with which effect."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Day, Kpi, Month, Subject, Text, noun
from kpiloop.interfaces.cli.picking import assignment_of
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day, figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.review import selectors, services

app = noun()


@app.command("list", help=say("行动项。", "Actions."))
def list_actions(
    state: Annotated[str, typer.Option(help="open, doing, blocked, done, cancelled")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help=say("只看逾期", "only overdue ones"))] = False,
) -> None:
    """Visible actions."""
    viewer = acting()
    today = timezone.localdate()
    rows = selectors.overdue(viewer, today=today) if overdue else selectors.actions(viewer, state=state or None)
    heads = (
        "id",
        say("行动", "action"),
        say("指标", "KPI"),
        say("对象", "subject"),
        say("负责人", "owner"),
        say("到期", "due"),
        say("状态", "state"),
        say("效果", "effect"),
    )
    table(
        rows,
        heads,
        (
            (
                r.id,
                r.title,
                name(r.assignment.kpi),
                name(r.assignment.subject),
                name(r.owner),
                r.due_on,
                word("action_state", r.state),
                word("effect", r.effect),
            )
            for r in rows
        ),
    )


@app.command(help=say("新增行动项。", "Add an action."))
def add(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    *,
    title: Annotated[str, typer.Option(help=say("做什么", "what will be done"))],
    owner: Annotated[str, typer.Option(help=say("负责人工号", "employee number of who does it"))],
    due: Day,
    effect: Annotated[str, typer.Option(help=say("预期效果，带符号", "expected change of the KPI, signed"))],
    effect_month: Annotated[str, typer.Option(help=say("效果应出现的月份", "month the effect shall show in"))],
    cause: Annotated[int | None, typer.Option(help=say("针对的原因 id", "id of the cause it answers"))] = None,
    decision: Annotated[int | None, typer.Option(help=say("来自的决议 id", "id of the decision it follows"))] = None,
    alert: Annotated[int | None, typer.Option(help=say("针对的预警 id", "id of the alert it answers"))] = None,
) -> None:
    """An action with the effect it will be judged by."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    action_id = services.add_action(
        actor,
        title=title,
        assignment_id=held.id,
        period_code=month,
        owner=owner,
        due_on=day(due),
        expected_effect=figure(effect),
        effect_period=effect_month,
        cause_id=cause,
        decision_id=decision,
        alert_id=alert,
    )
    answer({"id": action_id}, say(f"行动 {action_id} 已新增。", f"Action {action_id} is added."))


@app.command(help=say("更新行动项。", "Update an action."))
def update(
    action_id: Annotated[int, typer.Argument(help="id")],
    state: Annotated[str, typer.Option(help="open, doing, blocked, done, cancelled")],
    progress: Text = "",
) -> None:
    """Where it stands."""
    services.update_action(acting(), action_id=action_id, state=state, progress=progress, today=timezone.localdate())
    answer(
        {"id": action_id, "state": state},
        say(f"行动 {action_id}：{word('action_state', state)}", f"Action {action_id}: {state}"),
    )


@app.command(help=say("一个行动项。", "One action."))
def show(action_id: Annotated[int, typer.Argument(help="id")]) -> None:
    """Everything about it."""
    row = selectors.action(acting(), action_id)
    heads = (
        say("行动", "action"),
        say("状态", "state"),
        say("进展", "progress"),
        say("预期", "expected"),
        say("实际效果", "found"),
    )
    table(
        [row],
        heads,
        [
            (
                row.title,
                word("action_state", row.state),
                row.progress,
                full(row.expected_effect),
                full(row.effect_figure),
            )
        ],
    )
