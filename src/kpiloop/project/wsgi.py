"""WSGI entry of the pages."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
application = get_wsgi_application()
