"""Sheets of a quarter with everything they keep of what they were made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.reward.models import ReviewCycle, ScoreLine, ScoreSheet
from kpiloop.loop.reward.scoring.kept_rules import kept_rules
from kpiloop.loop.reward.scoring.met_rows import KeptRule


@dataclass(frozen=True)
class KeptLine:
    """A line of a sheet, or a figure a rule beside the lines read, as it was judged."""

    assignment_id: int  #: KPI of a subject
    definition_id: int  #: version of what the KPI means
    rule_id: int | None  #: version of the scoring rule; None where no score was read
    weight: Decimal | None  #: percent of the card; None for what is only read
    months: tuple[str, ...]  #: months it was judged on
    quarter_rule: str  #: how they became the figure
    values: tuple[int, ...]  #: stored values of the figure
    targets: tuple[int, ...]  #: target versions of its target
    has_target: bool  #: whether they made a target


@dataclass(frozen=True)
class KeptSheet:
    """A sheet with what it was made of."""

    sheet: ScoreSheet  #: the stored sheet
    lines: tuple[tuple[ScoreLine, KeptLine], ...]  #: its lines, in their order
    beside: tuple[KeptRule, ...]  #: rules beside the lines as they were met
    read: tuple[KeptLine, ...]  #: figures those rules read

    @property
    def judged(self) -> list[KeptLine]:
        """Everything that was judged."""
        return [*(line for _, line in self.lines), *self.read]


def kept_sheets(cycle: ReviewCycle, quarter: Sequence[PeriodRow]) -> tuple[KeptSheet, ...]:
    """The current sheets of a quarter, units first."""
    found = ScoreSheet.objects.filter(cycle=cycle, is_current=True).select_related("subject")
    lines: dict[int, list[ScoreLine]] = {}
    for line in ScoreLine.objects.filter(sheet__in=found).order_by("segment", "order"):
        lines.setdefault(line.sheet_id, []).append(line)
    ordered = sorted(found, key=lambda row: (row.subject.kind != "unit", row.subject_id))
    return tuple(_kept(sheet, lines.get(sheet.pk, []), tuple(month.code for month in quarter)) for sheet in ordered)


def _kept(sheet: ScoreSheet, lines: Iterable[ScoreLine], quarter: tuple[str, ...]) -> KeptSheet:
    months = [tuple(part.get("months", quarter)) for part in sheet.segments]
    beside = kept_rules(sheet.adjustments)
    return KeptSheet(
        sheet,
        tuple((line, _line(_columns(line), months[line.segment], line.weight)) for line in lines),
        beside,
        tuple(_line(row.read, quarter, None) for row in beside if row.read is not None),
    )


def _columns(line: ScoreLine) -> dict[str, Any]:
    names = ("assignment_id", "definition_id", "rule_id", "quarter_rule", "value_keys", "target_keys", "target_figure")
    return {name: getattr(line, name) for name in names}


def _line(stored: Mapping[str, Any], months: tuple[str, ...], weight: Decimal | None) -> KeptLine:
    return KeptLine(
        assignment_id=stored["assignment_id"],
        definition_id=stored["definition_id"],
        rule_id=stored["rule_id"],
        weight=weight,
        months=months,
        quarter_rule=stored["quarter_rule"],
        values=tuple(each["id"] for each in stored["value_keys"]),
        targets=tuple(each["id"] for each in stored["target_keys"]),
        has_target=stored["target_figure"] is not None,
    )
