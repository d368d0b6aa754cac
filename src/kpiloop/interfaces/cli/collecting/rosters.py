"""`kpiloop collect organisation` and `organisation-terms`: lists of units, positions and people."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Reason
from kpiloop.interfaces.cli.printing import answer, table, tell, tell_json
from kpiloop.interfaces.cli.reading import existing_file, optional_day
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.rows import Change, Place, RosterPlan, Terms

Source = Annotated[str, typer.Argument(help=say("数据源代码", "source code"))]


def organisation(
    source: Source,
    file: Annotated[str, typer.Option(help=say("改读此文件", "read this file instead"))] = "",
    on: Annotated[str, typer.Option(help=say("无日期的行从哪天起", "day undated rows count from"))] = "",
    apply: Annotated[bool, typer.Option("--apply", help=say("执行这些变更", "carry the changes out"))] = False,
    leaving: Annotated[
        int | None, typer.Option(help=say("确认离开人数", "how many leave, to confirm a large number"))
    ] = None,
    reason: Reason = "",
) -> None:
    """Looked at without --apply; nothing is written then."""
    actor, day = acting(), optional_day(on) or timezone.localdate()
    location = str(existing_file(file).absolute()) if file else ""
    plan = services.preview_roster(actor, source=source, location=location, on=day)
    if not apply:
        _show(plan)
        return
    batch = services.apply_roster(
        actor, source=source, mark=plan.mark, location=location, on=day, leaving=leaving, reason=reason,
        now=timezone.now(),
    )  # fmt: skip
    done = len(plan.changes)
    answer(
        batch, say(f"组织已变更 {done} 处，批次 {batch.number}。", f"{done} changes carried out, load {batch.number}.")
    )


def terms(
    source: Source,
    absent: Annotated[
        str, typer.Option(help=say("不再出现者：ends 或 stays", "those no longer named: ends, stays"))
    ] = "",
    most: Annotated[
        int | None, typer.Option(help=say("一次最多离开的百分比", "percent that may leave unasked"))
    ] = None,
    within: Annotated[str | None, typer.Option(help=say("名单覆盖的部门", "unit the list is complete for"))] = None,
    by_itself: Annotated[
        bool | None, typer.Option("--by-itself/--ask", help=say("加载时自动执行", "apply when it is loaded"))
    ] = None,
    accounts: Annotated[
        str, typer.Option(help=say("离开者的账号：proposed 或 settled", "accounts of leavers: proposed, settled"))
    ] = "",
) -> None:
    """Terms that are not named stay."""
    actor = acting()
    held = selectors.roster_terms(actor, source)
    wanted = Terms(
        absent=absent or held.absent,
        most_leaving=held.most_leaving if most is None else most,
        within=held.within if within is None else within,
        applies=held.applies if by_itself is None else by_itself,
        accounts=accounts or held.accounts,
    )
    services.set_roster_terms(actor, source=source, terms=wanted, now=timezone.now())
    answer(wanted, say("已设定。", "Set."))


def register(app: typer.Typer) -> None:
    """Put these verbs beside the others of the noun."""
    app.command(
        "organisation", help=say("名单将如何改变组织；--apply 执行。", "What a list changes; --apply does it.")
    )(organisation)
    app.command("organisation-terms", help=say("名单改变组织的条件。", "When a list may change the organisation."))(
        terms
    )


def _show(plan: RosterPlan) -> None:
    heads = (say("变更", "change"), say("代码", "code"), say("名称", "name"), say("从", "from"), say("原", "before"),
             say("新", "after"))  # fmt: skip
    lines = (
        (word("roster_change", row.kind), row.code, row.name, row.on or "", _before(row), _after(row))
        for row in plan.changes
    )
    nothing = say("组织与名单一致。", "The organisation says what the list says.")
    if current().as_json:
        tell_json(plan)
        return
    table(plan.changes, heads, lines, nothing)
    for row in plan.refused:
        tell(f"{say('行', 'line')} {row.line}: {sentence(row.reason, row.fields)}")
    if plan.is_mass_departure:
        tell(
            say(
                f"一次离开 {plan.leaving} / {plan.held} 人，超过 {plan.terms.most_leaving}%："
                f"用 --leaving {plan.leaving} 确认。",
                f"{plan.leaving} of {plan.held} would leave at once, more than {plan.terms.most_leaving} %: "
                f"confirm with --leaving {plan.leaving}.",
            )
        )


def _before(change: Change) -> str:
    return _place(change.before) if change.before else change.was


def _after(change: Change) -> str:
    return "; ".join(_place(place) for place in change.places) or change.level or ("" if change.on else change.name)


def _place(place: Place) -> str:
    return " · ".join(filter(None, (place.unit, place.position, place.line_manager)))
