"""What was handed to payroll, and what payroll said."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class PayFile(models.Model):
    """One file for payroll, never changed after it was made. States: made, accepted, rejected, partly."""

    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="pay_files")
    run = models.ForeignKey("reward.BonusRun", on_delete=models.PROTECT, related_name="pay_files")
    number = models.PositiveIntegerField()  # within the cycle; from the second on it holds differences
    state = models.CharField(max_length=10, default="made")
    people = models.PositiveIntegerField()  # control totals
    total = models.DecimalField(max_digits=18, decimal_places=2)
    sha256 = models.CharField(max_length=64)  # of the lines as they are written
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # what payroll said

    class Meta:
        db_table = "reward_pay_file"
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="reward_pay_file_once")]

    def __str__(self) -> str:
        return f"pay file {self.pk} {self.state}"


class PayFileLine(models.Model):
    """What one person is to be paid, or paid less, by a file. States: made, accepted, rejected."""

    file = models.ForeignKey(PayFile, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("reward.BonusLine", on_delete=models.PROTECT, related_name="+", null=True)
    factor = FigureField()  # individual factor of the run
    amount = models.DecimalField(max_digits=18, decimal_places=2)  # below zero takes back
    state = models.CharField(max_length=10, default="made")
    answer = models.CharField(max_length=300, blank=True)  # why payroll does not pay it

    class Meta:
        db_table = "reward_pay_file_line"
        constraints = [models.UniqueConstraint(fields=["file", "person"], name="reward_pay_file_line_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.person_id}"
