"""The room of responsibility letters."""

from __future__ import annotations

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Letters that were signed."""

    name = "kpiloop.governance.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"
