"""Rules that turn achievement into score, and the sheets they produced."""

from __future__ import annotations

from django.db import models


class ScoringRule(models.Model):
    """How a KPI is scored in a scheme, as a version. States: current, superseded."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="+")
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    method = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)  # numbers as text: floats never enter
    is_current = models.BooleanField(default=True)
    fingerprint = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=150)
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reward_scoring_rule"
        constraints = [models.UniqueConstraint(fields=["scheme", "kpi", "version"], name="reward_rule_once")]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.kpi_id} v{self.version}"


class GradeBand(models.Model):
    """A grade of a scheme: from a score (inclusive) to a score (exclusive), with its factor."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    grade = models.CharField(max_length=4)
    lower = models.DecimalField(max_digits=12, decimal_places=4)
    upper = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    factor = models.DecimalField(max_digits=9, decimal_places=4)

    class Meta:
        db_table = "reward_grade_band"

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.grade}"


class ScoreSheet(models.Model):
    """The scored card of a subject in a cycle. States: computed, published, acknowledged."""

    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="sheets")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    total = models.DecimalField(max_digits=38, decimal_places=18, null=True)  # unrounded
    grade = models.CharField(max_length=4, blank=True)
    factor = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    rank = models.PositiveIntegerField(null=True)  # within the sheets of the same kind in the cycle
    missing_reason = models.CharField(max_length=40, blank=True)
    segments = models.JSONField(default=list)  # [{subject, from, to, days, total}] when a person moved
    computed_by = models.CharField(max_length=150)
    computed_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_with_reservation = models.BooleanField(default=False)
    reservation = models.TextField(blank=True)

    class Meta:
        db_table = "reward_score_sheet"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "subject", "revision"], name="reward_sheet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.subject_id} r{self.revision}"


class ScoreLine(models.Model):
    """One line of a sheet, with all it was made of. One state: computed."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="lines")
    segment = models.PositiveSmallIntegerField(default=0)
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(ScoringRule, on_delete=models.PROTECT, related_name="lines")
    actual = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    target_figure = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    achievement = models.DecimalField(max_digits=38, decimal_places=18, null=True)
    light = models.CharField(max_length=6)
    raw_score = models.DecimalField(max_digits=38, decimal_places=18, null=True)
    score = models.DecimalField(max_digits=38, decimal_places=18, null=True)  # after cap and floor
    weight = models.DecimalField(max_digits=9, decimal_places=4)
    effective_weight = models.DecimalField(max_digits=38, decimal_places=18)
    weighted_score = models.DecimalField(max_digits=38, decimal_places=18, null=True)
    missing_reason = models.CharField(max_length=40, blank=True)
    value_keys = models.JSONField(default=list)  # measure values the actual rests on
    target_keys = models.JSONField(default=list)  # target versions the target rests on
    words = models.JSONField(default=list)  # the calculation as codes and figures

    class Meta:
        db_table = "reward_score_line"

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.assignment_id}"
