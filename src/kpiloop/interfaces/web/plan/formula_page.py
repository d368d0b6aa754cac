"""The editor of a metric formula: the text, where it stumbles, and what it may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import KpiRow

#: Worked examples beside the editor: what it says, how it is written.
EXAMPLES = (
    (gettext_lazy("Sum of a column"), 'sum(orders.net_amount) where orders.status != "cancelled"'),
    (gettext_lazy("Number of rows"), 'count(orders) where orders.channel in ("online", "store")'),
    (gettext_lazy("Different customers"), "count_distinct(orders.customer)"),
    (gettext_lazy("Ratio of two sums"), "sum(orders.on_time) / count(orders)"),
    (gettext_lazy("Stock: last value of the period"), "last(finance.headcount)"),
    (gettext_lazy("Median; nine of ten"), "median(orders.days) - percentile(90, orders.days)"),
    (gettext_lazy("Share of the five largest"), "top(5, orders.amount, orders.customer) / sum(orders.amount)"),
    (gettext_lazy("New and returning customers"), "first_ever(orders.customer) / returning(orders.customer)"),
    (
        gettext_lazy("Leads that sign within 30 days"),
        'converted(30, leads.customer, leads.stage = "won") where leads.stage = "lead"',
    ),
    (gettext_lazy("From other KPIs"), "kpi(gross_profit) / kpi(revenue)"),
    (gettext_lazy("Rolling twelve months"), "rolling(12, kpi(gross_profit) / kpi(revenue))"),
    (gettext_lazy("Target of another KPI; mean of the months"), "target(revenue) / monthly_average(kpi(inventory))"),
    (gettext_lazy("Last known value, up to 3 months back"), "kpi(cost) / carried(3, kpi(headcount))"),
    (gettext_lazy("Share of the company"), "kpi(revenue) / company(kpi(revenue))"),
    (gettext_lazy("Growth over a year"), "kpi(revenue) / prior_year(kpi(revenue)) - 1"),
)


@dataclass(frozen=True)
class Stumble:
    """The place where a formula cannot be read."""

    before: str  #: text up to the place
    at: str  #: the character there; a space at the end of the text
    after: str  #: the rest


@dataclass(frozen=True)
class FormulaHelp:
    """What a formula may name."""

    kpi: KpiRow  #: the KPI to compute
    name: str  #: its name
    datasets: tuple[DatasetRow, ...]  #: registered datasets with their columns
    kpis: tuple[KpiRow, ...]  #: KPIs that may be named
    examples: tuple[tuple[Any, str], ...]  #: what it says, how it is written


def formula_help(viewer: Actor, code: str) -> FormulaHelp:
    """What stands beside the editor."""
    kpi = plan.kpi(viewer, code)
    others = tuple(row for row in plan.kpis(viewer) if row.code != code and row.state == "published")
    name = kpi.name(get_language() or "zh-hans")
    return FormulaHelp(kpi, name, tuple(warehouse.datasets(viewer)), others, EXAMPLES)


def suggested_formula(viewer: Actor, code: str) -> str:
    """What the library writes for a KPI of this code; empty where it knows none."""
    found = next((row.ready for row in plan.library(viewer) if row.ready.code == code), None)
    return found.formula if found else ""


def stumble_of(text: str, refusal: Refusal | None) -> Stumble | None:
    """Where the formula stumbles, when the refusal names a position (from 1)."""
    fields: Mapping[str, object] = refusal.fields if refusal else {}
    try:
        position = int(str(fields["position"]))
    except (KeyError, ValueError):
        return None
    place = min(max(position - 1, 0), len(text))
    return Stumble(text[:place], text[place : place + 1] or " ", text[place + 1 :])
