"""Addresses of what the company wants: KPIs, objectives, targets, schemes."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.plan.views import (
    breakdown,
    changes,
    grid,
    kpis,
    library,
    objectives,
    schemes,
    targets,
    versions,
)

app_name = "plan"
urlpatterns = [
    path("kpis/", kpis.kpis, name="kpis"),
    path("kpis/new/", kpis.new_kpi, name="kpi_new"),
    path("kpis/library/", library.library, name="library"),
    path("kpis/library/<slug:code>/adopt/", library.adopt, name="library_adopt"),
    path("kpis/<slug:code>/definition/", kpis.definition, name="kpi"),
    path("kpis/<slug:code>/revise/", kpis.revise, name="kpi_revise"),
    path("kpis/<slug:code>/publish/", kpis.publish, name="kpi_publish"),
    path("kpis/<slug:code>/retire/", versions.retire, name="kpi_retire"),
    path("kpis/<slug:code>/changes/", versions.changes, name="kpi_changes"),
    path("kpis/<slug:code>/formula/", kpis.formula, name="kpi_formula"),
    path("objectives/", objectives.objectives, name="objectives"),
    path("objectives/new/", objectives.new_objective, name="objective_new"),
    path("targets/", targets.targets, name="targets"),
    path("targets/edit/", targets.edit, name="targets_edit"),
    path("targets/save/", grid.save, name="targets_save"),
    path("targets/propose/", grid.propose, name="targets_propose"),
    path("targets/lock/", grid.lock, name="targets_lock"),
    path("targets/<int:assignment_id>/annual/", targets.annual, name="target_annual"),
    path("targets/<int:assignment_id>/cascade/", breakdown.cascade, name="target_cascade"),
    path("targets/<int:assignment_id>/<str:period_code>/", targets.history, name="target_history"),
    path("targets/changes/", changes.changes, name="target_changes"),
    path("targets/changes/decide/", changes.decide, name="target_changes_decide"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/new/", schemes.new_scheme, name="scheme_new"),
    path("schemes/<slug:code>/", schemes.scheme, name="scheme"),
    path("schemes/<slug:code>/assign/", schemes.assign, name="scheme_assign"),
    path("schemes/<slug:code>/publish/", schemes.publish, name="scheme_publish"),
]
