from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kpiloop.foundation.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the tables of the rooms below known."""
        from kpiloop.foundation.access.proposals import models  # noqa: F401
