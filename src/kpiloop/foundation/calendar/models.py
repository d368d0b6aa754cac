"""Periods of the company's calendar and their state."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.calendar.choices import OPEN, STATE_CHOICES


class Calendar(models.Model):
    """The company's fiscal calendar; there is one row in force."""

    code = models.CharField(max_length=40, unique=True, default="company")
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    named_by = models.CharField(max_length=5, default="end")  # year named by its start or end

    class Meta:
        db_table = "calendar_calendar"

    def __str__(self) -> str:
        return self.code


class Period(models.Model):
    """A month, quarter, half or year. States: open, closed, reopened."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_before = models.DateField()
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATE_CHOICES, default=OPEN)
    revision = models.PositiveIntegerField(default=0)  # 0 until first closed
    warehouse_version = models.PositiveBigIntegerField(null=True)  # pinned at close
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "calendar_period"
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "code"], name="calendar_period_once")]

    def __str__(self) -> str:
        return self.code
