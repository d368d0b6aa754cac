"""Which findings mend themselves in one step, and which need a person to write something."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

from kpiloop.loop.plan.library import ready_kpis
from kpiloop.loop.plan.rows import FindingRow

#: Finding -> what one step does about it. The rest needs words or figures only a person has.
FIXES = {
    "weights_not_100": "even_weights",
    "weight_unusual": "even_weights",
    "too_many_kpis": "merge_lightest",
    "double_count": "watch_double",
    "owner_without_influence": "head_answers",
    "kpi_not_published": "publish",
    "source_missing": "source_from_library",
    "purpose_missing": "purpose_from_library",
    "counter_missing": "counter_from_library",
}
_FROM_LIBRARY = ("source_missing", "purpose_missing", "counter_missing")


def fix_of(row: FindingRow, kpis: Container[str]) -> str:
    """The one step that mends a finding, empty where there is none; `kpis` are the codes there are."""
    if row.code in _FROM_LIBRARY and row.kpi_code not in ready_kpis():
        return ""
    if row.code == "counter_missing" and ready_kpis()[row.kpi_code].counter not in kpis:
        return ""  # the library names one this company does not measure
    if row.code == "weight_unusual" and not _can_be_evened(row):
        return ""  # too few or too many KPIs for the limits: another card is needed, not another weight
    return FIXES.get(row.code, "")


def _can_be_evened(row: FindingRow) -> bool:
    """Whether so many KPIs can make 100, each between the limits."""
    weighing = int(row.fields["weighing"])
    return Decimal(row.fields["least"]) * weighing <= 100 <= Decimal(row.fields["most"]) * weighing
