"""How a year of targets came about: the figure of the year, the method and the curve, as a version."""

from __future__ import annotations

from django.db import models


class TargetPlan(models.Model):
    """The year of an assignment as it was planned. States: current, superseded."""

    assignment = models.ForeignKey("plan.Assignment", on_delete=models.CASCADE, related_name="plans")
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    annual = models.DecimalField(max_digits=30, decimal_places=8)
    method = models.CharField(max_length=16)  # the shape, one of SHAPES
    weights = models.JSONField(default=list)  # one per month, as text: numbers never become floats
    reason = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "plan_target_plan"
        constraints = [
            models.UniqueConstraint(fields=["assignment", "version"], name="plan_target_plan_once"),
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(is_current=True), name="plan_target_plan_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} v{self.version}"
