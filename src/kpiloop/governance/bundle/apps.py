from django.apps import AppConfig


class BundleConfig(AppConfig):
    name = "kpiloop.governance.bundle"
    label = "bundle"

    def ready(self) -> None:
        """Register background work."""
        from kpiloop.governance.bundle import jobs  # noqa: F401
