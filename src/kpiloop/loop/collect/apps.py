from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "kpiloop.loop.collect"
    label = "collect"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register background work."""
        from kpiloop.loop.collect import jobs  # noqa: F401
