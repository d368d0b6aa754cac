from django.apps import AppConfig


class RewardConfig(AppConfig):
    name = "kpiloop.loop.reward"
    label = "reward"
    default_auto_field = "django.db.models.BigAutoField"
