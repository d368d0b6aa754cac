from django.apps import AppConfig


class AnalyseConfig(AppConfig):
    name = "kpiloop.loop.analyse"
    label = "analyse"
    default_auto_field = "django.db.models.BigAutoField"
