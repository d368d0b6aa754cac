"""`kpiloop improve`: did it work, what was learned, what changes in the next plan."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Kpi, Month, Reason, Subject, Text, noun
from kpiloop.interfaces.cli.picking import assignment_of
from kpiloop.interfaces.cli.planning import ladders
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import figure
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.loop.improve import selectors, services

app = noun()
ladders.register(app)
Id = Annotated[int, typer.Argument(help="id")]
Approve = Annotated[bool, typer.Option("--approve/--reject", help=say("批准或驳回", "approve or reject"))]


@app.command(help=say("验证行动效果。", "Check the effects of actions."))
def check(month: Month) -> None:
    """Compare what was expected with what came."""
    done = services.check_effects(acting(), period_code=month, today=timezone.localdate())
    answer(done, say(f"效果验证：{_counts(done)}", f"Effects checked: {_counts(done)}"))


@app.command(
    help=say(
        "连续未达标的后果：面谈、整改、改进计划。",
        "Consequences of repeated misses: interviews, rectifications, improvement plans.",
    )
)
def consequences(month: Month) -> None:
    """Opened once per run of misses."""
    done = services.open_consequences(acting(), period_code=month, today=timezone.localdate())
    answer(done, say(f"已处理：{_counts(done)}", f"Done: {_counts(done)}"))


@app.command(help=say("已验证的效果。", "Effects that were checked."))
def effects(month: Annotated[str, typer.Option(help=say("月份", "month"))] = "") -> None:
    """Actions with what they moved."""
    _list(selectors.effects(acting(), period_code=month or None))


@app.command(help=say("整改。", "Rectifications."))
def rectifications() -> None:
    """What units owe after repeated misses."""
    _list(selectors.rectifications(acting()))


@app.command(help=say("改进计划（保密）。", "Improvement plans; private."))
def plans() -> None:
    """The own ones, those of the own people, or all with the right."""
    _list(selectors.improvement_plans(acting()))


@app.command("decide-plan", help=say("确认或驳回改进计划。", "Confirm or reject an improvement plan."))
def decide_plan(
    plan_id: Id,
    approve: Approve,
    reason: Reason,
    goals: Annotated[str, typer.Option(help=say("目标", "goals"))] = "",
    support: Annotated[str, typer.Option(help=say("支持", "support"))] = "",
) -> None:
    """A person decides; the rule only proposes."""
    state = services.decide_improvement_plan(
        acting(), plan_id=plan_id, confirm=approve, reason=reason, goals=goals, support=support, now=timezone.now()
    )
    answer({"id": plan_id, "state": state}, say("已决定。", "Decided."))


@app.command(help=say("记录经验。", "Record a lesson."))
def lesson(
    month: Month,
    text: Text,
    action: Annotated[int | None, typer.Option(help=say("行动项 id", "id of the action"))] = None,
) -> None:
    """What was learned, for the next plan."""
    lesson_id = services.record_lesson(acting(), period_code=month, text=text, action_id=action)
    answer({"id": lesson_id}, say(f"经验 {lesson_id} 已记录。", f"Lesson {lesson_id} is recorded."))


@app.command(help=say("经验清单。", "Lessons."))
def lessons() -> None:
    """What was learned so far."""
    _list(selectors.lessons(acting()))


@app.command(help=say("建议修改下期目标。", "Propose a change of the next plan."))
def propose(
    kpi: Kpi,
    subject: Subject,
    month: Month,
    target: Annotated[str, typer.Argument(help=say("新目标值", "new target"))],
    reason: Reason,
    lesson: Annotated[int | None, typer.Option(help=say("经验 id", "id of the lesson"))] = None,
) -> None:
    """Approved, it becomes a target of the coming period."""
    actor = acting()
    held = assignment_of(actor, kpi=kpi, subject=subject, period_code=month)
    proposal_id = services.propose_change(
        actor, assignment_id=held.id, period_code=month, new_target=figure(target), reason=reason, lesson_id=lesson
    )
    answer({"id": proposal_id}, say(f"建议 {proposal_id} 已提出。", f"Proposal {proposal_id} is made."))


@app.command(help=say("建议清单。", "Proposals."))
def proposals() -> None:
    """What was proposed and what became of it."""
    _list(selectors.proposals(acting()))


@app.command(help=say("审批建议。", "Decide a proposal."))
def decide(proposal_id: Id, approve: Approve, reason: Reason = "") -> None:
    """Another person than the proposer."""
    state = services.decide_proposal(
        acting(), proposal_id=proposal_id, approve=approve, reason=reason, now=timezone.now()
    )
    answer({"id": proposal_id, "state": state}, say("已决定。", "Decided."))


def _counts(outcome: object) -> str:
    shown = vars(outcome) if hasattr(outcome, "__dict__") else {}
    return ", ".join(f"{name} {value}" for name, value in shown.items() if isinstance(value, int))


def _list(rows: tuple[object, ...]) -> None:
    """Rows of this room have few short fields: show those, and everything with --json."""
    plain = [{name: value for name, value in vars(row).items() if isinstance(value, str | int)} for row in rows]
    heads = tuple(plain[0]) if plain else ("id",)
    table(rows, heads, (tuple(line.values()) for line in plain))
