from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "kpiloop.loop.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kpiloop.loop.review import jobs  # noqa: F401  (registers handlers and work)
