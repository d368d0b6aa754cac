from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "kpiloop.loop.collect"
    label = "collect"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register background work, duties, and the tables of the rooms below."""
        from kpiloop.loop.collect import jobs  # noqa: F401
        from kpiloop.loop.collect.entering import duties, lock_models, models  # noqa: F401
        from kpiloop.loop.collect.provenance import models as traces  # noqa: F401
        from kpiloop.loop.collect.roster import models as rosters  # noqa: F401
        from kpiloop.loop.collect.timetable import models as outages  # noqa: F401
