"""Periods of the company's calendar and their state."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.calendar.choices import EVENT_CHOICES, OPEN, STATE_CHOICES


class Calendar(models.Model):
    """The company's fiscal calendar; there is one row in force."""

    code = models.CharField(max_length=40, unique=True, default="company")
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    named_by = models.CharField(max_length=5, default="end")  # year named by its start or end
    pattern = models.CharField(max_length=6, default="months")  # months, 4-4-5, 4-5-4, 5-4-4, 13x4
    week_start = models.PositiveSmallIntegerField(default=0)  # 0 is Monday
    anchor = models.CharField(max_length=7, default="nearest")  # of whole weeks: nearest to the first, or last before
    shift_week = models.BooleanField(default=False)  # a year before = 52 weeks earlier, not the same number
    workdays = models.CharField(max_length=7, default="01234")  # weekdays usually worked, 0 is Monday

    class Meta:
        db_table = "calendar_calendar"

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """Days that differ from the usual week: holiday, make-up day, campaign (worked as usual, good to know)."""

    kind = models.CharField(max_length=10, choices=EVENT_CHOICES)
    first_day = models.DateField()
    ends_before = models.DateField()
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=120, blank=True)  # the published table it comes from; empty = written by hand

    class Meta:
        db_table = "calendar_event"
        ordering = ["first_day", "kind"]
        constraints = [models.UniqueConstraint(fields=["kind", "first_day"], name="calendar_event_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}"


class Period(models.Model):
    """A month (or period of weeks), quarter, half, year or week. States: open, closed, reopened; a week has none."""

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
    reopened_for = models.JSONField(default=dict)  # {kind of thing: [keys]} that may change; empty = everything

    class Meta:
        db_table = "calendar_period"
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "code"], name="calendar_period_once")]

    def __str__(self) -> str:
        return self.code
