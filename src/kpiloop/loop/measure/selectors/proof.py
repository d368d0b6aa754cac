"""Why this number: a value opened down to its formula, its aggregates and their source rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kpiloop.engine.formula import KpiReference, Node, parse
from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Fallback, Negative, Number
from kpiloop.engine.formula.printer import canonical
from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.reading import once, one_reading
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.collect import engine_io as collect
from kpiloop.loop.measure.choices import MONTH, STORED_PLACES, WEEK
from kpiloop.loop.measure.errors import ValueUnknown
from kpiloop.loop.measure.evaluation.overriding import is_override
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.proving.listing import RowsAsked, list_rows
from kpiloop.loop.measure.proving.overridden import override_step
from kpiloop.loop.measure.proving.taken import (
    carried_step,
    for_company,
    formula_reads,
    head_of,
    hides_company,
    mean_step,
    named_aggregates,
    over_other_days,
    target_step,
)
from kpiloop.loop.plan import engine_io as plan


@one_reading()
def explain_value(
    viewer: Actor, value_id: int, *, rows_page: int = 1, rows_size: int = 20, with_rows: bool = True
) -> Step:
    """Open a value down to its rows; what rests on rows outside the viewer's sight ends in a restricted leaf.

    Without rows every aggregate is its stored count and sum, and `explain_rows` lists them when asked:
    that is quick enough for a page with many values.
    """
    require(viewer, "values.view")

    def opened() -> Step:
        value = _value(value_id)
        if not _sees(viewer, value):
            return _restricted(value)
        return _actual(value, _asked(viewer, value, rows_page, rows_size, with_rows))

    # Under one amount a value stands as often as it counts: for a unit, its head, and the terms that look at it.
    return once(("measure.explained", viewer, value_id, rows_page, rows_size, with_rows), opened)


@one_reading()
def explain_rows(viewer: Actor, value_id: int, aggregate: str, *, rows_page: int = 1, rows_size: int = 20) -> Step:
    """One page of the rows under one aggregate of a value, as they were when it was computed."""
    require(viewer, "values.view")
    value = _value(value_id)
    named = named_aggregates(value, _asked(viewer, value, rows_page, rows_size))
    found = next((each for each in named if each[0] == aggregate), None)
    if found is None or not _sees(viewer, value):
        raise ValueUnknown(kind="value", key=value_id)
    _name, held, node, asked = found
    return _input(held, node, asked)


def own_aggregates(viewer: Actor, value_id: int) -> frozenset[str]:
    """Names of the aggregates whose rows lie under a value itself; those of KPIs it is computed from are theirs."""
    require(viewer, "values.view")
    value = _value(value_id)
    if not _sees(viewer, value):
        return frozenset()
    return frozenset(name for name, *_rest in named_aggregates(value, _asked(viewer, value, 1, 1)))


def _sees(viewer: Actor, value: Value) -> bool:
    return org.visible_subjects(viewer, on=value.period.ends_before - timedelta(days=1)).sees(value.subject_id)


def _asked(viewer: Actor, value: Value, page: int, size: int, listed: bool = True) -> RowsAsked:
    """Rows of a unit carry the names of its people: who merely works there sees sums, not colleagues."""
    may_open = viewer.may("sources.view") or value.subject.kind != "unit"
    visible = org.visible_subjects(viewer, on=value.period.ends_before - timedelta(days=1))
    return RowsAsked(
        page, size, may_open, "" if may_open else head_of(value.subject_id, value), listed,
        sees=visible.sees, opens_units=viewer.may("sources.view"),
    )  # fmt: skip


def _value(value_id: int) -> Value:
    related = ("kpi", "period", "run", "definition", "formula", "subject")
    value = Value.objects.select_related(*related).filter(pk=value_id).first()
    if value is None:
        raise ValueUnknown(kind="value", key=value_id)
    return value


def _actual(value: Value, asked: RowsAsked) -> Step:
    part = next((part for part in value.parts if is_override(part)), None)
    if part is None:
        return _system(value, asked)
    return override_step(value, part, _fields(value), _evidence(value), lambda system: _system(system, asked))


def _system(value: Value, asked: RowsAsked) -> Step:
    if value.actual is None:
        return Step(
            "actual", "proof.actual", fields=_fields(value), unit=value.definition.measurement_unit,
            leaf="missing", parameters={"reason": value.reason}, evidence=_evidence(value),
        )  # fmt: skip
    if value.formula is None:
        return _reported(value)
    node = parse(value.formula.text)
    inputs = formula_reads(node)
    hidden = next((part for part in value.parts if hides_company(part, asked)), None)
    children = () if hidden else tuple(_input(value, part, asked) for part in inputs)
    expression = _expression(node, {canonical(part): f"a{place}" for place, part in enumerate(inputs)})
    formula = Step(
        "formula", "proof.formula", fields={"formula": value.formula.text}, figure=value.actual,
        unit=value.definition.measurement_unit, operation="formula",
        parameters={"expression": expression, "formula": value.formula.text}, evidence=_evidence(value),
        people=((("formula_writer"), value.formula.written_by, value.formula.written_at.isoformat()),),
        children=children,
    )  # fmt: skip
    if hidden:  # the others are not shown beside it: whoever sees all but one can work that one out
        closed = {"calculation": value.formula.text, "open_to": head_of(int(hidden["subject"]), value)}
        formula = replace(formula, leaf="restricted", evidence={**formula.evidence, **closed})
    return Step(
        "actual", "proof.actual", fields=_fields(value), figure=value.actual, unit=value.definition.measurement_unit,
        operation="sum" if hidden else "round", parameters={"places": str(STORED_PLACES)}, evidence=_evidence(value),
        children=(formula,),
        people=(("computed_by", value.run.started_by, value.run.started_at.isoformat()),),
    )  # fmt: skip


def _input(value: Value, part: Node, asked: RowsAsked) -> Step:
    stored = next((row for row in value.parts if row["name"] == canonical(part)), None)
    if isinstance(part, KpiReference):
        step = _referenced(value, stored, asked)
        return replace(step, fields={**step.fields, "whole": "yes"}) if part.whose == "company" else step
    assert isinstance(part, Aggregate)
    return list_rows(value, part, stored, asked)


def _referenced(value: Value, stored: Mapping[str, Any] | None, asked: RowsAsked, window: str = "") -> Step:
    """The referenced value as it was then: the newest one that the run of this value could have seen."""
    if stored is not None and stored.get("window") == "target":
        return target_step(stored, _fields(value))
    if stored is not None and stored.get("window") == "monthly_average":
        whose = {"subject": stored["subject"]} if "subject" in stored else {}
        months = [_referenced(value, {**each, **whose}, asked, MONTH) for each in stored["inputs"]]
        return mean_step(stored, months, _fields(value))
    if stored is not None and stored.get("inputs") is not None and stored["period"]:
        return over_other_days(value, stored, asked, _actual)
    if stored is not None and stored.get("carried"):
        kept = {key: part for key, part in stored.items() if key != "carried"}
        return carried_step(value, stored, _referenced(value, kept, asked, WEEK if value.window == WEEK else MONTH))
    if stored is not None:
        then = (
            Value.objects.select_related("kpi", "period", "run", "definition", "formula", "subject")
            .filter(
                kpi__code=stored["kpi"], subject_id=stored.get("subject", value.subject_id),
                period__code=stored["period"], window=window or value.window, run__number__lte=value.run.number,
            )
            .order_by("-run__number")
            .first()
        )  # fmt: skip
        if then is not None:
            return _actual(then, replace(for_company(stored, value, asked), through="", at="", whole=False))
    return Step("actual", "proof.actual", leaf="missing", parameters={"reason": "not_loaded"})


def _reported(value: Value) -> Step:
    """A reported value ends at the cell of a workbook, or at the person who entered it."""
    keys = [int(str(part["submission"])) for part in value.parts if part.get("submission")]
    children = tuple(_submission(key, value) for key in keys)
    return Step(
        "actual", "proof.actual", fields=_fields(value), figure=value.actual, unit=value.definition.measurement_unit,
        operation="sum", evidence=_evidence(value), children=children,
    )  # fmt: skip


def _submission(key: int, value: Value) -> Step:
    row = collect.submission_by_id(key)
    is_file = row.batch_number is not None
    evidence = {"load": str(row.batch_number or ""), "line": str(row.line or ""), "file": row.file_name}
    return Step(
        "row" if is_file else "report", "proof.submission", figure=row.value, unit=value.definition.measurement_unit,
        leaf="source_row" if is_file else "decision", evidence=evidence,
        people=(("submitted_by", row.submitted_by, row.submitted_at.isoformat()),),
    )  # fmt: skip


def _restricted(value: Value) -> Step:
    evidence = _evidence(value) | {"open_to": head_of(value.subject_id, value), "row_count": str(value.row_count)}
    if value.warehouse_version is not None:
        evidence["sha256"] = warehouse.version(value.warehouse_version).sha256
    return Step(
        "actual", "proof.actual", fields=_fields(value), figure=value.actual,
        unit=value.definition.measurement_unit, leaf="restricted", evidence=evidence,
    )  # fmt: skip


def _fields(value: Value) -> dict[str, str]:
    definition = plan.published_definitions(value.period.starts_on).get(value.kpi_id)
    return {
        "kpi": value.kpi.code,
        "name_zh": definition.name_zh if definition else value.kpi.code,
        "name_en": definition.name_en if definition else value.kpi.code,
        "subject": value.subject.code,
        "subject_zh": value.subject.name_zh,
        "subject_en": value.subject.name_en,
        "period": value.period.code,
        "window": value.window,
    }


def _evidence(value: Value) -> dict[str, str]:
    return {
        "value": str(value.pk),
        "definition_version": str(value.definition.version),
        "formula_version": str(value.formula.version) if value.formula else "",
        "formula_fingerprint": value.formula.fingerprint if value.formula else "",
        "run": str(value.run.number),
        "warehouse_version": str(value.warehouse_version or ""),
        "loads": ", ".join(str(number) for number in value.load_numbers),
        "state": value.state,
        "revision": str(value.frozen_revision),
    }


def _expression(node: Node, names: Mapping[str, str]) -> str:
    if isinstance(node, Number):
        return format(node.value, "f")
    if isinstance(node, Negative):
        return f"-({_expression(node.operand, names)})"
    if isinstance(node, Arithmetic):
        return f"({_expression(node.left, names)} {node.operator} {_expression(node.right, names)})"
    if isinstance(node, Fallback):
        return _expression(node.first, names)
    return names[canonical(node)]
