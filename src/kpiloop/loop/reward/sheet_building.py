"""Score sheets as rows: names, rules and what is short of the next grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count

from kpiloop.engine.values import EXACT
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.calibrating.kept import kept_calibration
from kpiloop.loop.reward.judged_bands import band_used
from kpiloop.loop.reward.models import GradeBand, ReviewCycle, ScoreLine, ScoreSheet
from kpiloop.loop.reward.row_building import band_row, cycle_row
from kpiloop.loop.reward.rows import BandRow, LineRow, SegmentRow, SheetRow
from kpiloop.loop.reward.scoring.kept_rules import kept_rules


@dataclass(frozen=True)
class SheetNames:
    """Names and tables shared by the sheets of a cycle."""

    subjects: Mapping[int, SubjectRow]  #: by key
    bands: Mapping[int, tuple[BandRow, ...]]  #: grade table by version, best grade first
    ranked: Mapping[str, int]  #: sheets with a place, by kind of subject


def sheet_names(cycle: ReviewCycle) -> SheetNames:
    """Read what the sheets of a cycle share."""
    return names_of_cycles({cycle.pk: cycle.scheme_id})[cycle.pk]


def names_of_cycles(schemes: Mapping[int, int]) -> dict[int, SheetNames]:
    """The same of many cycles, each with the scheme it scores, in as many queries as for one."""
    bands: dict[int, dict[int, tuple[BandRow, ...]]] = {scheme: {} for scheme in schemes.values()}
    for band in GradeBand.objects.filter(scheme_id__in=bands).order_by("version", "-lower"):
        held = bands[band.scheme_id]
        held[band.version] = (*held.get(band.version, ()), band_row(band))
    ranked: dict[int, dict[str, int]] = {cycle: {} for cycle in schemes}
    placed = ScoreSheet.objects.filter(cycle_id__in=ranked, is_current=True, rank__isnull=False)
    counted = placed.order_by().values_list("cycle_id", "subject__kind").annotate(placed=Count("pk"))
    for cycle, kind, count in counted:
        ranked[cycle][kind] = count
    subjects = org_io.subjects_by_id()
    return {cycle: SheetNames(subjects, bands[scheme], ranked[cycle]) for cycle, scheme in schemes.items()}


def sheet_row(sheet: ScoreSheet, names: SheetNames, *, with_lines: bool = False) -> SheetRow:
    """One sheet whose cycle, scheme and quarter were read along."""
    subject = names.subjects[sheet.subject_id]
    bands = names.bands.get(sheet.band_version, ())
    better = None if sheet.calibration else _next_band(sheet.total, bands)
    short = None if better is None or sheet.total is None else EXACT.subtract(better.lower, sheet.total)
    return SheetRow(
        id=sheet.pk,
        cycle=cycle_row(sheet.cycle),
        subject=subject,
        revision=sheet.revision,
        is_current=sheet.is_current,
        total=sheet.total,
        grade=sheet.grade,
        factor=sheet.factor,
        rank=sheet.rank,
        ranked=names.ranked.get(subject.kind, 0),
        missing_reason=sheet.missing_reason,
        missing_policy=sheet.missing_policy,
        bands=bands,
        computed_by=sheet.computed_by,
        computed_at=sheet.computed_at,
        signed_by=sheet.signed_by,
        signed_at=sheet.signed_at,
        signed_with_reservation=sheet.signed_with_reservation,
        reservation=sheet.reservation,
        segments=tuple(_segment(each, names.subjects) for each in sheet.segments),
        lines=line_rows(sheet, names.subjects) if with_lines else (),
        next_grade=better.grade if better else "",
        to_next_grade=short,
        card_total=sheet.card_total,
        adjustments=kept_rules(sheet.adjustments),
        limits=sheet.limits,
        pay_cap=sheet.pay_cap,
        calibration=kept_calibration(sheet.calibration),
    )


def line_rows(sheet: ScoreSheet, subjects: Mapping[int, SubjectRow]) -> tuple[LineRow, ...]:
    """Lines of a sheet in the order of the card."""
    lines = list(ScoreLine.objects.filter(sheet=sheet).select_related("rule").order_by("segment", "order"))
    last_day = sheet.cycle.period.ends_before - timedelta(days=1)
    assignments = plan_io.assignments_by_id({line.assignment_id for line in lines}, on=last_day)
    return tuple(_line(line, assignments[line.assignment_id], subjects) for line in lines)


def lines_of(
    cycle: ReviewCycle, sheets: Sequence[ScoreSheet], subjects: Mapping[int, SubjectRow]
) -> dict[int, tuple[LineRow, ...]]:
    """Lines of many sheets of a cycle by sheet, in as many queries as for one."""
    wanted = {sheet.pk for sheet in sheets}
    found = ScoreLine.objects.filter(sheet__cycle=cycle).select_related("rule").order_by("sheet", "segment", "order")
    kept = [line for line in found if line.sheet_id in wanted]
    last_day = cycle.period.ends_before - timedelta(days=1)
    assignments = plan_io.assignments_by_id({line.assignment_id for line in kept}, on=last_day)
    rows: dict[int, tuple[LineRow, ...]] = {}
    for line in kept:
        rows[line.sheet_id] = (*rows.get(line.sheet_id, ()), _line(line, assignments[line.assignment_id], subjects))
    return rows


def points_lost(line: ScoreLine) -> Decimal | None:
    """Points a line is short of its full mark, as 0 or a negative figure of the total."""
    if line.score is None or line.effective_weight is None:
        return None
    full = Decimal(str(line.rule.parameters.get("full_mark") or 100))
    short = min(EXACT.subtract(line.score, full), Decimal(0))
    return EXACT.multiply(line.effective_weight, short)


def _line(line: ScoreLine, assignment: AssignmentRow, subjects: Mapping[int, SubjectRow]) -> LineRow:
    return LineRow(
        id=line.pk,
        segment=line.segment,
        assignment_id=line.assignment_id,
        kpi=assignment.kpi,
        subject=subjects[assignment.subject.id],
        owner_name_zh=assignment.owner.name_zh,
        owner_name_en=assignment.owner.name_en,
        actual=line.actual,
        target=line.target_figure,
        band=band_used(line),
        achievement=line.achievement,
        light=line.light,
        quarter_rule=line.quarter_rule,
        months=tuple(str(each["period"]) for each in line.value_keys),
        method=line.rule.method,
        parameters=line.rule.parameters,
        rule_version=line.rule.version,
        raw_score=line.raw_score,
        score=line.score,
        weight=line.weight,
        effective_weight=line.effective_weight,
        weighted_score=line.weighted_score,
        lost=points_lost(line),
        missing_reason=line.missing_reason,
        value_ids=tuple(int(each["id"]) for each in line.value_keys),
        words=tuple(line.words),
        held_from=str(line.held.get("period", "")),
    )


def _segment(stored: Mapping[str, object], subjects: Mapping[int, SubjectRow]) -> SegmentRow:
    keys = stored["subjects"]
    months = stored["months"]
    total = stored["total"]
    return SegmentRow(
        kind=str(stored["kind"]),
        subjects=tuple(subjects[int(key)] for key in keys) if isinstance(keys, list) else (),
        starts_on=date.fromisoformat(str(stored["from"])),
        ends_before=date.fromisoformat(str(stored["to"])),
        days=int(str(stored["days"])),
        total=None if total is None else Decimal(str(total)),
        months=tuple(str(code) for code in months) if isinstance(months, list) else (),
    )


def _next_band(total: Decimal | None, bands: Sequence[BandRow]) -> BandRow | None:
    above = [band for band in bands if total is not None and band.lower > total]
    return min(above, key=lambda band: band.lower) if above else None
