"""All pages: one line per stage, in the order of the loop."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("kpiloop.interfaces.web.shell.urls")),
]
