"""Targets as versions and proposed changes of them."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class Target(models.Model):
    """A target of an assignment in a period, as a version. States: current, superseded."""

    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="targets")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    target = FigureField(places=8)
    threshold = FigureField(places=8)
    stretch = FigureField(places=8)
    lower = FigureField(places=8)  # of a range: both bounds or none, and the target is within them
    upper = FigureField(places=8)
    method = models.CharField(max_length=20, default="manual")  # how it came: manual, phased, cascade, import
    reason = models.TextField(blank=True)
    is_locked = models.BooleanField(default=False)  # negotiated: spreading and breaking down leave it alone
    is_pinned = models.BooleanField(default=False)  # threshold and stretch stay when the target moves
    is_applicable = models.BooleanField(default=True)  # False: the KPI does not apply in the period, as approved
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "plan_target"
        indexes = [models.Index(fields=["period", "is_current"])]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period", "version"], name="plan_target_version_once"),
            models.UniqueConstraint(
                fields=["assignment", "period"], condition=models.Q(is_current=True), name="plan_target_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.period_id} v{self.version}"


class TargetChange(models.Model):
    """A proposed target for an open period. States: proposed, approved (a new version), rejected."""

    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="changes")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    old_target = FigureField(places=8)
    new_target = models.DecimalField(max_digits=30, decimal_places=8, null=True)  # none: not to apply
    old_lower = FigureField(places=8)  # of a range, as in the target
    old_upper = FigureField(places=8)
    new_lower = FigureField(places=8)
    new_upper = FigureField(places=8)
    reason = models.TextField()
    is_applicable = models.BooleanField(default=True)  # False: asks that the KPI does not apply in the period
    is_retroactive = models.BooleanField(default=False)  # asked for although the period has ended
    origin = models.CharField(max_length=200, blank=True)  # e.g. improve.proposal:12
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        db_table = "plan_target_change"

    def __str__(self) -> str:
        return f"change {self.pk} {self.state}"
