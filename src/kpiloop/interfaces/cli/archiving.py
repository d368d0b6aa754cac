"""`kpiloop period replay`, `late` and `decide-late`: prove a close, and deal with data that came after it."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import ReplayDiffers
from kpiloop.governance.archive.late import LateChange, LateFigure
from kpiloop.interfaces.cli.errors import ConfirmationNeeded
from kpiloop.interfaces.cli.options import Month, Reason, Yes
from kpiloop.interfaces.cli.printing import answer, table, tell_json
from kpiloop.interfaces.cli.reading import day
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.interfaces.wording.changed_terms import changed_terms


def replay(
    month: Month,
    revision: Annotated[
        int | None, typer.Option(help=say("修订号，不写为最近一次", "number of a close, the newest without"))
    ] = None,
) -> None:
    """Compute the month again from what the close pinned; differences end with exit 1."""
    found = selectors.replay(acting(), period_code=month, revision=revision)
    if current().as_json:
        tell_json(found)
    elif not found.is_same:
        heads = (
            say("类别", "kind"),
            say("指标", "KPI"),
            say("对象", "subject"),
            say("窗口", "window"),
            say("关账时", "frozen"),
            say("重算", "replayed"),
        )
        rows = [
            (row.kind, row.kpi_code, row.subject_code, row.window, row.frozen, row.replayed)
            for row in found.differences
        ]
        table(found.differences, heads, rows)
    if not found.is_same:
        raise ReplayDiffers(period=month, revision=found.revision, count=found.count)
    counts = (found.revision, found.values, found.figures, found.sha256)
    told = say(
        "第 %s 次修订：重算 %s 个数值、%s 个判定，逐字节一致。%s",
        "revision %s: %s values and %s lights computed again, byte for byte the same. %s",
    )
    answer(found, f"{month} {told % counts}")


def late(
    month: Annotated[
        str, typer.Argument(help=say("月份；不写则列出有迟到数据的月份", "month; without, months with late data"))
    ] = "",
) -> None:
    """What data that came after the close would change: figures, scores, bonuses."""
    if not month:
        rows = selectors.late_months(acting())
        table(
            rows,
            (say("期间", "period"), say("修订", "revision"), say("事实版本", "facts")),
            [(r.code, r.revision, r.warehouse_version) for r in rows],
        )
        return
    _shown(selectors.preview_late(acting(), period_code=month))


def decide_late(
    month: Month,
    choice: Annotated[str, typer.Argument(help="restate, adjust, note")],
    reason: Reason,
    until: Annotated[str, typer.Option(help=say("重述开放至（年-月-日）", "restating: open until (date)"))] = "",
    yes: Yes = False,
) -> None:
    """Restate (another person approves), settle in the next open month, or note only."""
    change = selectors.preview_late(acting(), period_code=month)
    if not yes:
        _shown(change)
        raise ConfirmationNeeded()
    done = services.decide_late(
        acting(), change=change, choice=choice, reason=reason, until=day(until) if until else None, now=timezone.now()
    )
    answer(
        done,
        say(
            f"{month}：{word('late_choice', choice)}，涉及 {done.figures} 个数值。",
            f"{month}: {word('late_choice', choice)}, {done.figures} figures.",
        ),
    )


def retention(
    kind: Annotated[str, typer.Argument(help=say("类别；不写则列出", "kind; without, all are listed"))] = "",
    months: Annotated[int | None, typer.Option(help=say("保留月数", "months to keep"))] = None,
    reason: Annotated[str, typer.Option(help=say("理由", "reason"))] = "",
) -> None:
    """What is kept how long; with months another time is set."""
    actor = acting()
    if kind and months is not None:
        services.set_retention(actor, kind=kind, months=months, reason=reason, now=timezone.now())
    rows = selectors.retention(actor, today=timezone.localdate())
    forever = say("永久", "for ever")
    heads = (
        say("内容", "what"),
        say("保留（月）", "months"),
        say("最短", "at least"),
        say("现有", "held"),
        say("到期", "due"),
    )
    table(rows, heads, [(word("kept", r.code), r.months or forever, r.least, r.held, r.due) for r in rows])


def _shown(change: LateChange) -> None:
    if current().as_json:
        tell_json(change)
        return
    heads = (say("内容", "what"), say("对象", "subject"), say("原", "before"), say("将变为", "after"))
    figures = [
        (
            name(row.assignment.kpi),
            name(row.assignment.subject),
            f"{full(row.before)} {word('status', row.light_before)}",
            f"{full(row.after)} {word('status', row.light_after)}" + _settled(row),
        )
        for row in change.figures
    ]
    scores = [
        (
            say("得分", "score"),
            name(row.subject),
            f"{full(row.total_before)} {row.grade_before}",
            f"{full(row.total_after)} {row.grade_after}",
        )
        for row in change.rewards.scores
    ]
    pay = [(say("奖金", "bonus"), name(row.person), full(row.before), full(row.after)) for row in change.rewards.pay]
    if change.undone and not change.values:
        print(
            say(
                "已结转的迟到数据已全部撤销：adjust 冲回已结转的差额，note 仅记录。",
                "Late data that were settled with a later month are undone: adjust takes back what was carried, note "
                "keeps it.",
            )
        )
    table((*change.figures, *change.rewards.scores, *change.rewards.pay), heads, [*figures, *scores, *pay])
    unused = say("评分后已变更，此处不用", "changed since it was scored, not used")
    for row in change.rewards.quarters:
        for line in changed_terms(row.changes):
            print(f"{row.cycle.period_code}: {unused}: {line}")


def _settled(row: LateFigure) -> str:
    """What was settled with a later month, where that was another figure."""
    if not row.is_settled:
        return ""
    figure = f"{full(row.settled)} {word('status', row.light_settled)}"
    return say(f"（已按 {figure} 结转）", f" (settled as {figure})")
