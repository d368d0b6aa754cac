"""`kpiloop meeting`: the monthly business review."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.errors import ValueUnreadable
from kpiloop.interfaces.cli.options import Month, Text, noun
from kpiloop.interfaces.cli.printing import answer, facts, table, tell
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import full, name, percent, word
from kpiloop.loop.review import selectors, services
from kpiloop.loop.review.rows import MeetingRow

app = noun()


@app.command("list", help=say("会议清单。", "Meetings."))
def list_meetings() -> None:
    """Meetings, newest first."""
    rows = selectors.meetings(acting())
    heads = (
        "id",
        say("期间", "period"),
        say("状态", "state"),
        say("主持", "chair"),
        say("议题", "items"),
        say("决议", "decisions"),
    )
    table(
        rows,
        heads,
        ((r.id, r.period_code, word("meeting_state", r.state), name(r.chair), r.items, r.decisions) for r in rows),
    )


@app.command(help=say("由例外生成议程。", "Prepare the agenda from the exceptions."))
def prepare(
    month: Month,
    at: Annotated[str, typer.Option(help=say("时间，如 2026-11-10T09:00", "when, e.g. 2026-11-10T09:00"))],
    chair: Annotated[str, typer.Option(help=say("主持人工号", "employee number of the chair"))],
    place: Annotated[str, typer.Option(help=say("地点", "place"))] = "",
) -> None:
    """Earlier decisions come first, then this month's exceptions."""
    meeting_id = services.prepare_meeting(acting(), period_code=month, starts_at=_moment(at), chair=chair, place=place)
    answer({"id": meeting_id}, say(f"会议 {meeting_id} 已准备。", f"Meeting {meeting_id} is prepared."))


@app.command(help=say("会议内容与准备情况。", "A meeting and how ready it is."))
def show(month: Month) -> None:
    """Agenda, decisions, carried actions, who still owes what."""
    row = selectors.meeting(acting(), period_code=month)
    shown = {
        say("会议", "meeting"): f"{row.id}  {row.period_code}  {word('meeting_state', row.state)}",
        say("主持", "chair"): name(row.chair),
        say("准备", "ready"): f"{row.readiness.ready}/{row.readiness.total}",
        say("决议", "decisions"): [f"{decision.code} {decision.text}" for decision in row.decisions],
    }
    facts(row, shown)
    if not current().as_json:
        _agenda(row)


@app.command(help=say("开始会议。", "Start the meeting."))
def start(month: Month) -> None:
    """From now on decisions can be recorded."""
    actor = acting()
    services.start_meeting(actor, meeting_id=selectors.meeting(actor, period_code=month).id)
    tell(say("会议已开始。", "The meeting has begun."))


@app.command(help=say("记录决议。", "Record a decision."))
def decide(
    month: Month, text: Text, item: Annotated[int | None, typer.Option(help=say("议题 id", "id of the item"))] = None
) -> None:
    """A decision, with the agenda item it belongs to."""
    actor = acting()
    meeting_id = selectors.meeting(actor, period_code=month).id
    decision_id = services.record_decision(actor, meeting_id=meeting_id, text=text, item_id=item)
    answer({"id": decision_id}, say(f"决议 {decision_id} 已记录。", f"Decision {decision_id} is recorded."))


@app.command(help=say("发布纪要。", "Publish the minutes."))
def publish(
    month: Month,
    minutes: Text,
    waiver: Annotated[
        str, typer.Option(help=say("仍缺原因或行动时的放行理由", "why it may be published with answers missing"))
    ] = "",
) -> None:
    """Refused while a red KPI has no cause or a cause no action, unless there is a reason."""
    actor = acting()
    meeting_id = selectors.meeting(actor, period_code=month).id
    services.publish_minutes(actor, meeting_id=meeting_id, minutes=minutes, waiver=waiver, now=timezone.now())
    answer({"id": meeting_id}, say("纪要已发布。", "The minutes are published."))


def _agenda(row: MeetingRow) -> None:
    heads = (
        "id",
        say("指标", "KPI"),
        say("对象", "subject"),
        say("实际值", "actual"),
        say("达成率", "achievement"),
        say("缺", "lacks"),
    )
    lines = (
        (
            item.id,
            name(item.status.assignment.kpi),
            name(item.status.assignment.subject),
            full(item.status.actual),
            percent(item.status.achievement),
            item.lacks,
        )
        for item in row.items
    )
    table(row.items, heads, lines)


def _moment(written: str) -> datetime:
    try:
        return timezone.make_aware(datetime.fromisoformat(written))
    except ValueError:
        raise ValueUnreadable(written=written, wanted="2026-11-10T09:00") from None
