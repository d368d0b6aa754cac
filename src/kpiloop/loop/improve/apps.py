from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class ImproveConfig(AppConfig):
    name = "kpiloop.loop.improve"
    label = "improve"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        registers("kpiloop.loop.improve.jobs")
