"""`kpiloop notice`: reminders and notices of the own account, and its quiet hours."""

from __future__ import annotations

from datetime import time
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.notify import selectors, services
from kpiloop.interfaces.cli.errors import ValueUnreadable
from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.wording.messages import notice_sentence
from kpiloop.interfaces.wording.periods import moment

app = noun()


@app.command("list", help=say("提醒与通知。", "Reminders and notices."))
def list_notices(
    unread: Annotated[bool, typer.Option("--unread", help=say("只看未读", "only unread ones"))] = False,
) -> None:
    """The own ones, newest first."""
    rows = selectors.notices(acting(), unread_only=unread)
    heads = ("id", say("内容", "what"), say("时间", "at"), say("摘要日", "digest"), say("已读", "read"))
    table(
        rows,
        heads,
        (
            (
                row.id,
                notice_sentence(row.code, row.fields, current().language),
                moment(row.created_at),
                row.digest_day,
                "" if row.read_at is None else moment(row.read_at),
            )
            for row in rows
        ),
    )


@app.command(help=say("标记为已读；不给 id 则全部。", "Mark as read; all of them without ids."))
def read(ids: Annotated[list[int] | None, typer.Argument(help="id")] = None) -> None:
    """Only the own ones."""
    count = services.mark_read(acting(), notice_ids=ids or None, now=timezone.now())
    answer({"read": count}, say(f"{count} 条已读。", f"{count} marked as read."))


@app.command(
    help=say("免打扰时段，如 20:00 08:00；相同表示从不。", "Quiet hours, e.g. 20:00 08:00; equal means never.")
)
def quiet(
    start: Annotated[str, typer.Argument(help=say("开始", "from"))],
    end: Annotated[str, typer.Argument(help=say("结束", "until"))],
) -> None:
    """No digest comes in these hours."""
    services.set_quiet_hours(acting(), quiet_from=_time(start), quiet_until=_time(end))
    answer({"quiet_from": start, "quiet_until": end}, say("已设置。", "Set."))


def _time(written: str) -> time:
    try:
        return time.fromisoformat(written)
    except ValueError:
        raise ValueUnreadable(written=written, wanted="20:00") from None
