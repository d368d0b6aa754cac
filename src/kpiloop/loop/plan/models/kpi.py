"""KPIs and the versions of what they mean."""

from __future__ import annotations

from django.db import models

from kpiloop.loop.plan.choices import DEFINITION_STATE_CHOICES, DIRECTION_CHOICES, TIME_KIND_CHOICES


class Kpi(models.Model):
    """The managed thing that lives beside cycles; what it means stands in its definitions."""

    code = models.CharField(max_length=60, unique=True)
    objective = models.ForeignKey("plan.Objective", on_delete=models.PROTECT, related_name="kpis", null=True)

    class Meta:
        db_table = "plan_kpi"

    def __str__(self) -> str:
        return self.code


class KpiDefinition(models.Model):
    """One version of what a KPI means. States: draft, published (in force from a day), retired."""

    kpi = models.ForeignKey("plan.Kpi", on_delete=models.CASCADE, related_name="definitions")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=DEFINITION_STATE_CHOICES, default="draft")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    purpose = models.TextField(blank=True)
    pitfalls = models.TextField(blank=True)
    direction = models.CharField(max_length=12, choices=DIRECTION_CHOICES)
    time_kind = models.CharField(max_length=10, choices=TIME_KIND_CHOICES)
    measurement_unit = models.CharField(max_length=20)
    display_scale = models.CharField(max_length=10, default="one")
    decimals = models.PositiveSmallIntegerField(default=0)  # display only
    achievement_method = models.CharField(max_length=12)
    achievement_parameters = models.JSONField(default=dict)
    green_from = models.DecimalField(max_digits=12, decimal_places=6)  # achievement, 1 = on target
    amber_from = models.DecimalField(max_digits=12, decimal_places=6)
    empty_means = models.CharField(max_length=10, default="default")
    judged_on = models.CharField(max_length=6, default="month")  # month or ytd value is judged and scored
    measured_by = models.CharField(max_length=6, default="month")  # month, or week: weeks beside the months
    timing = models.CharField(max_length=8, default="lagging")  # leading or lagging
    source = models.TextField(blank=True)  # where its figures come from
    counter = models.CharField(max_length=60, blank=True)  # code of the KPI that keeps it honest
    valid_from = models.DateField()
    retired_by = models.CharField(max_length=150, blank=True)  # set when the KPI itself ended, not replaced
    retired_at = models.DateTimeField(null=True)
    retirement_reason = models.TextField(blank=True)
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "plan_kpi_definition"
        constraints = [models.UniqueConstraint(fields=["kpi", "version"], name="plan_definition_once")]

    def __str__(self) -> str:
        return f"{self.kpi_id} v{self.version}"
