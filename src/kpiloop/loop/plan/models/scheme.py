"""Schemes: who is assessed how in a fiscal year."""

from __future__ import annotations

from django.db import models


class Scheme(models.Model):
    """Who is assessed how, for a fiscal year. States: draft, published, retired."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    fiscal_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="draft")
    missing_policy = models.CharField(max_length=12, default="renormalise")
    kpi_limit = models.PositiveSmallIntegerField(default=8)  # notice above this many per subject
    default_card = models.CharField(max_length=16, default="none")  # of people without a card: none, unit_by_head
    duties = models.CharField(max_length=8, default="warn")  # one person in two roles: warn, or refuse unless waived
    duties_waiver = models.TextField(blank=True)  # why one person may hold two roles; empty = not waived
    duties_waived_by = models.CharField(max_length=150, blank=True)
    duties_waived_at = models.DateTimeField(null=True)
    freeze_days = models.PositiveSmallIntegerField(default=0)  # no request within so many days of a period's end
    limit_blocks = models.BooleanField(default=False)  # above the limit publishing is refused, not only noticed

    class Meta:
        db_table = "plan_scheme"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="plan_scheme_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
