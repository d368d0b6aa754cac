"""Rules that turn achievement into score, and the sheets they produced."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


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
        constraints = [
            models.UniqueConstraint(fields=["scheme", "kpi", "version"], name="reward_rule_once"),
            models.UniqueConstraint(
                fields=["scheme", "kpi"], condition=models.Q(is_current=True), name="reward_rule_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.kpi_id} v{self.version}"


class GradeBand(models.Model):
    """A grade of a scheme: from a score (inclusive) to a score (exclusive), with its factor.

    States: the bands of the highest version of a scheme are current, the others superseded.
    """

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    grade = models.CharField(max_length=4)
    lower = models.DecimalField(max_digits=12, decimal_places=4)
    upper = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    factor = models.DecimalField(max_digits=9, decimal_places=4)
    approved_by = models.CharField(max_length=150)
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reward_grade_band"
        constraints = [models.UniqueConstraint(fields=["scheme", "version", "grade"], name="reward_band_once")]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.grade}"


class ScoreSheet(models.Model):
    """The scored card of a subject in a cycle, as a revision.

    States: computed, published (with its cycle), acknowledged (signed).
    """

    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="sheets")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    total = FigureField()  # unrounded, but for schemes that declare an official place
    card_total = FigureField()  # sum of the lines, before anything adjusts it
    unrounded = FigureField()  # what is ranked
    adjustments = models.JSONField(default=list)  # rules beside the lines as they were met, see scoring/adjusting.py
    limits = models.JSONField(default=dict)  # terms of the card as used, and what they did
    pay_cap = FigureField()  # highest factor a veto leaves
    grade = models.CharField(max_length=4, blank=True)
    factor = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    rank = models.PositiveIntegerField(null=True)  # within the sheets of the same kind in the cycle
    missing_reason = models.CharField(max_length=40, blank=True)
    missing_policy = models.CharField(max_length=12, default="renormalise")  # as used
    band_version = models.PositiveIntegerField(default=0)  # grade table used; 0 = none
    segments = models.JSONField(default=list)  # [{subjects, from, to, days, total}] in order of days
    calibration = models.JSONField(default=dict)  # how a confirmed calibration came to the grade; empty = the score's
    fingerprint = models.CharField(max_length=64)  # of every input; equal inputs keep the revision
    computed_by = models.CharField(max_length=150)
    computed_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_with_reservation = models.BooleanField(default=False)
    reservation = models.TextField(blank=True)

    class Meta:
        db_table = "reward_score_sheet"
        indexes = [models.Index(fields=["cycle", "is_current"])]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "subject", "revision"], name="reward_sheet_once"),
            models.UniqueConstraint(
                fields=["cycle", "subject"], condition=models.Q(is_current=True), name="reward_sheet_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.subject_id} r{self.revision}"


class ScoreLine(models.Model):
    """One line of a sheet, with all it was made of. One state: computed."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="lines")
    segment = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField(default=0)
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    definition = models.ForeignKey("plan.KpiDefinition", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(ScoringRule, on_delete=models.PROTECT, related_name="lines")
    quarter_rule = models.CharField(max_length=8)  # sum, formula, last or ytd: how months became the figure
    achievement_rule = models.JSONField(default=dict)  # {method, parameters as text} as used
    actual = FigureField()
    target_figure = FigureField()
    achievement = FigureField()
    light = models.CharField(max_length=6)
    raw_score = FigureField()
    score = FigureField()  # after cap and floor
    weight = models.DecimalField(max_digits=9, decimal_places=4)
    effective_weight = FigureField()  # fraction of 1 that counted
    weighted_score = FigureField()
    missing_reason = models.CharField(max_length=40, blank=True)
    value_keys = models.JSONField(default=list)  # measure values the actual rests on, in order of months
    target_keys = models.JSONField(default=list)  # [{id, period, version, target, by, at}] the target rests on
    held = models.JSONField(default=dict)  # {line, period}: earlier line whose score is held, where this one has none
    words = models.JSONField(default=list)  # the calculation as codes and figures

    class Meta:
        db_table = "reward_score_line"
        ordering = ["segment", "order"]
        constraints = [models.UniqueConstraint(fields=["sheet", "segment", "assignment"], name="reward_line_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.assignment_id}"
