from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class MeasureConfig(AppConfig):
    name = "kpiloop.loop.measure"
    label = "measure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        registers("kpiloop.loop.measure.jobs")
