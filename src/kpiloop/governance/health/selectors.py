"""The pitfalls of performance work, counted: too many KPIs, no cause, no action, no pay link."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kpiloop.engine.guards.too_many_kpis import CardKpi, crowding
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.governance.health.design import design_check
from kpiloop.governance.health.rows import FindingRow, HealthReport, LoadRow, PitfallRow
from kpiloop.loop.improve import selectors as improve
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.review import engine_io as review_io
from kpiloop.loop.review import selectors as review
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow

VIEW = "meetings.view"
KINDS = ("unit", "position", "person")
_TENTH = Decimal("0.1")


def report(viewer: Actor, *, period_code: str, today: date) -> HealthReport:
    """Count every pitfall in a month, over whatever the viewer may see."""
    require(viewer, VIEW)
    period = calendar.period(viewer, period_code)
    cards = _cards(viewer, period)
    rows = track.statuses(viewer, period_codes=[period_code], on=today)
    pitfalls = (
        _too_many(viewer, cards),
        _design(viewer, period),
        *_unanswered(rows, period),
        _missing(rows),
        _overdue(viewer, today),
        _overdue_talks(viewer, today),
        _without_pay_link(viewer, period),
    )
    return HealthReport(period_code, pitfalls, _loads(cards))


def _cards(viewer: Actor, period: PeriodRow) -> list[list[AssignmentRow]]:
    """Weighted KPIs of each visible subject at the end of the month."""
    held: dict[int, list[AssignmentRow]] = defaultdict(list)
    for row in plan.assignments(viewer, on=period.ends_before - timedelta(days=1)):
        if row.weight > 0:
            held[row.subject.id].append(row)
    return list(held.values())


def _too_many(viewer: Actor, cards: Sequence[Sequence[AssignmentRow]]) -> PitfallRow:
    limits = {row.id: row.kpi_limit for row in plan.schemes(viewer)}
    objectives = {row.id: row.code for row in plan.objectives(viewer)}
    findings = []
    for card in cards:
        limit = limits.get(card[0].scheme_id)
        lines = [CardKpi(row.kpi.code, row.weight, objectives.get(row.kpi.objective_id or 0, "")) for row in card]
        found = crowding(lines, limit) if limit is not None else None
        if found is not None:
            fields = {
                "count": str(len(found.kpis)),
                "limit": str(found.limit),
                "kpis": ", ".join(found.kpis),
                "merge": " + ".join(found.merge),
                "merged_weight": format(found.merged_weight.normalize(), "f"),
            }
            findings.append(FindingRow(subject=card[0].subject, person=card[0].owner, fields=fields))
    return PitfallRow("too_many_kpis", len(cards), tuple(findings))


def _design(viewer: Actor, period: PeriodRow) -> PitfallRow:
    """Open findings of the design check, one line per kind, for who may mend them."""
    if not viewer.may("plan.edit"):
        return PitfallRow("design", 0, ())
    published = [
        row for row in plan.schemes(viewer) if row.state == "published" and row.fiscal_year == period.fiscal_year
    ]
    found = []
    for scheme in published:
        open_codes = Counter(
            row.code
            for row in design_check(viewer, scheme=scheme.code, before=period.code)
            if row.override is None and row.code != "too_many_kpis"
        )
        found += [
            FindingRow(
                fields={
                    "check": scheme.code,
                    "name": scheme.name_zh,
                    "name_en": scheme.name_en,
                    "finding": code,
                    "count": str(count),
                }
            )
            for code, count in open_codes.most_common()
        ]
    return PitfallRow("design", sum(row.assignments for row in published), tuple(found))


def _unanswered(rows: Sequence[StatusRow], period: PeriodRow) -> tuple[PitfallRow, PitfallRow, PitfallRow]:
    red = [row for row in rows if row.light == "red"]
    lacking = review_io.answers_lacking([row.assignment.id for row in red], period.id)
    silent = [row for row in red if "cause" in lacking[row.assignment.id]]
    idle = [row for row in red if lacking[row.assignment.id] == ("action",)]
    neither = [row for row in red if lacking[row.assignment.id] == ("cause", "action")]
    explained = len(red) - len(silent)
    return (
        PitfallRow("red_without_cause", len(red), tuple(_finding(row) for row in silent)),
        PitfallRow("cause_without_action", explained, tuple(_finding(row) for row in idle)),
        PitfallRow("miss_unanswered", len(red), tuple(_finding(row) for row in neither)),
    )


def _missing(rows: Sequence[StatusRow]) -> PitfallRow:
    expected = [row for row in rows if row.target is not None and row.reason != "unscored"]
    found = [row for row in expected if row.light == "na"]
    return PitfallRow("value_missing", len(expected), tuple(_finding(row, reason=row.reason) for row in found))


def _overdue(viewer: Actor, today: date) -> PitfallRow:
    running = [row for row in review.actions(viewer, on=today) if row.state in ("open", "doing", "blocked")]
    findings = tuple(
        FindingRow(
            subject=row.assignment.subject,
            kpi=row.assignment.kpi,
            person=row.owner,
            assignment_id=row.assignment.id,
            action_id=row.id,
            fields={"title": row.title, "days_late": str(row.days_late(today))},
        )
        for row in running
        if row.days_late(today) > 0
    )
    return PitfallRow("overdue_actions", len(running), findings)


def _overdue_talks(viewer: Actor, today: date) -> PitfallRow:
    """Talks not held and duties to mend not answered by their day: feedback nobody closed."""
    talks = reward.interviews(viewer, state="due") if viewer.user_id is not None else ()
    duties = improve.rectifications(viewer, state="open") if viewer.user_id is not None else ()
    late_talks = [
        FindingRow(subject=row.person, fields={"days_late": str((today - row.due_on).days)})
        for row in talks
        if row.due_on < today
    ]
    late_duties = [
        FindingRow(
            subject=row.assignment.subject,
            kpi=row.assignment.kpi,
            person=row.responsible,
            assignment_id=row.assignment.id,
            fields={"days_late": str((today - row.due_on).days)},
        )
        for row in duties
        if row.due_on < today
    ]
    return PitfallRow("overdue_talks", len(talks) + len(duties), (*late_talks, *late_duties))


def _without_pay_link(viewer: Actor, period: PeriodRow) -> PitfallRow:
    """Published schemes of the year whose results touch nobody's pay."""
    published = [
        row for row in plan.schemes(viewer) if row.state == "published" and row.fiscal_year == period.fiscal_year
    ]
    # Whether a scheme pays is no secret; what it pays is not read here.
    unlinked = [row for row in published if reward.bonus_rule(SYSTEM, scheme=row.code) is None]
    findings = tuple(
        FindingRow(fields={"scheme": row.code, "name": row.name_zh, "name_en": row.name_en}) for row in unlinked
    )
    return PitfallRow("scheme_without_pay_link", len(published), findings)


def _loads(cards: Sequence[Sequence[AssignmentRow]]) -> tuple[LoadRow, ...]:
    loads = []
    for kind in KINDS:
        sizes = [len(card) for card in cards if card[0].subject.kind == kind]
        if sizes:
            mean = (Decimal(sum(sizes)) / len(sizes)).quantize(_TENTH, rounding=ROUND_HALF_UP)
            loads.append(LoadRow(kind, len(sizes), mean, max(sizes)))
    return tuple(loads)


def _finding(row: StatusRow, **fields: str) -> FindingRow:
    assignment = row.assignment
    return FindingRow(
        subject=assignment.subject,
        kpi=assignment.kpi,
        person=assignment.owner,
        assignment_id=assignment.id,
        fields={"streak": str(row.streak), **fields},
    )
