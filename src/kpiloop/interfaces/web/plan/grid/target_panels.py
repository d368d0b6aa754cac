"""What stands below the target grid: weights that must make 100, findings, and what was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.health.design import design_check
from kpiloop.interfaces.web.plan.grid.asked import Targets
from kpiloop.interfaces.web.plan.grid.row_shapes import GridGroup, GridRow
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.design_findings import finding_said, finding_whose
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, FindingRow

HUNDRED = Decimal(100)
KINDS = ("unit", "position", "person")
SHOWN = 6


@dataclass(frozen=True)
class Segment:
    """One KPI of a card as a piece of the bar."""

    name: str  #: KPI
    weight: str  #: percent
    x: str  #: left edge, percent of the bar
    width: str  #: percent of the bar
    shade: int  #: 0 darkest to 3 lightest


@dataclass(frozen=True)
class CardWeights:
    """Weights of one subject."""

    code: str  #: subject code
    kind: str  #: unit, position or person
    name: str  #: subject
    segments: tuple[Segment, ...]  #: largest first
    total: str  #: sum in percent
    difference: str  #: signed distance to 100; empty when it is exactly 100

    @property
    def is_exact(self) -> bool:
        """True when the weights make 100."""
        return not self.difference


@dataclass(frozen=True)
class Finding:
    """One line of the check."""

    severity: str  #: blocks or notice
    sentence: str  #: what is odd and what to do
    subject: str  #: whose card


@dataclass(frozen=True)
class Gap:
    """The parts of a KPI against their whole, over the year."""

    name: str  #: KPI, with the unit whose target was broken down where there are several
    figure: str  #: signed difference
    unit: str  #: unit of the figure
    state: str  #: even, cushion or short


@dataclass(frozen=True)
class Changed:
    """One target that is not the first version."""

    name: str  #: KPI and subject
    period: str  #: period code
    figure: str  #: the target now
    reason: str  #: why
    who: str  #: account
    at: datetime  #: when
    address: str  #: its history


def weights_of(assignments: Iterable[AssignmentRow]) -> tuple[CardWeights, ...]:
    """Weights of every card with a weight, the wrong ones first."""
    held: dict[int, list[AssignmentRow]] = defaultdict(list)
    for row in assignments:
        if row.weight > 0:
            held[row.subject.id].append(row)
    cards = [_card(rows) for rows in held.values()]
    return tuple(sorted(cards, key=lambda card: (card.is_exact, KINDS.index(card.kind), card.code)))


def _card(rows: list[AssignmentRow]) -> CardWeights:
    language = get_language() or "zh-hans"
    ordered = sorted(rows, key=lambda row: (-row.weight, row.kpi.code))
    total = sum((row.weight for row in ordered), Decimal(0))
    scale = max(total, HUNDRED)
    segments, left = [], Decimal(0)
    for place, row in enumerate(ordered):
        width = row.weight / scale * HUNDRED
        shown = formats.number(row.weight.normalize())
        segments.append(Segment(row.kpi.name(language), shown, f"{left:.2f}", f"{width:.2f}", min(place, 3)))
        left += width
    gap = total - HUNDRED
    subject = ordered[0].subject
    return CardWeights(
        subject.code,
        subject.kind,
        subject.name(language),
        tuple(segments),
        formats.number(total.normalize()),
        formats.number(gap.normalize(), signed=True) if gap else "",
    )


def gaps_of(groups: Iterable[GridGroup]) -> tuple[Gap, ...]:
    """One line for each whole whose parts have targets for the whole year."""
    return tuple(
        _gap(group, row)
        for group in groups
        for row in group.rows
        if row.kind == "gap" and not row.depth and row.annual != formats.MISSING
    )


def _gap(group: GridGroup, row: GridRow) -> Gap:
    tops = [line for line in group.rows if line.kind == "whole"]
    whole = next(line.name for line in group.rows if line.key == row.key)
    is_even = not row.annual.strip("0.,+−")
    state = "even" if is_even else "short" if row.is_short else "cushion"
    unit = formats.unit_word("points") if group.unit == "%" else group.unit  # percentages differ in points
    return Gap(group.name if len(tops) == 1 else f"{group.name} {whole}", row.annual, unit, state)


def findings_of(viewer: Actor, scheme: str) -> tuple[Finding, ...]:
    """What deserves a second look before the scheme is published; blocking findings first, accepted ones left out.

    Shape:    the history of targets is left to the design check: it reads two years of figures.
    """
    language = get_language() or "zh-hans"
    names = {row.code: row.name(language) for row in plan.kpis(viewer)}
    found = design_check(viewer, scheme=scheme, before=None)
    return tuple(_finding(row, names) for row in found if row.override is None)


def crowded_of(viewer: Actor, scheme: str, subject: str) -> tuple[Finding, ...]:
    """The notice that a card holds too many KPIs, for the subject just given one (guard S29)."""
    language = get_language() or "zh-hans"
    names = {row.code: row.name(language) for row in plan.kpis(viewer)}
    found = (each for row in plan.findings(viewer, scheme=scheme) if row.code == "too_many_kpis" for each in row.each)
    return tuple(_finding(row, names) for row in found if row.subject and row.subject.code == subject)


def named_kpis(fields: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Fields that list KPIs, with the names of the KPIs in place of their codes."""
    listed = [names.get(code, code) for code in fields.get("kpis", "").split(", ")]
    merged = [names.get(code, code) for code in fields.get("merge", "").split(" + ")]
    return {"kpis": formats.join(listed), "merge": " + ".join(merged)}


def _finding(row: FindingRow, names: Mapping[str, str]) -> Finding:
    subject = finding_whose(row)
    fields = {
        **row.fields,
        "kpi": names.get(row.kpi_code, row.kpi_code),
        "subject": subject,
        **named_kpis(row.fields, names),
    }
    return Finding(row.severity, finding_said(row, fields), subject)


def changed_targets(assignments: Iterable[AssignmentRow], targets: Targets, query: str) -> tuple[Changed, ...]:
    """Targets that were changed after they were first set, newest first."""
    language = get_language() or "zh-hans"
    by_key = {row.id: row for row in assignments}
    later = [target for target in targets.values() if target.version > 1 and target.assignment_id in by_key]
    found = []
    for target in sorted(later, key=lambda row: row.recorded_at, reverse=True):
        row = by_key[target.assignment_id]
        found.append(
            Changed(
                name=f"{row.kpi.name(language)} {row.subject.name(language)}",
                period=target.period_code,
                figure=formats.target(target.stated, formats.display_of(row.kpi), ""),
                reason=target.reason,
                who=target.recorded_by,
                at=target.recorded_at,
                address=f"/targets/{row.id}/{target.period_code}/?{query}",
            )
        )
    return tuple(found)
