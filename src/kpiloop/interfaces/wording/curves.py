"""How a KPI is scored, as one short sentence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.interfaces.wording import formats


def curve_words(method: str, parameters: Mapping[str, object]) -> str:
    """A scoring method with its cap and points, in the reader's language."""
    names = {
        "linear": gettext("Ratio: full mark times achievement"),
        "mirror": gettext("Mirror: 2 − actual ÷ target"),
        "inverse": gettext("Inverse: target ÷ actual"),
        "interpolation": gettext("Interpolated between its points"),
        "step_table": gettext("Step table"),
        "hit_or_miss": gettext("Hit or miss"),
        "deduction": gettext("Deduction per event"),
        "manual": gettext("Assessed by the manager"),
    }
    said = [names.get(method, method)]
    if parameters.get("cap"):
        said.append(gettext("capped at %(cap)s") % {"cap": parameters["cap"]})
    points = parameters.get("points")
    if isinstance(points, list):
        said.append(formats.clauses([f"{_percent(x)}→{y}" for x, y in points]))
    return formats.clauses(said)


def _percent(written: object) -> str:
    return f"{(Decimal(str(written)) * 100).normalize():f}%"
