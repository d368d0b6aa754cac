"""`kpiloop calendar`: how the fiscal year is cut, and which days are worked."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.calendar import selectors, services
from kpiloop.foundation.calendar.choices import EVENT_KINDS
from kpiloop.foundation.calendar.errors import CalendarMissing
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.interfaces.cli.options import Day, noun
from kpiloop.interfaces.cli.printing import answer, table
from kpiloop.interfaces.cli.reading import day
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word

app = noun()
Kind = Annotated[str, typer.Option(help=", ".join(EVENT_KINDS))]


@app.command(help=say("某财年的期间及其工作日数。", "Periods of a fiscal year with their working days."))
def show(year: Annotated[int | None, typer.Option(help=say("财年", "fiscal year"))] = None) -> None:
    """The running fiscal year when none is named."""
    today = timezone.localdate()
    every = selectors.periods(acting())
    shown = year or next((row.fiscal_year for row in every if row.contains(today)), 0)
    rows = [row for row in every if row.fiscal_year == shown]
    work = selectors.work_days(acting())
    heads = tuple(say(*pair) for pair in (
        ("期间", "period"), ("首日", "first day"), ("末日", "last day"), ("天数", "days"), ("工作日", "working days"),
    ))  # fmt: skip
    table(rows, heads, (
        (r.code, r.starts_on, r.last_day, (r.ends_before - r.starts_on).days, work.count(r.starts_on, r.ends_before))
        for r in rows
    ))  # fmt: skip


@app.command(help=say("设定财年如何划分期间。", "Set how the fiscal year is cut into periods."))
def cut(
    pattern: Annotated[str, typer.Argument(help="months, 4-4-5, 4-5-4, 5-4-4, 13x4; 4-4-5:last")],
    first: Day,
    last: Day,
    start_month: Annotated[int, typer.Option(help=say("财年起始月", "month the fiscal year begins in"))] = 1,
    named_by: Annotated[str, typer.Option(help="start, end")] = "end",
    week_start: Annotated[int, typer.Option(help=say("每周首日，0 为周一", "first day of a week, 0 is Monday"))] = 0,
    shift_week: Annotated[
        bool, typer.Option("--shift-week", help=say("同比按 52 周前", "a year before is 52 weeks earlier"))
    ] = False,
) -> None:
    """Refused once figures, targets or closes rest on its periods.

    A year of weeks begins on the week nearest to the first of the month; with `:last` on the last one begun by then.
    """
    cutting, _, anchor = pattern.partition(":")
    wanted = Cut(cutting, week_start, anchor or "nearest", shift_week)  # type: ignore[arg-type]  # checked below
    added = services.ensure_calendar(
        acting(), fiscal_start_month=start_month, named_by=named_by, cut=wanted,
        first_month=day(first), last_month=day(last),
    )  # fmt: skip
    answer({"added": added}, say(f"日历已设定，新增 {added} 个期间。", f"The calendar stands, {added} periods added."))


@app.command(help=say("设定每周工作日。", "Set the working days of a week."))
def workdays(
    weekdays: Annotated[str, typer.Argument(help=say("如 01234，0 为周一", "e.g. 01234, 0 is Monday"))],
) -> None:
    """Holidays and make-up days go beside them."""
    if not weekdays.isdigit():
        raise typer.BadParameter(weekdays)
    services.set_workdays(acting(), weekdays=[int(letter) for letter in weekdays])
    answer({"workdays": weekdays}, say("已设定。", "Set."))


@app.command(help=say("列出节假日、调休日、活动日。", "List holidays, make-up days and campaigns."))
def days(year: Annotated[int | None, typer.Option(help=say("年份", "calendar year"))] = None) -> None:
    """Of one calendar year when it is named."""
    if selectors.company_calendar(acting()) is None:
        raise CalendarMissing()
    rows = [row for row in selectors.events(acting()) if year in (None, row.first_day.year)]
    heads = (
        say("编号", "id"),
        say("类型", "kind"),
        say("首日", "first day"),
        say("末日", "last day"),
        say("名称", "name"),
    )
    language = current().language
    shown = ((r.id, word("calendar_event", r.kind), r.first_day, r.last_day, r.name(language)) for r in rows)
    table(rows, heads, shown)


@app.command(help=say("引入国务院公布的节假日与调休。", "Take over the announced public holidays of China."))
def holidays(year: Annotated[int, typer.Argument(help=say("年份", "calendar year"))]) -> None:
    """Days entered by hand stay; doing it again adds none."""
    added = services.load_public_holidays(acting(), year=year)
    answer({"added": added}, say(f"已引入 {added} 项。", f"{added} entries taken over."))


@app.command("add-days", help=say("登记休息日、调休上班日或活动。", "Enter days off, make-up days or a campaign."))
def add_days(
    name: Annotated[str, typer.Argument(help=say("名称", "name"))],
    first: Day,
    last: Day,
    kind: Kind = EVENT_KINDS[0],
    name_en: Annotated[str, typer.Option(help=say("英文名称", "English name"))] = "",
) -> None:
    """Both days are part of it."""
    key = services.add_event(
        acting(), kind=kind, first_day=day(first), last_day=day(last), name_zh=name, name_en=name_en
    )
    answer({"id": key}, say(f"已登记，编号 {key}。", f"Entered as number {key}."))


@app.command("remove-days", help=say("删除登记的日子。", "Take days out again."))
def remove_days(event_id: Annotated[int, typer.Argument(help="id")]) -> None:
    """They are worked as usual again."""
    services.remove_event(acting(), event_id=event_id)
    answer({"id": event_id}, say("已删除。", "Taken out."))
