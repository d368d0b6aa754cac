"""Cards and rules of a quarter as its sheets keep them: what it was scored by, whatever was set since.

Every sheet names the lines, weights, definitions, scoring rules, targets, stretches of days, grade table, rules beside
the lines and limits it was made with. Read back they score the quarter again; with unchanged figures the same sheets
come out, fingerprint by fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.scoring.curves import missing_policy
from kpiloop.engine.scoring.grades import Band
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.models import GradeBand, ReviewCycle, ScoreLine, ScoreSheet
from kpiloop.loop.reward.rows import RuleRow
from kpiloop.loop.reward.scoring.adjusting import AdjustmentBook, HeldScore
from kpiloop.loop.reward.scoring.adjustment_reading import adjustments_by_id, book_by, terms_of_version
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from kpiloop.loop.reward.scoring.cards import CardSegment
from kpiloop.loop.reward.scoring.draft_rows import Calibrated, ScoringFrame, SheetDraft
from kpiloop.loop.reward.scoring.drafts import draft_sheets
from kpiloop.loop.reward.scoring.figures import figure_book
from kpiloop.loop.reward.scoring.kept_sheets import KeptLine, KeptSheet, kept_sheets
from kpiloop.loop.reward.scoring.placing import with_ranks
from kpiloop.loop.reward.scoring.quarter import Judged

#: (assignment, definition, weight): one assignment may have been judged by two definitions only across quarters.
Assignments = dict[tuple[int, int, Decimal | None], AssignmentRow]


@dataclass(frozen=True)
class KeptTerms:
    """What a quarter was scored by, without a figure."""

    quarter: tuple[PeriodRow, ...]  #: its months
    kept: tuple[KeptSheet, ...]  #: its sheets
    assignments: Assignments  #: what they judged, with the definition and weight of then
    cards: list[engine_io.SubjectCards]  #: whose cards they are, and of which stretches they consist
    rules: dict[int, RuleRow]  #: scoring rules by KPI
    bands: list[GradeBand]  #: grade table, best grade first
    limits: TermsRow  #: limits of the cards
    missing_policy: str  #: what a KPI without a figure counts


def kept_terms(actor: Actor, cycle: ReviewCycle) -> KeptTerms:
    """Read the terms of a scored quarter back from its sheets."""
    quarter = calendar.months_of(actor, calendar.period_by_id(actor, cycle.period_id))
    kept = kept_sheets(cycle, quarter)
    assignments = _assignments([line for row in kept for line in row.judged], cycle.period.ends_before)
    limits = max((int(row.sheet.limits.get("version", 0)) for row in kept), default=0)
    return KeptTerms(
        quarter=quarter,
        kept=kept,
        assignments=assignments,
        cards=[(row.sheet.subject_id, row.sheet.subject.kind, _segments(row, assignments)) for row in kept],
        rules=_rules(kept),
        bands=engine_io.bands_of_version(cycle.scheme_id, max((row.sheet.band_version for row in kept), default=0)),
        limits=terms_of_version(cycle.scheme_id, limits),
        missing_policy=kept[0].sheet.missing_policy if kept else cycle.scheme.missing_policy,
    )


@dataclass(frozen=True)
class AsScored:
    """A quarter that can be scored again by the terms it was scored by."""

    kept: tuple[KeptSheet, ...]  #: its sheets
    cards: list[engine_io.SubjectCards]  #: whose cards they are, and of which stretches they consist
    frame: ScoringFrame  #: rules, grades and figures; the figures are those of now
    bands: list[GradeBand]  #: grade table, best grade first


def as_scored(actor: Actor, cycle: ReviewCycle) -> AsScored:
    """Read a scored quarter back from its sheets, with the figures, targets and events of now."""
    terms = kept_terms(actor, cycle)
    counting = [row for (_, _, weight), row in terms.assignments.items() if weight]
    policies = {terms.missing_policy, *(missing_policy(rule.parameters) for rule in terms.rules.values())}
    months = {month.code: month.id for month in calendar.periods(actor, kind="month")}
    frame = ScoringFrame(
        quarter_months=terms.quarter,
        book=replace(figure_book(actor, terms.quarter, terms.assignments.values()), judged=_judged(terms.kept, months)),
        rules=terms.rules,
        bands=tuple(Band(row.grade, row.lower, row.upper, row.factor) for row in terms.bands),
        missing_policy=terms.missing_policy,
        adjusting=_held(_beside(cycle, terms, policies), terms.kept, counting),
    )
    return AsScored(terms.kept, terms.cards, frame, terms.bands)


def scored_again(scored: AsScored) -> list[SheetDraft]:
    """Every sheet once more; a calibrated grade stays while the score goes on giving the grade it came from."""
    drafts = with_ranks(draft_sheets(scored.cards, scored.frame), scored.frame.adjusting.terms.ties)
    sheets = {row.sheet.subject_id: row.sheet for row in scored.kept}
    known = {band.grade: band for band in scored.frame.bands}
    return [_as_before(draft, sheets[draft.subject_id], known) for draft in drafts]


def _as_before(draft: SheetDraft, sheet: ScoreSheet, known: Mapping[str, Band]) -> SheetDraft:
    """What no figure changes: the units of a group that was merged, and what a calibration decided."""
    units = tuple(sheet.limits.get("placed", {}).get("units", ())) if draft.placed else ()
    if draft.placed and units:
        draft = replace(draft, placed=replace(draft.placed, units=units))
    if not sheet.calibration or draft.band is None or draft.band.grade != sheet.calibration["proposed"]:
        return draft
    return replace(draft, calibrated=Calibrated(known[sheet.grade], sheet.calibration))


def _assignments(lines: Iterable[KeptLine], end: date) -> Assignments:
    wanted = {(line.assignment_id, line.definition_id, line.weight) for line in lines}
    rows = plan_io.assignments_by_id({key for key, _, _ in wanted}, on=end - timedelta(days=1))
    kpis = plan_io.definitions_by_id({key for _, key, _ in wanted})
    return {
        (key, definition, weight): replace(
            rows[key], kpi=kpis[definition], weight=rows[key].weight if weight is None else weight
        )
        for key, definition, weight in sorted(wanted, key=lambda each: (each[0], each[1], each[2] or 0))
    }


def _segments(row: KeptSheet, assignments: Assignments) -> list[CardSegment]:
    return [
        CardSegment(
            part["kind"],
            tuple(part["subjects"]),
            tuple(
                assignments[line.assignment_id, line.definition_id, line.weight]
                for stored, line in row.lines
                if stored.segment == place
            ),
            date.fromisoformat(part["from"]),
            date.fromisoformat(part["to"]),
        )
        for place, part in enumerate(row.sheet.segments)
    ]


def _rules(kept: Iterable[KeptSheet]) -> dict[int, RuleRow]:
    found = engine_io.rules_by_id({line.rule_id for row in kept for line in row.judged if line.rule_id is not None})
    return {row.kpi_id: row for row in sorted(found.values(), key=lambda row: row.version)}


def _judged(kept: Iterable[KeptSheet], months: Mapping[str, int]) -> dict[tuple[int, tuple[int, ...]], Judged]:
    lines = [line for row in kept for line in row.judged]
    targets = plan_io.targets_by_id({key for line in lines for key in line.targets})
    return {
        (line.assignment_id, tuple(months[code] for code in line.months)): Judged(
            line.quarter_rule,
            tuple(targets[key].period_id for key in line.targets) if line.has_target else (),
        )
        for line in lines
    }


def _beside(cycle: ReviewCycle, terms: KeptTerms, policies: set[str]) -> AdjustmentBook:
    kept, assignments = terms.kept, terms.assignments
    rules = adjustments_by_id({rule.rule_id for row in kept for rule in row.beside})
    book = book_by(cycle, rules, terms.limits, assignments.values(), holds_last="hold_last" in policies)
    read = [assignments[line.assignment_id, line.definition_id, None] for row in kept for line in row.read]
    groups = {row.sheet.subject_id: row.sheet.limits["placed"]["unit"] for row in kept if "placed" in row.sheet.limits}
    return replace(
        book,
        assignments={(row.kpi.id, row.subject.id): row for row in read},
        groups=groups,
        parents=dict.fromkeys(groups.values()),
    )


def _held(book: AdjustmentBook, kept: Iterable[KeptSheet], counting: Iterable[AssignmentRow]) -> AdjustmentBook:
    """Scores of earlier quarters a line held go on being held, whatever those quarters came to since."""
    keys = {row.id: (row.kpi.id, row.subject.id) for row in counting}
    stored = {keys[line.assignment_id]: line.held for row in kept for line, _ in row.lines if line.held}
    if not stored:
        return book
    scores = dict(
        ScoreLine.objects.filter(pk__in=[each["line"] for each in stored.values()]).values_list("pk", "score")
    )
    then = {
        key: HeldScore(each["line"], each["period"], score)
        for key, each in stored.items()
        if (score := scores[each["line"]]) is not None
    }
    return replace(book, held={**book.held, **then})
