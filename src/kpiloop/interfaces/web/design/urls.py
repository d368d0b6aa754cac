"""Addresses of how KPIs come about: the design check of a scheme."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.design.views import checks

app_name = "design"
urlpatterns = [
    path("schemes/<slug:code>/check/", checks.check, name="check"),
    path("schemes/<slug:code>/check/fix/", checks.fix, name="check_fix"),
    path("schemes/<slug:code>/check/accept/", checks.accept, name="check_accept"),
]
