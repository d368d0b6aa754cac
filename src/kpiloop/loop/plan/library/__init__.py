"""Ready KPIs a company may take over: one file per field of business, read and checked once."""

from __future__ import annotations

from kpiloop.loop.plan.library.entries import LEVELS, Bilingual, LibraryKpi
from kpiloop.loop.plan.library.reading import FIELDS, LibraryFault, read_field, ready_kpis

__all__ = ["FIELDS", "LEVELS", "Bilingual", "LibraryFault", "LibraryKpi", "read_field", "ready_kpis"]
