"""Strategic objectives of a fiscal year."""

from __future__ import annotations

from django.db import models

from kpiloop.loop.plan.choices import PERSPECTIVE_CHOICES


class Objective(models.Model):
    """A strategic objective of a fiscal year. States: running, or ended on a day."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    perspective = models.CharField(max_length=12, choices=PERSPECTIVE_CHOICES)
    fiscal_year = models.PositiveSmallIntegerField()
    sponsor = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    ended_on = models.DateField(null=True)  # first day it is no longer pursued; never ahead
    end_reason = models.TextField(blank=True)

    class Meta:
        db_table = "plan_objective"

    def __str__(self) -> str:
        return self.code
