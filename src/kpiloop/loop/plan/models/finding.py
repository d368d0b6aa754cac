"""Findings somebody decided to live with."""

from __future__ import annotations

from django.db import models


class FindingOverride(models.Model):
    """A finding that is accepted with a reason. States: active, withdrawn (it counts again)."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.CASCADE, related_name="overrides")
    key = models.CharField(max_length=300)  # code|subject|kpi: the same finding next time
    reason = models.TextField()
    is_active = models.BooleanField(default=True)
    overridden_by = models.CharField(max_length=150)
    overridden_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plan_finding_override"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "key"], condition=models.Q(is_active=True), name="plan_finding_overridden_once"
            )
        ]

    def __str__(self) -> str:
        return self.key
