"""Address of the health report."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.governance import health_views

app_name = "health"
urlpatterns = [path("health/", health_views.report, name="report")]
