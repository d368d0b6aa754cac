from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "kpiloop.governance.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does by itself."""
        from kpiloop.governance.archive import jobs  # noqa: F401
