"""From formulas to cells: one query per dataset, date role and subject role."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kpiloop.engine.compile.cells import ScanCells, read_cells
from kpiloop.engine.dataflow import COMPANY_LEAF, KpiRequest, Member, Plan, Role, Window, build, lay_out, merge_members
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Aggregate, DatasetShape
from kpiloop.engine.periods import Calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.calendar.selectors import engine_period
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org import fiscal_years, further
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bound
from kpiloop.loop.measure.choices import HTD, MONTH, QTD, YTD, own_window

Failure = dict[str, object]


@dataclass(frozen=True)
class Cells:
    """Every aggregate of every formula, subject and window of one run."""

    plan: Plan  #: which scan an aggregate comes out of
    answers: tuple[ScanCells, ...]  #: per scan
    statements: Mapping[str, str] = field(default_factory=dict)  #: scan key -> SQL text
    prefix: str = "u"  #: u for units, p for people and positions

    def answer(self, bound: Bound, aggregate: Aggregate) -> ScanCells:
        """The cells an aggregate comes out of, by (subject, window); none where the subject has no row."""
        return self.answers[self.plan.places[bound.key, aggregate].scan]

    def place(self, bound: Bound, aggregate: Aggregate) -> tuple[str, str]:
        """(scan key, measure name) of an aggregate."""
        place = self.plan.places[bound.key, aggregate]
        return f"{self.prefix}{place.scan}", place.measure

    def has(self, bound: Bound) -> bool:
        """Whether every aggregate of a formula is in the plan."""
        return all((bound.key, aggregate) in self.plan.places for aggregate in bound.aggregates)


def window_code(period_code: str, window: str) -> str:
    """Name of a period and window inside a scan."""
    return f"{period_code}:{window}"


def windows_of(calendar: Calendar, months: Sequence[PeriodRow]) -> list[Window]:
    """The month itself and the fiscal year up to its end; at the end of a quarter also the quarter.

    The half-year up to its end is one of these in most months; where it is not, it is a window of its own.

    Years of legal entities that begin in another month have such windows of their own, beside the group's.
    """
    windows = []
    for month in months:
        windows += _to_date(calendar, month, (QTD, HTD, YTD))
        windows.append(Window(window_code(month.code, MONTH), month.starts_on, month.ends_before))
        for start in fiscal_years.starts_on(calendar, month.starts_on):
            own = fiscal_years.own_calendar(calendar, start)
            windows += _to_date(own, month, [own_window(kind, start) for kind in (QTD, HTD, YTD)])
    return windows


def half_window(calendar: Calendar, month: PeriodRow) -> str:
    """The window that holds the half-year up to the end of a month.

    Law:      its days are those of the half-year so far: the month alone, a quarter, the year so far, or neither.
    """
    half = calendar.half(month.starts_on)
    if half.start == month.starts_on:
        return MONTH
    if half.start == calendar.year(month.starts_on).start:
        return YTD
    quarter = calendar.quarter(month.starts_on)
    return QTD if (quarter.start, quarter.end) == (half.start, month.ends_before) else HTD


def _to_date(calendar: Calendar, month: PeriodRow, names: Sequence[str]) -> list[Window]:
    """Quarter at its end, half-year so far where nothing else says it, year so far; called by these names."""
    quarter, half, year = (window_code(month.code, name) for name in names)
    held = calendar.quarter(month.starts_on)
    ending = [Window(quarter, held.start, held.end)] if held.end == month.ends_before else []
    if half_window(calendar, month) == HTD:
        ending.append(Window(half, *calendar.to_date(engine_period(month), "half")))
    return [*ending, Window(year, *calendar.to_date(engine_period(month)))]


def leaf_columns(unit_columns: Mapping[str, str], shapes: Mapping[str, DatasetShape], tree: str) -> dict[str, str]:
    """By which column the rows of each dataset are told apart: of a further tree its own, else the one a KPI names."""
    named = {code: shape.tree_columns[tree] for code, shape in shapes.items() if tree in shape.tree_columns}
    return {**unit_columns, **named}


def plan_scans(
    bounds: Collection[Bound], role: Role, shapes: Mapping[str, DatasetShape], tree: str = ""
) -> tuple[Plan, list[Failure]]:
    """Put the aggregates of all formulas into shared scans; a formula that cannot be is set aside."""
    requests: list[KpiRequest] = []
    failures: list[Failure] = []
    for bound in bounds:
        leaves = leaf_columns(bound.unit_columns, shapes, tree)
        request = KpiRequest(bound.key, bound.aggregates, role, bound.date_columns, leaves)
        try:
            build([request], shapes)
        except Refusal as refusal:
            failures.append({"kpi": bound.code, "code": refusal.code, "fields": refusal.fields})
        else:
            requests.append(request)
    return build(requests, shapes), failures


def run_scans(
    plan: Plan, prefix: str, version: int, shapes: Mapping[str, DatasetShape], members: Sequence[Member],
    windows: Sequence[Window], *, at_once: bool = False,
) -> Cells:  # fmt: skip
    """Run every scan of a plan against one version of the facts; `at_once` when a page waits for it."""
    answers, statements = [], {}
    layout = lay_out(members, windows)
    for index, scan in enumerate(plan.scans):
        answer = warehouse.scan_version(version, scan, shapes[scan.dataset], layout, at_once=at_once)
        statements[f"{prefix}{index}"] = answer.statement
        answers.append(read_cells(scan, answer.column))
    return Cells(plan, tuple(answers), statements, prefix)


def unit_members(
    starts_on: date, ends_before: date, *, under: date | None = None, unknown: Collection[str] = (), homes: bool = False
) -> list[Member]:
    """Which unit codes count for which units; rows that name no unit count for the company.

    Shape:    `under` names the day whose tree counts throughout; None: each day its own. `unknown` are codes no
              unit has: their rows count for the company alone. With `homes` employee numbers count for the unit
              the person works in.
    Law:      the company counts every row: those of a unit before it begins and after it ended, too, and those of
              people who had no place that day.
    """
    found = (
        org.unit_membership(starts_on, ends_before)
        if under is None
        else org.unit_membership_under(under, starts_on, ends_before)
    )
    members = [Member(row.leaf_code, str(row.subject_id), row.valid_from, row.valid_to) for row in found]
    root = org.full_tree(under or ends_before).root_id
    if root is not None:
        members += [Member(leaf, str(root), starts_on, ends_before) for leaf in (COMPANY_LEAF, *unknown)]
        members += _of_company([member for member in members if member.subject == str(root)], homes=homes)
    if homes:
        found = further.home_unit_membership(starts_on, ends_before)
        members += [Member(row.leaf_code, str(row.subject_id), row.valid_from, row.valid_to) for row in found]
    return merge_members(members)


def _of_company(counted: Sequence[Member], *, homes: bool) -> list[Member]:
    """Every code there is, on all days the company was there: which units it had that day is another question."""
    days = [(row.valid_from, row.valid_to) for row in counted if row.leaf != COMPANY_LEAF]
    if not days:
        return []
    first, last = min(start for start, _ in days), max(end for _, end in days)
    return [Member(leaf, counted[0].subject, first, last) for leaf in further.spelled_codes(people=homes)]


def further_members(tree: str, starts_on: date, ends_before: date) -> list[Member]:
    """Which unit codes count for which units of a further tree."""
    found = further.further_membership(tree, starts_on, ends_before)
    return merge_members(Member(row.leaf_code, str(row.subject_id), row.valid_from, row.valid_to) for row in found)


def person_members(starts_on: date, ends_before: date, subject_ids: Collection[int]) -> list[Member]:
    """Which employee numbers count for the given people and positions."""
    rows = [*org.person_membership(starts_on, ends_before), *org.position_membership(starts_on, ends_before)]
    return merge_members(
        Member(row.leaf_code, str(row.subject_id), row.valid_from, row.valid_to)
        for row in rows
        if row.subject_id in subject_ids
    )
