"""Reading the library of ready KPIs and what of it the company has taken over."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.library import LibraryKpi, ready_kpis
from kpiloop.loop.plan.models import Kpi
from kpiloop.loop.plan.rows import LibraryRow


def library(viewer: Actor, *, field: str = "", level: str = "", text: str = "") -> tuple[LibraryRow, ...]:
    """Ready KPIs of a field and level whose words hold a text, in the order of the library."""
    require(viewer, "plan.view")
    taken = set(Kpi.objects.values_list("code", flat=True))
    wanted = text.strip().lower()
    return tuple(
        LibraryRow(ready, ready.code in taken)
        for ready in ready_kpis().values()
        if field in ("", ready.field) and level in ("", ready.level) and (not wanted or wanted in _said(ready))
    )


def library_kpi(viewer: Actor, code: str) -> LibraryRow:
    """One ready KPI."""
    found = next((row for row in library(viewer) if row.ready.code == code), None)
    if found is None:
        raise NotFound(kind="library_kpi", key=code)
    return found


def _said(ready: LibraryKpi) -> str:
    texts = (ready.names, ready.definition, ready.words)
    return " ".join((ready.code, *(part for text in texts for part in (text.zh, text.en)))).lower()
