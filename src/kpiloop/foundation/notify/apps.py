from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "kpiloop.foundation.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kpiloop.foundation.notify import jobs  # noqa: F401  (registers its work)
        from kpiloop.foundation.notify.hooks import models  # noqa: F401
