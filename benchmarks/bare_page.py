"""A Django page without database, session and rights: what the framework and the machine cost by themselves."""

from __future__ import annotations

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()
_TEXT = "<table>{% for row in rows %}<tr><td>{{ row }}</td><td>{{ row }}</td></tr>{% endfor %}</table>"


def show(request: HttpRequest) -> HttpResponse:
    """A table of fifty rows."""
    return HttpResponse(engines["django"].from_string(_TEXT).render({"rows": range(50)}, request))


urlpatterns = [path("", show)]
page = get_wsgi_application()
