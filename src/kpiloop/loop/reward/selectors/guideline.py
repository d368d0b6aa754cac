"""The guideline of a distribution: what the rules in force give everybody now, and how it spreads inside each unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.scoring.adjusting import CardLimits, Ceiling, Points
from kpiloop.engine.scoring.distribution import GradeShare, Quotas, reaches
from kpiloop.engine.values import APPROVED_NA
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.choices import SMALLEST_GROUP
from kpiloop.loop.reward.errors import NotVisible, RuleMissing
from kpiloop.loop.reward.models import ReviewCycle, ScoreLine, ScoreSheet
from kpiloop.loop.reward.references import find_scheme
from kpiloop.loop.reward.scoring.adjustment_reading import current_terms, units_of_people
from kpiloop.loop.reward.scoring.batch import Beside, LineRule
from kpiloop.loop.reward.scoring.grade_shares import usual_shares
from kpiloop.loop.reward.scoring.kept_rules import kept_rules
from kpiloop.loop.reward.scoring.standing import Asked, CardLine, stand
from kpiloop.loop.reward.visibility import sight_of


@dataclass(frozen=True)
class GuidelineRow:
    """Somebody's place inside the unit."""

    subject: SubjectRow  #: who
    total: Decimal  #: points by the rules in force, to 9 decimals
    place: int  #: ties share it
    grade: str  #: what the distribution gives this place


@dataclass(frozen=True)
class GuidelineGroup:
    """A unit whose people are compared with each other."""

    unit: SubjectRow  #: unit of the last place held, or the one above that smaller units were merged into
    units: tuple[SubjectRow, ...]  #: units of the people compared here, by code
    size: int  #: people with a total
    reaches: tuple[tuple[str, int], ...]  #: grade -> last place it reaches
    given: tuple[tuple[str, int], ...]  #: grade -> people who have it; ties may keep it below what is allowed
    rows: tuple[GuidelineRow, ...]  #: best place first

    @property
    def merged(self) -> tuple[SubjectRow, ...]:
        """The units it was merged from; empty where the unit is compared by itself."""
        return () if self.units == (self.unit,) else self.units


@dataclass(frozen=True)
class Guideline:
    """The distribution of a cycle."""

    groups: tuple[GuidelineGroup, ...]  #: by code of the unit
    smallest: int  #: units with fewer people were merged with the unit above
    too_few: tuple[SubjectRow, ...]  #: people left over at the top, too few to compare: their score decides
    left_out: int  #: people judged on several cards or on somebody else's, who are not compared here


def guideline(
    viewer: Actor,
    *,
    cycle_id: int,
    shares: Sequence[GradeShare],
    wording: str = "at_most",
    smallest: int = SMALLEST_GROUP,
    bottom_least: int | None = None,
) -> Guideline:
    """Score the lines of a scored cycle by the rules in force and distribute grades inside each unit. Writes nothing.

    Shape:    people on one card throughout; compared inside the unit of their last place, units with fewer than
              `smallest` people together with the unit above, by the tree of the last day of the quarter.
    Law:      the scores of `score_cycle`; places by unrounded totals, ties share place and grade.
    Errors:   permission_denied, not_found, grade_shares_whole, scoring_rule_missing.
    """
    require(viewer, "reviews.view_all")
    cycle = ReviewCycle.objects.select_related("scheme", "period").filter(pk=cycle_id).first()
    if cycle is None:
        raise NotVisible(kind="cycle", key=cycle_id)
    sight = sight_of(viewer, cycle)
    quotas = Quotas(tuple(shares), wording, bottom_least)
    return spread_grades(cycle, quotas, smallest, lambda person: sight.sees_result(person, "person"))


def guideline_shares(viewer: Actor, *, scheme: str) -> tuple[GradeShare, ...]:
    """Share of every grade of a scheme, the best first: those it asks for, or the usual ones where it asks for none.

    Errors:   permission_denied, plan_unknown_reference.
    """
    require(viewer, "reviews.view_all")
    held = find_scheme(viewer, scheme)
    table = [row.grade for row in engine_io.current_bands(held.id)]
    asked = {row.grade: row.share for row in current_terms(held.id).shares}
    if not asked:
        return usual_shares(table)
    return tuple(GradeShare(grade, asked.get(grade, Decimal(0))) for grade in dict.fromkeys([*table, *asked]))


