"""Verbs of `kpiloop collect` about sources that are loaded by themselves."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import clock
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.timetable.times import Timetable


def schedule(
    source: Annotated[str, typer.Argument(help=say("数据源代码", "source code"))],
    *,
    every: Annotated[str, typer.Option(help="day, week, month, cron")] = "day",
    at: Annotated[str, typer.Option(help=say("时刻", "wall time"))] = "07:00",
    on: Annotated[
        int, typer.Option(help=say("周几 1-7，或每月几号 1-28，-1 月末", "weekday 1-7, or day 1-28, -1 the last"))
    ] = 1,
    cron: Annotated[str, typer.Option(help=say("cron 五段", "five fields of cron"))] = "",
    zone: Annotated[str, typer.Option(help=say("时区", "time zone"))] = "",
    catch_up: Annotated[str, typer.Option(help="latest, all, skip")] = "latest",
    pause: Annotated[bool, typer.Option("--pause", help=say("暂停", "pause it"))] = False,
    resume: Annotated[bool, typer.Option("--resume", help=say("恢复", "go on from now"))] = False,
) -> None:
    """Load a source by itself; `--pause` and `--resume` stop that and go on."""
    moment = timezone.now()
    if pause or resume:
        services.pause_schedule(acting(), source=source, is_active=resume, now=moment)
    else:
        times = Timetable(every, clock(at), on, cron)
        where = zone or timezone.get_default_timezone_name()
        services.set_schedule(acting(), source=source, times=times, zone=where, catch_up=catch_up, now=moment)
    (row,) = [row for row in selectors.schedules(acting(), now=moment, runs=0) if row.source == source]
    due = f"{timezone.localtime(row.row.next_due_at):%F %R}" if row.row.next_due_at else say("暂停", "paused")
    answer(row, say(f"{source} 下次加载：{due}", f"{source} is next loaded: {due}"))


def schedules() -> None:
    """Every source that is loaded by itself, with its last thirty times."""
    rows = selectors.schedules(acting(), now=timezone.now())
    heads = (
        say("数据源", "source"),
        "cron",
        say("时区", "zone"),
        say("补跑", "missed"),
        say("下次", "next"),
        say("最近 30 次", "last 30"),
    )
    marks = {"done": "●", "failed": "■", "cancelled": "○"}
    cells = (
        (
            row.source,
            row.row.cron,
            row.row.zone,
            row.row.catch_up,
            f"{timezone.localtime(row.row.next_due_at):%F %R}" if row.row.next_due_at else say("暂停", "paused"),
            "".join(marks.get(due.state, "·") for due in row.row.due),
        )
        for row in rows
    )
    table(rows, heads, cells, say("没有定时加载的数据源。", "No source is loaded by itself."))


def register(app: typer.Typer) -> None:
    """Put these verbs beside the others of the noun."""
    app.command(help=say("设定数据源定时加载。", "Load a source by itself."))(schedule)
    app.command(help=say("定时加载与最近 30 次。", "Sources loaded by themselves."))(schedules)
