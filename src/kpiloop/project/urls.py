"""Every address of the product."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("kpiloop.interfaces.web.urls")),
]

handler404 = "kpiloop.interfaces.web.shell.views.page_not_found"
handler500 = "kpiloop.interfaces.web.shell.views.server_fault"
