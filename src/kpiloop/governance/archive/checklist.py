"""What a close looks at: the figures of the month and what is still open about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.values import APPROVED_NA
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import REOPENED, WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.governance.archive.models import LateDecision, Waiver
from kpiloop.governance.archive.rows import Finding
from kpiloop.governance.archive.undecided import undecided_data
from kpiloop.loop.analyse import engine_io as analyse
from kpiloop.loop.collect import engine_io as collect
from kpiloop.loop.measure import engine_io as measure
from kpiloop.loop.measure.choices import PARTIAL
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward.choices import UNREPORTED_REASONS
from kpiloop.loop.track import engine_io as track
from kpiloop.loop.track.rows import StatusRow

UNREPORTED, MISSING, INCOMPLETE = "unreported_pay", "missing_value", "partial_value"
CARRIED, OTHERWISE = "carried_late_data", "restated_otherwise"
BEHIND, PENDING, UNNOTED, UNEXPLAINED = "figures_behind", "pending_approval", "alert_without_note", "red_without_cause"
#: Every line of the checklist, in the order it is shown.
CHECKS = (UNREPORTED, MISSING, INCOMPLETE, BEHIND, CARRIED, OTHERWISE, PENDING, UNNOTED, UNEXPLAINED)
#: A card of such a scheme scores what is missing as 0: silence does not pay, so nothing has to be waived.
SCORED_AS_ZERO = "zero"
ASKED, GRANTED, REFUSED = "asked", "granted", "refused"


def figures_of(period: PeriodRow) -> list[StatusRow]:
    """Every judged figure of a month, in a fixed order."""
    return sorted(track.statuses_for([period.id]).values(), key=lambda row: row.assignment.id)


def findings_of(period: PeriodRow, figures: Iterable[StatusRow]) -> tuple[Finding, ...]:
    """Everything that is open about a month, what blocks its close first.

    Law:      a figure that was not reported and feeds pay blocks, unless another person waived it or the
              scheme scores it as 0; everything else stands against closing until a reason is given.
    """
    held = list(figures)
    found = [*_absent(period, held), *_incomplete(held), *_behind(period), *_carried(period)]
    found += [*_restated_otherwise(period, held), *_pending(period, held)]
    unnoted, explained = track.open_alerts(period), analyse.explained_assignments(period.id)
    found += [_finding(UNNOTED, row) for row in held if row.assignment.id in unnoted]
    found += [_finding(UNEXPLAINED, row) for row in held if _is_red_unit(row) and row.assignment.id not in explained]
    return tuple(sorted(found, key=lambda finding: CHECKS.index(finding.code)))


def version_of(period: PeriodRow) -> int | None:
    """The version of the facts the figures of a month were computed from; before the first run the current one."""
    return measure.version_computed(period) or warehouse.current_version_number()


def _absent(period: PeriodRow, figures: Iterable[StatusRow]) -> Iterator[Finding]:
    policies = {row.id: row.missing_policy for row in plan.schemes(SYSTEM)}
    waivers = _waivers(period)
    for row in figures:
        if row.light != "na" or row.assignment.weight <= 0 or row.reason in ("no_target", APPROVED_NA):
            continue
        is_silent = row.reason in UNREPORTED_REASONS
        if not is_silent or policies.get(row.assignment.scheme_id) == SCORED_AS_ZERO:
            yield _finding(MISSING, row)
            continue
        waiver = waivers.get(row.assignment.id)
        if waiver is None:
            yield _finding(UNREPORTED, row, is_blocking=True)
        else:
            who = waiver.decided_by or waiver.asked_by
            found = _finding(UNREPORTED, row, is_blocking=waiver.state != GRANTED)
            yield replace(found, waiver=waiver.state, waived_by=who, waiver_reason=waiver.reason)


def _waivers(period: PeriodRow) -> Mapping[int, Waiver]:
    alive = Waiver.objects.filter(period_id=period.id, state__in=(ASKED, GRANTED))
    return {row.assignment_id: row for row in alive}


def _incomplete(figures: Iterable[StatusRow]) -> Iterator[Finding]:
    held = list(figures)
    values = measure.values_by_id([row.value_id for row in held if row.value_id is not None])
    for row in held:
        is_told = row.light == "na" and row.reason in UNREPORTED_REASONS  # by what is not reported
        if row.value_id is not None and values[row.value_id].state == PARTIAL and not is_told:
            yield _finding(INCOMPLETE, row)


def _behind(period: PeriodRow) -> Iterator[Finding]:
    """Facts came in that no run has counted yet: they would be late the moment the month is closed."""
    if is_behind(period, measure.version_computed(period)):
        yield Finding(
            BEHIND, 0, "", "", reason=f"{measure.version_computed(period)} < {warehouse.current_version_number()}"
        )


def _carried(period: PeriodRow) -> Iterator[Finding]:
    """Differences of closed months that were to be settled in this one: who closes says how."""
    for decision in LateDecision.objects.filter(carried_to_id=period.id).select_related("close__period"):
        for row in decision.figures:
            change = f"{decision.close.period.code}: {row['before']} → {row['after']}"
            yield Finding(CARRIED, int(row["assignment"]), row["kpi"], row["subject"], reason=change)


def _restated_otherwise(period: PeriodRow, figures: Iterable[StatusRow]) -> Iterator[Finding]:
    """Figures that came out otherwise than they were shown when somebody decided to restate them.

    A formula, a definition or a unit that was dated back since moves them as well: nobody restates that unseen.
    """
    if period.state != REOPENED:
        return
    told = LateDecision.objects.filter(close__period_id=period.id, choice="restate", reopening__state="approved")
    decision = told.order_by("-pk").first()
    shown = {int(row["assignment"]): row for row in decision.figures} if decision else {}
    for row in figures:
        promised = shown.get(row.assignment.id)
        now = None if row.actual is None else number_text(row.actual)
        if promised and (promised["after"], promised["light_after"]) != (now, row.light):
            yield _finding(OTHERWISE, row, reason=f"{promised['after']} → {now}")


def is_behind(period: PeriodRow, version: int | None) -> bool:
    """Whether the store by now holds other facts up to the end of a period than a version did."""
    current = warehouse.current_version_number()
    if version is None or current is None or version == current:
        return False
    return warehouse.facts_until(version, period.last_day) != warehouse.facts_until(current, period.last_day)


def _pending(period: PeriodRow, figures: Iterable[StatusRow]) -> Iterator[Finding]:
    """What waits for somebody's yes, or for the run that takes it: data, reported figures, other targets, overrides.

    A correction or the waiting rows of a load may be behind any number of KPIs: each stands there once. A week is the
    matter of the month it ends in, which is the last that has to close before nothing is written into it any more.
    """
    for data in undecided_data(period):
        yield Finding(PENDING, 0, "", "", reason=data.kind, undecided=data)
    weeks = {row.code: row.id for row in calendar.periods(SYSTEM, kind=WEEK) if _ends_in(period, row)}
    waiting = {key[:2] for key in collect.on_their_way([period.id])}
    waiting_weeks = {key[:2] for key in collect.on_their_way(weeks.values())}
    changes = plan.target_changes(SYSTEM, state="proposed")
    asked = {row.assignment.id for row in changes if row.period_code == period.code}
    asked_weeks = {row.assignment.id for row in changes if row.period_code in weeks}
    decided: dict[tuple[int, int], list[str]] = defaultdict(list)
    for kpi_id, subject_id, state in measure.open_overrides(period):
        decided[kpi_id, subject_id].append(state)
    for row in figures:
        key, line = (row.assignment.kpi.id, row.assignment.subject.id), row.assignment.id
        reasons = {
            "entry": key in waiting,
            "entry_week": key in waiting_weeks,
            "target": line in asked,
            "target_week": line in asked_weeks,
            **{f"override_{state}": True for state in decided.get(key, ())},
        }
        yield from (_finding(PENDING, row, reason=reason) for reason, is_open in reasons.items() if is_open)


def _ends_in(period: PeriodRow, week: PeriodRow) -> bool:
    return period.starts_on < week.ends_before <= period.ends_before


def _is_red_unit(row: StatusRow) -> bool:
    return row.light == "red" and row.assignment.subject.kind == "unit"


def _finding(code: str, row: StatusRow, *, reason: str = "", is_blocking: bool = False) -> Finding:
    kpi, subject = row.assignment.kpi, row.assignment.subject
    return Finding(
        code, row.assignment.id, kpi.code, subject.code, reason or row.reason, kpi.name_zh, kpi.name_en,
        subject.name_zh, subject.name_en, is_blocking,
    )  # fmt: skip
