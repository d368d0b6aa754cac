from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class NotifyConfig(AppConfig):
    name = "kpiloop.foundation.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the tables of the room below known; name who does its work."""
        from kpiloop.foundation.notify.hooks import models  # noqa: F401

        registers("kpiloop.foundation.notify.jobs")
