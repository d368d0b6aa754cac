"""What the company wants: objectives, KPIs with versioned definitions, who answers, and targets."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField
from kpiloop.loop.plan.choices import (
    DEFINITION_STATE_CHOICES,
    DIRECTION_CHOICES,
    PERSPECTIVE_CHOICES,
    TIME_KIND_CHOICES,
)


class Objective(models.Model):
    """A strategic objective of a fiscal year. States: active, dropped."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    perspective = models.CharField(max_length=12, choices=PERSPECTIVE_CHOICES)
    fiscal_year = models.PositiveSmallIntegerField()
    sponsor = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "plan_objective"

    def __str__(self) -> str:
        return self.code


class Kpi(models.Model):
    """The managed thing that lives beside cycles; what it means stands in its definitions."""

    code = models.CharField(max_length=60, unique=True)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="kpis", null=True)

    class Meta:
        db_table = "plan_kpi"

    def __str__(self) -> str:
        return self.code


class KpiDefinition(models.Model):
    """One version of what a KPI means. States: draft, published (in force from a day), retired."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="definitions")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=DEFINITION_STATE_CHOICES, default="draft")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    purpose = models.TextField(blank=True)
    pitfalls = models.TextField(blank=True)
    direction = models.CharField(max_length=10, choices=DIRECTION_CHOICES)
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
    valid_from = models.DateField()
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "plan_kpi_definition"
        constraints = [models.UniqueConstraint(fields=["kpi", "version"], name="plan_definition_once")]

    def __str__(self) -> str:
        return f"{self.kpi_id} v{self.version}"


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
    limit_blocks = models.BooleanField(default=False)  # above the limit publishing is refused, not only noticed

    class Meta:
        db_table = "plan_scheme"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="plan_scheme_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Assignment(models.Model):
    """A KPI of a subject with one accountable owner, from a day to a day. States follow its scheme."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="assignments")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="assignments")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True)
    weight = models.DecimalField(max_digits=9, decimal_places=4)  # percent of the card; 0 = watched, not scored
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "plan_assignment"
        indexes = [models.Index(fields=["subject", "kpi"])]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "kpi", "subject", "valid_from"], name="plan_assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} of {self.subject_id}"


class Target(models.Model):
    """A target of an assignment in a period, as a version. States: current, superseded."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="targets")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    target = FigureField(places=8)
    threshold = FigureField(places=8)
    stretch = FigureField(places=8)
    method = models.CharField(max_length=20, default="manual")  # how it came: manual, phased, cascade, import
    reason = models.TextField(blank=True)
    is_locked = models.BooleanField(default=False)  # negotiated: spreading and breaking down leave it alone
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

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="changes")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    old_target = FigureField(places=8)
    new_target = models.DecimalField(max_digits=30, decimal_places=8)
    reason = models.TextField()
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
