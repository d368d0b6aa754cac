"""The whole loop over the demo company, from writing its source systems to next month's plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from kpiloop.demo.clock import StoryClock
from kpiloop.demo.design import Design, plan_design
from kpiloop.demo.people import PASSWORD, Cast, cast
from kpiloop.demo.stages.chartering import sign_the_scheme
from kpiloop.demo.stages.collecting import collect_facts, write_sources
from kpiloop.demo.stages.improving import improve_company
from kpiloop.demo.stages.measuring import measure_company
from kpiloop.demo.stages.organising import organise_company
from kpiloop.demo.stages.planning import plan_company
from kpiloop.demo.stages.reminding import remind_company
from kpiloop.demo.stages.reviewing import hold_meeting, read_assignments, write_causes
from kpiloop.demo.stages.rewarding import close_months, reward_quarters, set_rules
from kpiloop.demo.strategy import state_strategy

Report = Callable[[str, int, int], None]

#: So many days before its history comes in the company is set up.
SET_UP_DAYS = 21

#: What the printed accounts are for.
SIGN_INS = (
    ("wangmin", "总经理：全公司驾驶舱、会议、审批", "executive: cockpit, meetings, approvals"),
    ("limeng", "绩效管理员：方案、数据、关账、核算", "performance admin: schemes, data, close, scores"),
    ("chenli", "华东销售负责人：本单位及下级", "head of East Sales: own subtree"),
    ("wugang", "制造一厂负责人", "head of Plant 1"),
    ("e1101", "上海团队销售：只看自己", "seller: own figures only"),
    ("auditor", "审计：只读全部与审计日志", "auditor: reads everything and the trail"),
    ("sysadmin", "系统管理员：账号与运行，不看薪酬", "system admin: accounts, no pay"),
)


@dataclass(frozen=True)
class DemoSummary:
    """What the run made, for the summary a newcomer reads."""

    counts: dict[str, int] = field(default_factory=dict)  #: rows, values, alerts, scores, bonuses ...
    accounts: tuple[dict[str, str], ...] = ()  #: username, password and purpose in both languages


def run_demo(
    *, seed: int, size: str, until: str, months: int, fiscal_start_month: int, report: Report, language: str = "zh"
) -> DemoSummary:
    """Build the demo company in this installation and run the loop over its months."""
    year, month = (int(part) for part in until.split("-"))
    design = plan_design(seed, size, date(year, month, 1), fiscal_start_month, months, language)
    now = datetime.combine(design.months[-1].end + timedelta(days=1), time(6, 10), ZoneInfo("Asia/Shanghai"))
    clock = StoryClock((now - timedelta(days=SET_UP_DAYS)).replace(hour=9, minute=0))
    with clock.telling():
        counts = _tell(design, clock, now, report)
    accounts = tuple({"username": name, "password": PASSWORD, "zh": zh, "en": en} for name, zh, en in SIGN_INS)
    return DemoSummary(counts, accounts)


def _tell(design: Design, clock: StoryClock, now: datetime, report: Report) -> dict[str, int]:
    """The company is set up, its history comes in on the first working day, and the loop follows day by day."""
    report("organise", 0, 1)
    counts = organise_company(design, clock.now)
    team = cast(clock.tick(30))
    report("plan", 0, 1)
    counts |= plan_company(design, team, clock.after(1, 9))
    report("sources", 0, 1)
    sources = write_sources(design, Path(settings.HOME) / "sources")
    counts |= collect_facts(design, team, sources, clock.go_to(now), report)
    counts |= measure_company(design, team, clock.tick(10), report)
    state_strategy(design, team, now.date(), clock.after(0, 8))
    counts |= _close_the_loop(design, team, clock, report)
    return counts | remind_company(team, clock, now)


def _close_the_loop(design: Design, team: Cast, clock: StoryClock, report: Report) -> dict[str, int]:
    assignments = read_assignments(design, team)
    counts = {"causes": 0, "meetings": 0, "actions": 0}
    told = design.months[-3:]
    for done, month in enumerate(told):
        report("review", done, len(told))
        counts["causes"] += write_causes(design, team, assignments, month, clock.tick(5))
        for name, count in hold_meeting(design, team, assignments, month, clock.tick(5)).items():
            counts[name] += count
    report("review", len(told), len(told))
    clock.after(0, 9)
    set_rules(design, team)
    counts |= close_months(design, team, clock.after(0, 10), report)
    clock.after(0, 11)
    counts |= reward_quarters(design, team, clock, report)
    report("improve", 0, 1)
    counts |= improve_company(design, team, assignments, clock.after(0, 16))
    report("improve", 1, 1)
    clock.tick(10)
    counts |= sign_the_scheme(design, team, clock)
    return counts
