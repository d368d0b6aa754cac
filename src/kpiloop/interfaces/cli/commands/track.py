"""`kpiloop track`: lights, exceptions, misses in a row, alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Month, Text, noun
from kpiloop.interfaces.cli.picking import last_day
from kpiloop.interfaces.cli.planning import alert_rules
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, percent, word
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.rows import StatusRow

app = noun()
alert_rules.register(app)


@app.command(help=say("某月的达标状态。", "Lights of a month."))
def status(month: Month, light: Annotated[list[str] | None, typer.Option(help="green, amber, red, na")] = None) -> None:
    """Every visible assignment with its light."""
    viewer = acting()
    _show(selectors.statuses(viewer, period_codes=[month], lights=light or None, on=last_day(viewer, month)))


@app.command(help=say("例外：未达标与预警，按影响排序。", "Exceptions: missed and at risk, by what they cost."))
def exceptions(month: Month) -> None:
    """Red first, then amber."""
    viewer = acting()
    _show(selectors.exceptions(viewer, period_code=month, on=last_day(viewer, month)))


@app.command(help=say("连续未达标。", "Misses in a row."))
def streaks(
    month: Month, at_least: Annotated[int, typer.Option(help=say("至少几个月", "months at least"))] = 2
) -> None:
    """Assignments that missed several months running."""
    viewer = acting()
    _show(selectors.streaks(viewer, period_code=month, at_least=at_least, on=last_day(viewer, month)))


@app.command(help=say("预警。", "Alerts."))
def alerts(
    state: Annotated[str, typer.Option(help="open, acknowledged, resolved")] = "open",
    everybody: Annotated[bool, typer.Option("--all", help=say("包括他人的", "also those of others"))] = False,
) -> None:
    """Alerts the viewer has to answer, or all visible ones."""
    rows = selectors.alerts(acting(), state=state or None, mine=not everybody)
    heads = (
        "id",
        say("类型", "kind"),
        say("指标", "KPI"),
        say("对象", "subject"),
        say("自", "from"),
        say("至", "to"),
        say("接收人", "for"),
        say("状态", "state"),
    )
    table(
        rows,
        heads,
        (
            (
                r.id,
                word("alert_kind", r.kind),
                name(r.assignment.kpi),
                name(r.assignment.subject),
                r.first_period,
                r.last_period,
                name(r.recipient),
                r.state,
            )
            for r in rows
        ),
    )


@app.command(help=say("确认预警并说明打算。", "Acknowledge an alert and say what will be done."))
def acknowledge(alert_id: Annotated[int, typer.Argument(help="id")], note: Text) -> None:
    """A note is required."""
    services.acknowledge(acting(), alert_id=alert_id, note=note, now=timezone.now())
    answer({"id": alert_id}, say("已确认。", "Acknowledged."))


@app.command(help=say("把进行中的月份按今天的进度重新评判。", "Judge the running month by today's pace."))
def pace() -> None:
    """The same as the work of every morning."""
    done = services.keep_pace(acting(), now=timezone.now())
    answer({"statuses": done.statuses}, say(f"已重新评判 {done.statuses} 项。", f"{done.statuses} judged again."))


def _show(rows: Sequence[StatusRow]) -> None:
    heads = (
        say("指标", "KPI"),
        say("对象", "subject"),
        say("责任人", "owner"),
        say("实际值", "actual"),
        say("目标值", "target"),
        say("按进度应达", "expected by now"),
        say("达成率", "achievement"),
        say("状态", "light"),
        say("连续", "streak"),
    )
    table(
        rows,
        heads,
        (
            (
                name(r.assignment.kpi),
                name(r.assignment.subject),
                name(r.assignment.owner),
                full(r.actual),
                full(r.target),
                full(r.expected.figure) if r.expected else "",
                percent(r.achievement),
                word("status", r.light),
                r.streak or "",
            )
            for r in rows
        ),
    )
