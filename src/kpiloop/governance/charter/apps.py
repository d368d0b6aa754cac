"""The room of scheme documents."""

from __future__ import annotations

from django.apps import AppConfig


class CharterConfig(AppConfig):
    """What a scheme says as a whole, and who signed it."""

    name = "kpiloop.governance.charter"
    label = "charter"
    default_auto_field = "django.db.models.BigAutoField"
