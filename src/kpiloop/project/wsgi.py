"""WSGI entry of the pages."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
application = get_wsgi_application()
# Rooms import what they hold when first asked; a page process is asked before it listens, so that nobody waits for it.
get_resolver().url_patterns  # noqa: B018
