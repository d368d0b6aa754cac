from django.apps import AppConfig

from kpiloop.foundation.jobs.registry import registers


class BundleConfig(AppConfig):
    name = "kpiloop.governance.bundle"
    label = "bundle"

    def ready(self) -> None:
        """Register background work."""
        registers("kpiloop.governance.bundle.jobs")
