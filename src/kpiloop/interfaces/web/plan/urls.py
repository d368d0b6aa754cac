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
    templates,
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
    path("kpis/<slug:code>/definition.yaml", versions.definition_file, name="kpi_file"),
    path("kpis/<slug:code>/changes/", versions.changes, name="kpi_changes"),
    path("kpis/<slug:code>/formula/", kpis.formula, name="kpi_formula"),
    path("objectives/", objectives.objectives, name="objectives"),
    path("objectives/new/", objectives.new_objective, name="objective_new"),
    path("targets/", targets.targets, name="targets"),
    path("targets/edit/", targets.edit, name="targets_edit"),
    path("targets/save/", grid.save, name="targets_save"),
    path("targets/propose/", grid.propose, name="targets_propose"),
    path("targets/lock/", grid.lock, name="targets_lock"),
    path("targets/pin/", grid.pin, name="targets_pin"),
    path("targets/workbook/", grid.workbook, name="targets_workbook"),
    path("targets/workbook/read/", grid.read, name="targets_read"),
    path("targets/<int:assignment_id>/annual/", targets.annual, name="target_annual"),
    path("targets/<int:assignment_id>/cascade/", breakdown.cascade, name="target_cascade"),
    path("targets/<int:assignment_id>/sum-up/", breakdown.sum_up, name="target_sum_up"),
    path("targets/<int:assignment_id>/take/", breakdown.take, name="target_take"),
    path("targets/<int:assignment_id>/<str:period_code>/", targets.history, name="target_history"),
    path("targets/changes/", changes.changes, name="target_changes"),
    path("targets/changes/decide/", changes.decide, name="target_changes_decide"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/new/", schemes.new_scheme, name="scheme_new"),
    path("schemes/<slug:code>/", schemes.scheme, name="scheme"),
    path("schemes/<slug:code>/assign/", schemes.assign, name="scheme_assign"),
    path("schemes/<slug:code>/publish/", schemes.publish, name="scheme_publish"),
    path("schemes/<slug:code>/revise/", schemes.revise, name="scheme_revise"),
    path("schemes/<slug:code>/rules/", schemes.rules, name="scheme_rules"),
    path("schemes/<slug:code>/remove/<int:assignment_id>/", schemes.remove, name="scheme_remove"),
    path("schemes/<slug:code>/templates/", templates.templates, name="templates"),
    path("schemes/<slug:code>/templates/new/", templates.edit, name="template_new"),
    path("schemes/<slug:code>/templates/<slug:template>/", templates.template, name="template"),
    path("schemes/<slug:code>/templates/<slug:template>/edit/", templates.edit, name="template_edit"),
    path("schemes/<slug:code>/templates/<slug:template>/generate/", templates.generate, name="template_generate"),
    path("schemes/<slug:code>/templates/<slug:template>/remove/", templates.remove, name="template_remove"),
]
