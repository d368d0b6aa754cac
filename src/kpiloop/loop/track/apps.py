from django.apps import AppConfig


class TrackConfig(AppConfig):
    name = "kpiloop.loop.track"
    label = "track"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kpiloop.loop.track import jobs  # noqa: F401  (registers handlers)
