from django.apps import AppConfig


class ImproveConfig(AppConfig):
    name = "kpiloop.loop.improve"
    label = "improve"
    default_auto_field = "django.db.models.BigAutoField"