def spread_grades(cycle: ReviewCycle, quotas: Quotas, smallest: int, sees: Callable[[int], bool]) -> Guideline:
    """The guideline of a cycle among some people; callers ask who may know."""
    reaches(0, quotas)
    held = units_of_people(cycle)
    found = ScoreSheet.objects.filter(cycle=cycle, is_current=True, subject__kind="person")
    people = [row for row in found if sees(row.subject_id) and row.subject_id in held.units]
    cards = {row.pk: row for row in people if len(row.segments) == 1 and row.segments[0]["kind"] != "default"}
    lines, rules, kept = _lines(cycle, set(cards))
    units = {key: held.units[row.subject_id] for key, row in cards.items()}
    beside = _beside(cards, kept)
    asked = Asked(rules, cycle.scheme.missing_policy, units, quotas, held.parents, smallest, beside)
    names = org_io.subjects_by_id()
    members: dict[int, list[tuple[int, GuidelineRow]]] = defaultdict(list)
    too_few: list[SubjectRow] = []
    for key, row in stand(lines, asked).items():
        subject = names[cards[key].subject_id]
        if row.place is None:
            too_few.append(subject)
            continue
        total = Decimal(row.compared).scaleb(-9)
        members[row.group].append((units[key], GuidelineRow(subject, total, row.place, row.grade)))
    made = [_group(names, unit, rows, quotas) for unit, rows in members.items()]
    return Guideline(
        tuple(sorted(made, key=lambda group: group.unit.code)),
        smallest,
        tuple(sorted(too_few, key=lambda subject: subject.code)),
        len(people) - len(cards),
    )


def _group(
    names: Mapping[int, SubjectRow], unit: int, members: Sequence[tuple[int, GuidelineRow]], quotas: Quotas
) -> GuidelineGroup:
    rows = [row for _own, row in members]
    given = Counter(row.grade for row in rows)
    return GuidelineGroup(
        names[unit],
        tuple(sorted((names[own] for own in {own for own, _row in members}), key=lambda subject: subject.code)),
        len(rows),
        tuple((reach.grade, reach.end) for reach in reaches(len(rows), quotas)),
        tuple((share.grade, given[share.grade]) for share in quotas.shares),
        tuple(sorted(rows, key=lambda row: (row.place, row.subject.code))),
    )


def _beside(cards: Mapping[int, ScoreSheet], lines: Mapping[int, Sequence[ScoreLine]]) -> dict[int, Beside]:
    """What moved totals beyond their lines when they were scored: it goes on moving them."""
    found: dict[int, Beside] = {}
    for key, sheet in cards.items():
        rules, lines_of = kept_rules(sheet.adjustments), lines.get(key, ())
        held = {order: line.score for order, line in enumerate(lines_of) if line.held and line.score is not None}
        if not sheet.limits and not held:
            continue
        given = {
            name: None if sheet.limits.get(name) is None else Decimal(sheet.limits[name])
            for name in ("extra_most", "deduction_most", "floor", "cap")
        }
        vetoes = [rule for rule in rules if rule.kind == "veto" and rule.holds]
        found[key] = Beside(
            tuple(Points(rule.code, rule.kind, rule.points) for rule in rules if rule.points),
            tuple(Ceiling(rule.code, rule.most or Decimal(0)) for rule in vetoes if rule.scope == "total"),
            CardLimits(given["extra_most"], given["deduction_most"], given["floor"], given["cap"]),
            held,
            {
                order: min(rule.most or Decimal(0) for rule in vetoes if (rule.scope, rule.kpi) == ("line", code))
                for order, code in enumerate(line.rule.kpi.code for line in lines_of)
                if any((rule.scope, rule.kpi) == ("line", code) for rule in vetoes)
            },
        )
    return found


def _lines(
    cycle: ReviewCycle, sheets: set[int]
) -> tuple[list[CardLine], dict[int, LineRule], dict[int, list[ScoreLine]]]:
    """Lines of these sheets that apply, with the rules in force, one number for lines that are scored alike."""
    current = engine_io.current_rules(cycle.scheme_id)
    numbers: dict[tuple[int, str], int] = {}
    rules: dict[int, LineRule] = {}
    lines: list[CardLine] = []
    kept: dict[int, list[ScoreLine]] = defaultdict(list)
    rows = ScoreLine.objects.filter(sheet__cycle=cycle, sheet__is_current=True).select_related("rule__kpi")
    for row in rows.iterator():
        if row.sheet_id not in sheets or row.missing_reason == APPROVED_NA:
            continue
        rule = current.get(row.rule.kpi_id)
        if rule is None:
            raise RuleMissing(scheme=cycle.scheme.code, kpis=[row.rule.kpi.code])
        reached = {str(name): str(value) for name, value in row.achievement_rule.items()}
        number = numbers.setdefault((rule.id, repr(sorted(reached.items()))), len(numbers))
        method = reached.pop("method")
        with_ = {name: Decimal(value) for name, value in reached.items()}
        rules[number] = LineRule(rule.method, rule.parameters, method, with_)
        lines.append(CardLine(row.sheet_id, number, row.weight, row.actual, row.target_figure))
        kept[row.sheet_id].append(row)
    return lines, rules, kept
