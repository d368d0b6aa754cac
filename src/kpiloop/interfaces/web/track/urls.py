"""Addresses of watching: what is off, what waits for an answer."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.track import alert_views, files, views
from kpiloop.interfaces.web.track.rules import views as rule_views

app_name = "track"
urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("values.csv", files.month_file, name="month_file"),
    path("kpis/<int:assignment_id>/", views.kpi, name="kpi"),
    path("kpis/<int:assignment_id>/split/", views.split, name="kpi_split"),
    path("kpis/<int:assignment_id>/split.csv", files.split_file, name="kpi_split_file"),
    path("kpis/<int:assignment_id>/values.csv", files.kpi_file, name="kpi_file"),
    path("exceptions/", alert_views.exceptions, name="exceptions"),
    path("alerts/", alert_views.alerts, name="alerts"),
    path("alerts/rules/", rule_views.rules, name="alert_rules"),
    path("alerts/rules/new/", rule_views.edit, name="alert_rule_new"),
    path("alerts/rules/<slug:code>/", rule_views.edit, name="alert_rule"),
    path("alerts/rules/<slug:code>/end/", rule_views.end, name="alert_rule_end"),
    path("alerts/<int:alert_id>/", alert_views.alert, name="alert"),
    path("alerts/acknowledge/", alert_views.acknowledge, name="alert_acknowledge"),
]
