"""The scheme of the running year as a document that three people signed."""

from __future__ import annotations

from datetime import datetime

from kpiloop.demo.clock import StoryClock
from kpiloop.demo.design import Design
from kpiloop.demo.people import Cast
from kpiloop.demo.scheme import scheme_years
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.calendar.errors import HolidaysUnknown
from kpiloop.governance.charter import selectors, services
from kpiloop.governance.charter.rows import NewOffice
from kpiloop.loop.collect import selectors as collect_read
from kpiloop.loop.collect import services as collect

AIM = (
    "为将公司年度目标逐级分解落实到部门和岗位，以可追溯的数据客观评价业绩，使贡献与薪酬、晋升相挂钩，特制定本方案。\n"
    "本方案向全体员工公开；个人考核结果仅本人及其上级可见。"
)
APPEALS = "申诉向人力资源部提出，由绩效委员会裁决；涉及数据的，财务部在裁决前出具核对意见。"
CHANGES = "组织调整、重大外部变化影响目标的，由责任部门提出，经绩效委员会审议、总经理批准。"
OFFICES = (
    NewOffice("administrator", "E0070"),
    NewOffice("finance", "E0060"),
    NewOffice("committee", "E0010", signs=False),
    NewOffice("committee", "E0030", signs=False),
    NewOffice("committee", "E0060", signs=False),
    NewOffice("sponsor", "E0001"),
)
#: Days after a month by which a source is loaded, of those loaded once a month.
DUE_DAYS = 5


def sign_the_scheme(design: Design, cast: Cast, clock: StoryClock) -> dict[str, int]:
    """Draw the document of the running scheme up and have it signed in turn."""
    now = clock.now
    scheme, on, said = scheme_years(design)[-1][0], now.date(), design.said
    _lay_down_days(design, cast, now)
    services.set_texts(cast.admin, scheme=scheme, aim=said(AIM), appeals=said(APPEALS), changes=said(CHANGES))
    services.set_offices(cast.admin, scheme=scheme, offices=OFFICES)
    signatures = 0
    for signer in (cast.admin, cast.finance, cast.executive):
        held = selectors.charter(signer, scheme=scheme, on=on)
        seen = held.editions[0].fingerprint if held.editions else held.draft_fingerprint
        services.sign_document(signer, scheme=scheme, seen=seen, on=on, now=clock.tick(60))
        signatures += 1
    return {"signatures": signatures}


def _lay_down_days(design: Design, cast: Cast, now: datetime) -> None:
    """Holidays of the year where they are announced; from the coming month on every source is due after its end."""
    last = design.months[-1].end
    for year in {design.last_year_start.year, last.year}:
        try:
            calendar.load_public_holidays(cast.admin, year=year)
        except HolidaysUnknown:
            continue
    for source in collect_read.sources(cast.admin):
        collect.set_duty(
            cast.admin, source=source.code, frequency="month", due_days=DUE_DAYS, grace_days=2, first_day=last
        )
