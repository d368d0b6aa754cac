"""Every address of the product."""

from __future__ import annotations

from django.urls import include, path

from kpiloop.interfaces.api import health
from kpiloop.interfaces.api.root import urls as api_urls

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/v1/", api_urls),
    path("", include("kpiloop.interfaces.web.urls")),
]

handler404 = "kpiloop.interfaces.web.shell.views.page_not_found"
handler500 = "kpiloop.interfaces.web.shell.views.server_fault"
