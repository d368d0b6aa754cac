"""Sentences of refusals raised by measure."""

from __future__ import annotations

SENTENCES = {
    "formula_cycle": (
        "The formula of KPI %(kpi)s would need itself (%(path)s). Use another KPI or read the data directly."
    ),
    "measure_kpi_unknown": "There is no KPI with the code %(kpi)s. Create and publish it in the KPI dictionary first.",
    "measure_periods_backwards": "There is no month from %(first)s to %(last)s. Put the earlier month first.",
}
