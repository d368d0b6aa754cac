"""A figure a person decided about: who, why and until when, and what the system says under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from kpiloop.engine.trace import Person_, Step
from kpiloop.loop.measure.choices import ADDED, MISSING, MONTH
from kpiloop.loop.measure.evaluation.overriding import is_override
from kpiloop.loop.measure.models import Override, Value

Open = Callable[[Value], Step]


def override_step(
    value: Value, part: Mapping[str, Any], fields: Mapping[str, str], evidence: Mapping[str, str], open_system: Open
) -> Step:
    """What counts, over the figure of the system and every decision about it.

    Law:      the first child is the figure of the system, down to its rows; the others are decisions, or their
              differences to the system where a longer window took these.
    """
    rows = Override.objects.in_bulk([each["id"] for each in part["override"]])
    unit, effect = value.definition.measurement_unit, str(part["effect"])
    decided = [_decision(rows[each["id"]], each, fields, unit) for each in part["override"]]
    if effect == ADDED:
        decided = [
            _difference(value, step, each, fields, unit, open_system)
            for step, each in zip(decided, part["override"], strict=True)
        ]
    system = open_system(as_system(value, part))
    return Step(
        "actual", "proof.overridden", fields=dict(fields), figure=value.actual, unit=unit, operation="override",
        parameters={"effect": effect, "adds": "yes" if part["adds"] else "no"}, evidence=dict(evidence),
        children=(system, *decided),
    )  # fmt: skip


def as_system(value: Value, part: Mapping[str, Any]) -> Value:
    """The value as the system alone would show it; not stored."""
    shown = copy(value)
    shown.parts = [each for each in value.parts if not is_override(each)]
    shown.actual = None if part["figure"] is None else Decimal(part["figure"])
    shown.state, shown.reason = part["state"], part["reason"]
    return shown


def _decision(row: Override, kept: Mapping[str, Any], fields: Mapping[str, str], unit: str) -> Step:
    people = [Person_("override_asked_by", row.asked_by, row.asked_at.isoformat())]
    if row.decided_at is not None:
        people.append(Person_("override_decided_by", row.decided_by, row.decided_at.isoformat()))
    return Step(
        "override", "proof.override", fields={**fields, "period": kept["period"], "until": row.valid_until.isoformat()},
        figure=Decimal(kept["figure"]), unit=unit, operation="decision", leaf="decision", people=tuple(people),
        evidence={
            "override": str(row.pk), "why": row.reason, "document": row.evidence, "until": row.valid_until.isoformat(),
        },
    )  # fmt: skip


def _difference(
    value: Value, decision: Step, kept: Mapping[str, Any], fields: Mapping[str, str], unit: str, open_system: Open
) -> Step:
    """What a longer window takes: the decided figure without that of the system, which it contains already."""
    if kept["system"] is None:
        return decision  # the system has nothing there: the window takes all of it
    said = Decimal(kept["system"])
    figure = decision.figure - said if decision.figure is not None else None
    named = {**fields, "period": kept["period"], "window": MONTH}
    month = _month(value, kept, said, open_system) or Step(
        "actual", "proof.system", fields=named, figure=said, unit=unit, leaf="decision", evidence=_as_kept(value)
    )
    return Step(
        "override_difference", "proof.override_difference", fields=named, figure=figure, unit=unit,
        operation="difference", children=(decision, month),
    )  # fmt: skip


def _month(value: Value, kept: Mapping[str, Any], said: Decimal, open_system: Open) -> Step | None:
    """The month as the run of the value saw it, opened; None where no stored value says the same."""
    related = ("kpi", "period", "run", "definition", "formula", "subject")
    found = Value.objects.select_related(*related).filter(
        kpi_id=value.kpi_id, subject_id=value.subject_id, period__code=kept["period"], window=MONTH,
        run__number__lte=value.run.number,
    )  # fmt: skip
    row = found.order_by("-run__number").first()
    if row is None:
        return None
    part = next((part for part in row.parts if is_override(part)), None)
    shown = row if part is None else as_system(row, part)
    return open_system(shown) if shown.state != MISSING and shown.actual == said else None


def _as_kept(value: Value) -> dict[str, str]:
    return {"value": str(value.pk), "run": str(value.run.number)}
