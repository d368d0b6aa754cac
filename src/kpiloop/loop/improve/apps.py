from django.apps import AppConfig


class ImproveConfig(AppConfig):
    name = "kpiloop.loop.improve"
    label = "improve"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kpiloop.loop.improve import jobs  # noqa: F401  (registers handlers)
