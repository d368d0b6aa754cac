"""The quarterly performance review."""

from __future__ import annotations

from django.db import models


class ReviewCycle(models.Model):
    """A quarter's review of a scheme. States: open, scored, published, finalised."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(auto_now_add=True)
    waiver = models.TextField(blank=True)  # why it is scored although something that feeds pay is missing
    waived_by = models.CharField(max_length=150, blank=True)
    waived_at = models.DateTimeField(null=True)
    open_months_reason = models.TextField(blank=True)  # why it was scored before its months were closed
    scored_revisions = models.JSONField(default=dict)  # {month: revision of its close}; empty = open months
    scored_by = models.CharField(max_length=150, blank=True)
    scored_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True)
    finalised_by = models.CharField(max_length=150, blank=True)
    finalised_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reward_review_cycle"
        constraints = [models.UniqueConstraint(fields=["scheme", "period"], name="reward_cycle_once")]

    def __str__(self) -> str:
        return f"cycle {self.period_id} {self.state}"


class PerformanceReview(models.Model):
    """One person's review in a cycle. States: self, manager, confirm, confirmed."""

    cycle = models.ForeignKey(ReviewCycle, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, default="self")
    self_text = models.TextField(blank=True)
    self_at = models.DateTimeField(null=True)
    manager_text = models.TextField(blank=True)
    manager_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_with_reservation = models.BooleanField(default=False)
    reservation = models.TextField(blank=True)

    class Meta:
        db_table = "reward_performance_review"
        constraints = [models.UniqueConstraint(fields=["cycle", "person"], name="reward_review_once")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.person_id} {self.state}"
