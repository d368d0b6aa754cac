"""What a KPI definition must say before figures may be judged by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kpiloop.loop.plan import choices
from kpiloop.loop.plan.errors import CounterIsItself, DefinitionIncomplete, LimitsInverted
from kpiloop.loop.plan.models import KpiDefinition
from kpiloop.loop.plan.references import require_choice

#: Fields that make the meaning; their hash is the fingerprint.
MEANING = (
    "name_zh",
    "name_en",
    "purpose",
    "pitfalls",
    "direction",
    "time_kind",
    "measurement_unit",
    "display_scale",
    "decimals",
    "achievement_method",
    "achievement_parameters",
    "green_from",
    "amber_from",
    "empty_means",
    "judged_on",
    "measured_by",
    "timing",
    "source",
    "counter",
)

#: Fields that came later: while unsaid they leave the fingerprint of older versions as it was.
_LATER = {"measured_by": "month", "timing": "lagging", "source": "", "counter": ""}

#: Fields a person may state; the rest is the product's.
STATED = (*MEANING, "valid_from")

_CHOICES: dict[str, tuple[str, ...]] = {
    "direction": choices.DIRECTIONS,
    "time_kind": choices.TIME_KINDS,
    "measurement_unit": choices.MEASUREMENT_UNITS,
    "display_scale": choices.DISPLAY_SCALES,
    "empty_means": choices.EMPTY_MEANS,
    "judged_on": choices.JUDGED_ON,
    "measured_by": choices.MEASURED_BY,
    "timing": choices.TIMINGS,
}


def check_definition(code: str, definition: KpiDefinition) -> None:
    """Refuse words that are no choice, a formula that does not fit the direction, and lacking parameters."""
    for field, allowed in _CHOICES.items():
        require_choice(field, getattr(definition, field), allowed)
    fitting = choices.METHODS_OF_DIRECTION[definition.direction]
    require_choice("achievement_method", definition.achievement_method, fitting)
    for alternatives in choices.PARAMETERS_OF_METHOD.get(definition.achievement_method, ()):
        if not any(name in definition.achievement_parameters for name in alternatives):
            raise DefinitionIncomplete(kpi=code, field=" / ".join(alternatives))
    if not definition.name_zh.strip():
        raise DefinitionIncomplete(kpi=code, field="name_zh")
    if definition.counter == code:
        raise CounterIsItself(kpi=code)
    if definition.green_from < definition.amber_from:
        raise LimitsInverted(kpi=code, green_from=definition.green_from, amber_from=definition.amber_from)


def parameters_of(direction: str, method: str, stated: Mapping[str, Any]) -> dict[str, str]:
    """Parameters as text, with the sign the direction implies."""
    written = {name: _text(figure) for name, figure in stated.items()}
    if direction == "lower" and method in ("signed", "binary"):
        written["lower"] = "1"
    return written


def spoken(definition: KpiDefinition) -> dict[str, str]:
    """Every stated field as text: figures without trailing zeros, parameters one after another."""
    stated = {field: getattr(definition, field) for field in STATED}
    pairs = sorted(stated.pop("achievement_parameters").items())
    said = {field: _text(value) for field, value in stated.items()}
    return said | {"achievement_parameters": ", ".join(f"{name} = {_text(figure)}" for name, figure in pairs)}


def fingerprint(definition: KpiDefinition) -> str:
    """Hash of the meaning: equal exactly when the meaning is."""
    stated = {field: _plain(getattr(definition, field)) for field in MEANING}
    meaning = {field: value for field, value in stated.items() if field not in _LATER or value != _LATER[field]}
    return hashlib.sha256(json.dumps(meaning, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    return _text(value) if isinstance(value, Decimal) else value


def _text(figure: object) -> str:
    return format(figure.normalize(), "f") if isinstance(figure, Decimal) else str(figure)
