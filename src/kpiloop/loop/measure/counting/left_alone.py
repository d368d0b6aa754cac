"""Whose figures a late correction can have changed: all others keep theirs without being computed again.

A run that names touched months computes everybody in every window that holds one of them. Where the facts of these
months differ for a few units only, and nothing but facts was written since these months were last computed, the
others would come out the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.audit.selectors import written_since
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import currencies
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bindings
from kpiloop.loop.measure.counting.gathering import Asked, Stretch
from kpiloop.loop.measure.models import Run

#: What somebody may write without any figure coming out otherwise: what follows from figures, and facts, whose files
#: are compared.
HARMLESS = frozenset({
    "account", "action", "alert_rule", "analyse.cause", "cause", "correction", "hook", "hook_delivery", "hook_secret",
    "improvement_plan", "interview", "lesson", "letter", "load", "meeting", "quarantine_row", "quiet_hours",
    "rectification", "review.action", "review.agenda_item", "review.decision", "review.meeting", "run", "token",
    "track.alert", "track.status",
})  # fmt: skip
FACTS = frozenset({"warehouse.published", "warehouse.undone", "pin"})
#: So many runs back it is looked when the months were last computed.
MOST_RUNS = 60


def touched_subjects(
    asked: Mapping[str, Asked],
    shapes: Mapping[str, DatasetShape],
    bindings: Bindings,
    stretch: Stretch,
    touched: Collection[str] | None,
    kpis: Collection[str] | None,
) -> frozenset[int] | None:
    """Subjects whose figures the facts of touched months can have changed.

    Shape:    what a run asks for, the codes of the months touched and of the KPIs it computes (None: all) -> keys of
              subjects; None when everybody has to be computed.
    Law:      whoever is not named comes out of this run as they did out of the last: every measure of every leaf that
              counts for them is the same in every month, and definitions, organisation, targets and reports are.
    """
    months = list({row.code: row for rows in stretch.months.values() for row in rows}.values())
    version = stretch.version
    if touched is None or version is None or not _is_told_apart(asked, bindings, months, kpis):
        return None
    datasets = sorted({scan.dataset for each in asked.values() for scan in each.plan.scans})
    before = _settled_before(datasets, months, kpis)
    if before is None:
        return None
    changed = {dataset: _changed(dataset, before, version, months) for dataset in datasets}
    named = {month for marks in changed.values() for month in marks}
    if not named or not named <= set(touched):
        return None
    if any(_declared(code, before) != _declared(code, version) for code in datasets):
        return None
    found: set[int] = set()
    scans = [(each, scan) for each in asked.values() for scan in each.plan.scans if changed[scan.dataset]]
    for each, scan in scans:
        marks = changed[scan.dataset]
        leaves = warehouse.leaves_changed(version, scan, shapes[scan.dataset], marks)
        if leaves is None:
            return None
        found |= _counting(each, leaves, [month for month in months if month.code in marks])
    return frozenset(found)


def _is_told_apart(
    asked: Mapping[str, Asked], bindings: Bindings, months: Sequence[PeriodRow], kpis: Collection[str] | None
) -> bool:
    """Whether a figure rests on the facts of its own subject alone, month by month as files are told apart."""
    references = [part for bound in bindings.everything() for part in bound.references]
    if currencies.is_mixed() or any(part.whose == "company" or part.carry for part in references):
        return False
    # People keep what their KPIs name beside what a run is asked for.
    return all(map(_is_calendar_month, months)) and (kpis is None or not asked["person"].plan.scans)


def _counting(asked: Asked, leaves: frozenset[str], months: Sequence[PeriodRow]) -> set[int]:
    """For whom any of these leaves counts in any of these months."""
    return {
        int(member.subject)
        for member in asked.members
        if member.leaf in leaves
        and any(member.valid_from < month.ends_before and month.starts_on < member.valid_to for month in months)
    }


def _settled_before(datasets: Sequence[str], months: Sequence[PeriodRow], kpis: Collection[str] | None) -> int | None:
    """The version of the last run, if its values rest on its facts in all of these months and nothing else changed.

    Law:      going back from the last run, each month has the same files in every run up to one that computed all
              windows with this month; since that run began only harmless things were written.
    """
    open_months = {month.code for month in months}
    last = max(open_months)
    newest: int | None = None
    marks: dict[str, dict[str, str]] = {}
    for run in Run.objects.filter(state="done").order_by("-number")[:MOST_RUNS]:
        is_whole = not run.kpis or (kpis is not None and set(kpis) <= set(run.kpis))
        if run.failures or not is_whole or run.warehouse_version is None:
            return None
        here = {dataset: warehouse.marks_of(run.warehouse_version, dataset) for dataset in datasets}
        if newest is None:
            newest, marks = run.warehouse_version, here
        if any(here[code].get(month) != marks[code].get(month) for code in datasets for month in open_months):
            return None
        if run.last_period >= last:
            computed = {month for month in open_months if run.first_period <= month}
            open_months -= computed & set(run.touched) if run.touched else computed
        if not open_months:
            return newest if all(map(_is_harmless, written_since(SYSTEM, run.started_at))) else None
    return None


def _is_harmless(written: tuple[str, str]) -> bool:
    kind, verb = written
    return verb in FACTS if kind == "dataset" else kind in HARMLESS


def _changed(dataset: str, before: int, now: int, months: Sequence[PeriodRow]) -> dict[str, str]:
    """Months whose files differ, with the marks they had."""
    old, new = warehouse.marks_of(before, dataset), warehouse.marks_of(now, dataset)
    return {row.code: old.get(row.code, "") for row in months if old.get(row.code) != new.get(row.code)}


def _declared(dataset: str, version: int) -> list[object]:
    return list(warehouse.coverage(dataset, version_number=version))


def _is_calendar_month(month: PeriodRow) -> bool:
    """Files are told apart by month of the calendar."""
    return month.code == f"{month.starts_on:%Y-%m}" and month.starts_on.day == month.ends_before.day == 1
