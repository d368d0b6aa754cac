"""Calibration: a session per group of a quarter, and every change that was made in it."""

from __future__ import annotations

from django.db import models


class Calibration(models.Model):
    """The calibration of the people compared in one unit. States: open, confirmed."""

    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="calibrations")
    unit = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")  # unit of the group
    state = models.CharField(max_length=10, default="open")
    units = models.JSONField(default=list)  # units whose people are compared here
    terms = models.JSONField(default=dict)  # guideline and limits as they were at the opening
    members = models.JSONField(default=list)  # [{sheet, mark, subject, place, together, proposed, guideline}]
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    exception_reason = models.TextField(blank=True)  # why the grades go beyond the guideline
    reopened_by = models.CharField(max_length=150, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.TextField(blank=True)

    class Meta:
        db_table = "reward_calibration"
        constraints = [models.UniqueConstraint(fields=["cycle", "unit"], name="reward_calibration_once")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.unit_id} {self.state}"


class CalibrationChange(models.Model):
    """One change of a grade, never altered. States: counts, or void since the score below it changed."""

    calibration = models.ForeignKey(Calibration, on_delete=models.PROTECT, related_name="changes")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=4, blank=True)
    after = models.CharField(max_length=4)
    reason = models.TextField()
    right = models.CharField(max_length=40)  # by which right it was made
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    counts = models.BooleanField(default=True)

    class Meta:
        db_table = "reward_calibration_change"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.calibration_id} {self.subject_id} {self.before} -> {self.after}"
