"""Which KPI a ratio is divided by: its targets weigh the targets of the ratio."""

from __future__ import annotations

from kpiloop.engine.formula import KpiReference, canonical, parse
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.analyse.weighting import denominator_of
from kpiloop.loop.measure import selectors as measure


def weighed_by(viewer: Actor) -> dict[str, str]:
    """KPI whose figure is the denominator, by code of the ratio.

    Shape:    newest formulas; a denominator that is a KPI itself, or the formula of one.
    Missing:  a ratio is left out where nothing measures its denominator.
    """
    nodes = {row.kpi_code: parse(row.text) for row in reversed(measure.formulas(viewer))}
    named = {canonical(node): code for code, node in sorted(nodes.items(), reverse=True)}
    found: dict[str, str] = {}
    for code, node in nodes.items():
        below = denominator_of(node)
        if isinstance(below, KpiReference) and below.shift == "none":
            found[code] = below.code
        elif below is not None and canonical(below) in named:
            found[code] = named[canonical(below)]
    return found
