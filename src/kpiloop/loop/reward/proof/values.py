"""Stored month values as steps: opened down to their rows, or summed up where a page opens them later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from kpiloop.engine.formula.printer import number_text
from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.selectors import explain_value


@dataclass(frozen=True)
class ValueOpener:
    """Opens stored values for one viewer, each at most once."""

    viewer: Actor  #: who looks
    values: Mapping[int, ValueRow]  #: the values of all lines, read at once
    with_rows: bool  #: False: sums and counts only, without asking the warehouse
    opened: dict[int, Step] = field(default_factory=dict)  #: what was opened already
    in_sight: dict[str, frozenset[int] | None] = field(default_factory=dict)  #: period -> visible subjects, None = all
    subjects: Mapping[int, SubjectRow] = field(default_factory=org_io.subjects_by_id)  #: names

    def open(self, value_id: int, *, unit: str) -> Step:
        """The proof of one value."""
        if value_id not in self.opened:
            value = self.values[value_id]
            self.opened[value_id] = (
                explain_value(self.viewer, value_id) if self.with_rows else self._summed(value, unit)
            )
        return self.opened[value_id]

    def _summed(self, value: ValueRow, unit: str) -> Step:
        """One value by its figure, rows and loads; the rows themselves are opened by `explain_value`."""
        evidence = _evidence(value)
        fields = self._fields(value)
        if value.actual is None:
            reason = {"reason": value.reason or "no_value"}
            return Step(
                "actual", "proof.actual", fields, unit=unit, leaf="missing", parameters=reason, evidence=evidence
            )
        if not self._sees(value):
            return Step("actual", "proof.actual", fields, value.actual, unit, leaf="restricted", evidence=evidence)
        return _rows_step("actual", "proof.actual", value.actual, unit, fields=fields, evidence=evidence)

    def _sees(self, value: ValueRow) -> bool:
        if value.period_code not in self.in_sight:
            day = calendar.period(self.viewer, value.period_code).ends_before - timedelta(days=1)
            seen = org.visible_subjects(self.viewer, on=day)
            self.in_sight[value.period_code] = None if seen.everything else seen.subject_ids
        subjects = self.in_sight[value.period_code]
        return subjects is None or value.subject_id in subjects

    def _fields(self, value: ValueRow) -> dict[str, str]:
        subject = self.subjects[value.subject_id]
        return {
            "kpi": value.kpi_code,
            "subject": subject.code,
            "subject_zh": subject.name_zh,
            "subject_en": subject.name("en"),
            "period": value.period_code,
            "window": value.window,
        }


def sum_up(months: Sequence[Step], figure: Decimal, unit: str) -> Step:
    """The formula over several months by its figure and the rows of all of them."""
    rows = sum(int(step.evidence.get("row_count") or 0) for step in months)
    evidence = {
        "row_count": str(rows),
        "row_sum": number_text(figure),
        "value": ", ".join(step.evidence.get("value", "") for step in months),
    }
    return _rows_step("formula", "proof.formula_over_months", figure, unit, fields={}, evidence=evidence)


def _rows_step(
    kind: str, title: str, figure: Decimal, unit: str, *, fields: Mapping[str, str], evidence: Mapping[str, str]
) -> Step:
    """Rows that are counted and summed but not listed."""
    return Step(
        kind,
        title,
        fields=fields,
        figure=figure,
        unit=unit,
        operation="rows",
        parameters={"function": "sum"},
        evidence={**evidence, "row_sum": str(figure), "row_count": evidence["row_count"] or "0"},
    )


def _evidence(value: ValueRow) -> dict[str, str]:
    return {
        "value": str(value.id),
        "definition_version": str(value.definition_version),
        "formula_version": str(value.formula_version or ""),
        "run": str(value.run_number),
        "warehouse_version": str(value.warehouse_version or ""),
        "loads": ", ".join(str(number) for number in value.load_numbers),
        "row_count": str(value.row_count),
        "state": value.state,
        "revision": str(value.frozen_revision),
    }
