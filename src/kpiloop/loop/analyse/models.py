"""Why it is off: causes written by owners against a variance."""

from __future__ import annotations

from django.db import models

from kpiloop.loop.analyse.choices import KIND_CHOICES, STATE_CHOICES


class Cause(models.Model):
    """A cause of a variance, by its owner. States: written, confirmed, withdrawn."""

    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    text = models.TextField()
    evidence = models.TextField(blank=True)
    impact = models.DecimalField(max_digits=30, decimal_places=8, null=True)  # in the KPI's measurement unit
    state = models.CharField(max_length=10, choices=STATE_CHOICES, default="written")
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "analyse_cause"
        indexes = [models.Index(fields=["period", "assignment"])]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.period_id} {self.kind}"
