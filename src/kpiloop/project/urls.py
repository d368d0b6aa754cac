"""Every address of the product."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kpiloop.interfaces.api import health
from kpiloop.interfaces.api.errors import no_operation
from kpiloop.interfaces.api.root import urls as api_urls
from kpiloop.interfaces.web.shell.views import page_not_found

PROGRAMS = "/api/"  # everything below is asked for by programs, of whatever version

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/v1/", api_urls),
    path("", include("kpiloop.interfaces.web.urls")),
]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A program gets what it can read, a person a page."""
    return no_operation(request) if request.path_info.startswith(PROGRAMS) else page_not_found(request, exception)


handler404 = not_found
handler500 = "kpiloop.interfaces.web.shell.views.server_fault"
