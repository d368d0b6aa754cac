"""Addresses of the scheme bundle: a whole company in and out as files."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.governance import bundle_views

app_name = "bundle"
urlpatterns = [
    path("bundle/", bundle_views.bundle, name="bundle"),
    path("bundle/company.xlsx", bundle_views.workbook_file, name="workbook"),
    path("bundle/company.zip", bundle_views.folder_file, name="folder"),
    path("bundle/template.xlsx", bundle_views.template_file, name="template"),
    path("bundle/imports/<int:run_id>/", bundle_views.imported, name="imported"),
    path("bundle/uploads/<slug:key>/", bundle_views.look, name="look"),
]
