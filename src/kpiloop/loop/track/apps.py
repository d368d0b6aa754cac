from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class TrackConfig(AppConfig):
    name = "kpiloop.loop.track"
    label = "track"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        registers("kpiloop.loop.track.jobs")
