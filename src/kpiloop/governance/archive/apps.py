from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class ArchiveConfig(AppConfig):
    name = "kpiloop.governance.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does by itself."""
        registers("kpiloop.governance.archive.jobs", "kpiloop.governance.archive.terms")
