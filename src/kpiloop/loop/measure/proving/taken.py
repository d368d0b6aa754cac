"""What a formula took of other KPIs, opened again from what the value kept of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from kpiloop.engine.formula import Aggregate, KpiReference, Node, canonical, parse, walk
from kpiloop.engine.formula.spans import rolling_months
from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.measure.choices import HTD, KEPT, QTD, YTD, of_own
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.proving.listing import RowsAsked
from kpiloop.loop.plan import engine_io as plan

#: "proof.actual_quarter" is taken: the actual a quarter was judged by.
_TO_DATE = {"year": "actual_year", "half": "actual_half_to_date", "quarter": "actual_quarter_to_date"}
_TO_DATE |= {YTD: _TO_DATE["year"], HTD: _TO_DATE["half"], QTD: _TO_DATE["quarter"]}  # of a legal entity's own year
Stored = Mapping[str, Any]  # a part of a value
Open = Callable[[Value, RowsAsked], Step]


def seen_over_other_days(value: Value, stored: Stored) -> Value:
    """A KPI over rolling months or to date the way a value saw it: never a row of the table.

    Its key is that of the value which kept it, so that its rows are asked for there.
    """
    period = calendar.period(SYSTEM, str(stored["period"]))
    kpi_id, definition_id = _kpi(str(stored["kpi"]), period.id)
    seen = Value(
        pk=value.pk, kpi_id=kpi_id, definition_id=definition_id, formula_id=stored.get("formula"),
        subject_id=int(stored.get("subject", value.subject_id)), period_id=period.id, window=str(stored["window"]),
        actual=None if stored["figure"] is None else Decimal(str(stored["figure"])), state=value.state,
        reason="input_missing" if stored["figure"] is None else "", parts=stored.get("inputs", []),
        row_count=int(stored["rows"]), run_id=value.run_id, warehouse_version=value.warehouse_version,
        load_numbers=value.load_numbers, frozen_revision=value.frozen_revision,
    )  # fmt: skip
    seen.run = value.run
    if "subject" not in stored:
        seen.subject = value.subject
    return seen


def over_other_days(value: Value, stored: Stored, asked: RowsAsked, open_value: Open) -> Step:
    """The value of a KPI over rolling months or to date, down to its rows."""
    step = open_value(seen_over_other_days(value, stored), _within(value, stored, asked))
    window = str(stored["window"])
    months, own = rolling_months(window), of_own(window)
    named = {**step.fields, "months": str(months or "")}
    title = "actual_rolling" if months else _TO_DATE[own[0] if own else window]
    return replace(step, title_code=f"proof.{title}", fields=named)


def target_step(stored: Stored, fields: Mapping[str, str]) -> Step:
    """A target as it stood when the value was computed: the decided versions of its months."""
    named = {**fields, **_whose(stored), "kpi": str(stored["kpi"]), **_names(str(stored["kpi"]), str(stored["period"]))}
    if stored["figure"] is None:
        return Step("target", "proof.target", fields=named, leaf="missing", parameters={"reason": "no_target"})
    versions = tuple(
        Step(
            "target_version", "proof.target_version", fields={**named, "period": str(each["period"])},
            figure=Decimal(str(each["figure"])), operation="decision", leaf="decision",
            people=(("target_set_by", str(each["recorded_by"]), str(each["recorded_at"])),),
            evidence={"target": str(each["target"]), "version": str(each["version"])},
        )
        for each in stored["inputs"]
    )  # fmt: skip
    return Step(
        "target", "proof.target", fields=named, figure=Decimal(str(stored["figure"])), operation="sum",
        children=versions,
    )  # fmt: skip


def mean_step(stored: Stored, months: Sequence[Step], fields: Mapping[str, str]) -> Step:
    """The mean of months: each of them opens on its own."""
    named = {**fields, **_whose(stored), "kpi": str(stored["kpi"]), **_names(str(stored["kpi"]), str(stored["period"]))}
    if stored["figure"] is None:
        return Step("monthly_average", "proof.monthly_average", fields=named, leaf="missing",
                    parameters={"reason": "input_missing"})  # fmt: skip
    total = " + ".join(f"a{place}" for place in range(len(months)))
    return Step(
        "monthly_average", "proof.monthly_average", fields=named, figure=Decimal(str(stored["figure"])),
        operation="formula", parameters={"expression": f"({total}) / {len(months)}", "formula": str(stored["name"])},
        children=tuple(months),
    )  # fmt: skip


def carried_step(value: Value, stored: Stored, earlier: Step) -> Step:
    """The last known value that stood in for one that was missing: it opens in its own month."""
    named = {**earlier.fields, "period": str(stored["carried"]), "from": str(stored["period"])}
    return Step(
        "carried_value", "proof.carried_value", fields=named, figure=Decimal(str(stored["figure"])), unit=earlier.unit,
        operation="sum", evidence={"carried_from": str(stored["period"])}, children=(earlier,),
    )  # fmt: skip


def named_aggregates(value: Value, asked: RowsAsked) -> Iterator[tuple[str, Value, Aggregate, RowsAsked]]:
    """Every aggregate whose rows lie under a value itself, by the name its step has."""
    if value.formula is None:
        return
    kept = {str(part["name"]): part for part in value.parts}
    for part in walk(parse(value.formula.text)):
        if isinstance(part, Aggregate):
            yield asked.named(part), value, part, asked
        stored = kept.get(canonical(part)) if isinstance(part, KpiReference) else None
        if stored and is_over_other_days(stored) and not hides_company(stored, asked):
            yield from named_aggregates(seen_over_other_days(value, stored), _within(value, stored, asked))


def with_other_days(value: Value) -> Iterator[Value]:
    """A value and the KPIs it saw over other days, however deep."""
    yield value
    for part in value.parts:
        if is_over_other_days(part):
            yield from with_other_days(seen_over_other_days(value, part))


def is_over_other_days(stored: Stored) -> bool:
    """Whether a part is a KPI over other days, whose inputs are kept in it."""
    return stored.get("window", "") not in ("", "target", "monthly_average", *KEPT)


def formula_reads(node: Node) -> list[Node]:
    """What a formula reads, each once, in order."""
    found: dict[str, Node] = {}
    for part in walk(node):
        if isinstance(part, Aggregate | KpiReference):
            found.setdefault(canonical(part), part)
    return list(found.values())


def _within(value: Value, stored: Stored, asked: RowsAsked) -> RowsAsked:
    is_elsewhere = stored["period"] != value.period.code
    at = str(stored["period"]) if is_elsewhere else asked.at
    return replace(for_company(stored, value, asked), through=str(stored["window"]), at=at)


def for_company(stored: Stored, value: Value, asked: RowsAsked) -> RowsAsked:
    """What may be opened below an input: rows of the company are those of a unit, whoever the value on top is of."""
    if "subject" not in stored:
        return asked
    return replace(asked, whole=True, may_open=asked.opens_units, open_to=head_of(int(stored["subject"]), value))


def head_of(unit_id: int, value: Value) -> str:
    """Name of the head of a unit at the end of the month of a value: who may open what others may not."""
    head = org.heads(value.period.ends_before - timedelta(days=1)).get(unit_id)
    person = org.people_by_id().get(head) if head else None
    return person.name_zh if person else ""


def hides_company(stored: Stored, asked: RowsAsked) -> bool:
    """Whether an input is a figure of the company, which the viewer may not see."""
    return "subject" in stored and not asked.sees(int(stored["subject"]))


def _kpi(code: str, period_id: int) -> tuple[int, int]:
    on = calendar.period_by_id(SYSTEM, period_id).starts_on
    row = next(row for row in plan.published_definitions(on).values() if row.code == code)
    return row.id, row.definition_id


def _names(code: str, period: str) -> dict[str, str]:
    on = calendar.period(SYSTEM, period).starts_on if period else None
    rows = plan.published_definitions(on).values() if on else ()
    row = next((row for row in rows if row.code == code), None)
    return {"name_zh": row.name_zh, "name_en": row.name_en} if row else {"name_zh": code, "name_en": code}


def _whose(stored: Stored) -> dict[str, str]:
    """Names of the company, where an input is its figure."""
    if "subject" not in stored:
        return {}
    row = org.subjects_by_id()[int(stored["subject"])]
    return {"subject": row.code, "subject_zh": row.name_zh, "subject_en": row.name_en}
