from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class CollectConfig(AppConfig):
    name = "kpiloop.loop.collect"
    label = "collect"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register background work, duties, and the tables of the rooms below."""
        from kpiloop.loop.collect.entering import lock_models, models  # noqa: F401
        from kpiloop.loop.collect.provenance import models as traces  # noqa: F401
        from kpiloop.loop.collect.roster import models as rosters  # noqa: F401
        from kpiloop.loop.collect.timetable import models as outages  # noqa: F401

        registers("kpiloop.loop.collect.jobs", "kpiloop.loop.collect.entering.duties")
