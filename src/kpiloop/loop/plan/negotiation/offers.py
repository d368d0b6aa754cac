"""What an offer says, and what the SMART check finds in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kpiloop.engine.guards.design import DesignKpi, Flaw, dictionary_flaws
from kpiloop.loop.plan.errors.negotiations import OfferUnclear
from kpiloop.loop.plan.linter.definition_checks import check_definition, parameters_of
from kpiloop.loop.plan.linter.gathering import design_kpis
from kpiloop.loop.plan.models import KpiDefinition
from kpiloop.loop.plan.rows import DesignEvidence

_FIGURES = ("green_from", "amber_from")
#: What an offer of a KPI may say; the rest keeps its default.
FIELDS = (
    *("name_zh", "name_en", "purpose", "pitfalls", "direction", "time_kind", "measurement_unit", "display_scale"),
    *("decimals", "achievement_method", "achievement_parameters", "green_from", "amber_from", "empty_means"),
    *("judged_on", "measured_by", "timing", "source", "counter", "objective", "valid_from"),
)


def written(content: Mapping[str, Any]) -> dict[str, Any]:
    """An offer as it is kept: figures and days as text, nothing unknown."""
    for name in content.keys() - {*FIELDS, "annual", "weight"}:
        raise OfferUnclear(field=name)
    return {name: _text(content[name]) for name in content}


def definition_fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the services of definitions take, from an offer as it is kept."""
    fields: dict[str, Any] = {name: value for name, value in content.items() if name in FIELDS}
    try:
        fields |= {name: Decimal(str(fields[name])) for name in _FIGURES if name in fields}
        fields["decimals"] = int(fields.get("decimals", 0))
        fields["valid_from"] = date.fromisoformat(str(fields["valid_from"]))
    except (InvalidOperation, ValueError, KeyError) as unclear:
        raise OfferUnclear(field="valid_from" if isinstance(unclear, KeyError) else "green_from") from unclear
    fields["objective"] = fields.get("objective") or None
    return fields


def require_clear(code: str, content: Mapping[str, Any]) -> None:
    """Refuse an offer no definition could be made of."""
    fields = definition_fields(content)
    fields.pop("objective")
    definition = KpiDefinition(version=1, **fields)
    definition.achievement_parameters = parameters_of(
        definition.direction, definition.achievement_method, definition.achievement_parameters
    )
    check_definition(code, definition)


def annual_of(content: Mapping[str, Any]) -> Decimal:
    """The annual figure of an offered target."""
    try:
        return Decimal(str(content["annual"]))
    except (KeyError, InvalidOperation) as unclear:
        raise OfferUnclear(field="annual") from unclear


def flaws_of(code: str, content: Mapping[str, Any]) -> tuple[Flaw, ...]:
    """What the check says about an offered KPI beside the dictionary as it is."""
    offered = DesignKpi(
        code=code,
        names=tuple(str(content[name]) for name in ("name_zh", "name_en") if content.get(name)),
        direction=str(content.get("direction", "higher")),
        timing=str(content.get("timing", "lagging")),
        objective=str(content.get("objective") or ""),
        counter=str(content.get("counter") or ""),
        purpose=str(content.get("purpose") or ""),
        source=str(content.get("source") or ""),
    )
    others = [kpi for known, kpi in design_kpis(DesignEvidence()).items() if known != code]
    return tuple(flaw for flaw in dictionary_flaws([*others, offered], ()) if flaw.kpi == code)


def _text(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): str(figure) for name, figure in value.items()}
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
