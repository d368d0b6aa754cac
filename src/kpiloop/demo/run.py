"""The whole loop over the demo company, from writing its source systems to next month's plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

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

Report = Callable[[str, int, int], None]

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


def run_demo(*, seed: int, size: str, until: str, months: int, fiscal_start_month: int, report: Report) -> DemoSummary:
    """Build the demo company in this installation and run the loop over its months."""
    year, month = (int(part) for part in until.split("-"))
    design = plan_design(seed, size, date(year, month, 1), fiscal_start_month, months)
    now = datetime.combine(design.months[-1].end + timedelta(days=1), time(6, 10), ZoneInfo("Asia/Shanghai"))
    counts: dict[str, int] = {}
    report("organise", 0, 1)
    counts |= organise_company(design, now)
    team = cast(now)
    report("plan", 0, 1)
    counts |= plan_company(design, team, now)
    report("sources", 0, 1)
    sources = write_sources(design, Path(settings.HOME) / "sources")
    counts |= collect_facts(design, team, sources, now, report)
    counts |= measure_company(design, team, now, report)
    counts |= _close_the_loop(design, team, now, report)
    accounts = tuple({"username": name, "password": PASSWORD, "zh": zh, "en": en} for name, zh, en in SIGN_INS)
    return DemoSummary(counts, accounts)


def _close_the_loop(design: Design, team: Cast, now: datetime, report: Report) -> dict[str, int]:
    assignments = read_assignments(design, team)
    counts = {"causes": 0, "meetings": 0, "actions": 0}
    told = design.months[-3:]
    for done, month in enumerate(told):
        report("review", done, len(told))
        counts["causes"] += write_causes(design, team, assignments, month, now)
        for name, count in hold_meeting(design, team, assignments, month, now).items():
            counts[name] += count
    report("review", len(told), len(told))
    set_rules(design, team)
    counts |= close_months(design, team, now, report)
    counts |= reward_quarters(design, team, now, report)
    report("improve", 0, 1)
    counts |= improve_company(design, team, assignments, now)
    report("improve", 1, 1)
    counts |= sign_the_scheme(design, team, now)
    counts |= remind_company(design, team, now)
    return counts
