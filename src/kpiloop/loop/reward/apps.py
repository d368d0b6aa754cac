from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class RewardConfig(AppConfig):
    name = "kpiloop.loop.reward"
    label = "reward"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        registers("kpiloop.loop.reward.duties")
