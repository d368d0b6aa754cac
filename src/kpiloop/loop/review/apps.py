from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class ReviewConfig(AppConfig):
    name = "kpiloop.loop.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        registers("kpiloop.loop.review.jobs")
