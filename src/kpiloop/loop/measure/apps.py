from django.apps import AppConfig


class MeasureConfig(AppConfig):
    name = "kpiloop.loop.measure"
    label = "measure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kpiloop.loop.measure import jobs  # noqa: F401  (registers handlers and work)
