"""Puts the parts together, in the order of the contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.exporting.charter import charter_parts
from kpiloop.governance.bundle.exporting.data import data_parts, formula_rows
from kpiloop.governance.bundle.exporting.organisation import organisation_parts
from kpiloop.governance.bundle.exporting.plan import kpi_rows, plan_parts
from kpiloop.governance.bundle.exporting.reporting import reporting_parts
from kpiloop.governance.bundle.exporting.reward import reward_parts
from kpiloop.governance.bundle.exporting.strategy import strategy_parts
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.rows import Bundle, Row


def export(viewer: Actor) -> Bundle:
    """Everything a bundle can say about the company as it is; empty parts are left out."""
    stated: dict[str, Iterable[Mapping[str, Value]]] = {
        **organisation_parts(viewer),
        **plan_parts(viewer),
        **strategy_parts(viewer),
        **reporting_parts(viewer),
        **data_parts(viewer),
        **reward_parts(viewer),
        **charter_parts(viewer),
    }
    return _bundle(stated)


def one_kpi(viewer: Actor, code: str) -> Bundle:
    """Every version of a KPI's definition and of its formula."""
    return _bundle({"kpis": kpi_rows(viewer, code), "formulas": formula_rows(viewer, kpi=code)})


def _bundle(stated: Mapping[str, Iterable[Mapping[str, Value]]]) -> Bundle:
    parts = {}
    for name, part in PARTS.items():
        rows = tuple(Row({field.name: row.get(field.name) for field in part.fields}) for row in stated.get(name, ()))
        if rows:
            parts[name] = rows
    return Bundle(parts)
