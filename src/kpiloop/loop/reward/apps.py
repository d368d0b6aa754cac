from django.apps import AppConfig


class RewardConfig(AppConfig):
    name = "kpiloop.loop.reward"
    label = "reward"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kpiloop.loop.reward import duties  # noqa: F401  (registers what is owed)
