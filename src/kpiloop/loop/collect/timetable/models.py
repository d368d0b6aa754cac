"""Stretches of time in which a source could not be loaded."""

from __future__ import annotations

from django.db import models


class SourceOutage(models.Model):
    """A source could not be loaded from a moment on. States follow ended_at: lasting, over."""

    source = models.ForeignKey("collect.Source", on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=1)
    error_code = models.CharField(max_length=80)
    error_fields = models.JSONField(default=dict)

    class Meta:
        db_table = "collect_source_outage"
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(ended_at__isnull=True), name="collect_outage_one_lasting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} since {self.began_at}"
