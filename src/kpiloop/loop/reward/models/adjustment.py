"""What moves a total beyond its lines: extra points, deductions, vetoes, gates, and the limits of a card."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class AdjustmentRule(models.Model):
    """A rule of a scheme beside its lines, as a version. States: current, superseded, ended."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    kind = models.CharField(max_length=12)  # extra_points, deduction, veto, gate
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    reads = models.CharField(max_length=12)  # event, actual, achievement, status, score
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+", null=True)  # null: the card
    cards = models.CharField(max_length=8, default="all")  # all, unit, person
    comparison = models.CharField(max_length=10, blank=True)
    limit = FigureField()
    light = models.CharField(max_length=6, blank=True)
    per = FigureField()  # one unit of points for each so much beyond the limit
    counting = models.CharField(max_length=14, default="once")
    points = FigureField()  # per unit, of extra points and deductions
    most = FigureField()  # highest points of the rule; highest score, total or factor a veto or gate leaves
    scope = models.CharField(max_length=6, blank=True)  # line, total, grade, pay
    grade = models.CharField(max_length=4, blank=True)  # best grade a veto leaves
    lifted_by = models.CharField(max_length=40, blank=True)  # right of who may lift it; empty = nobody
    fingerprint = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=150)
    approved_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        db_table = "reward_adjustment_rule"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code", "version"], name="reward_adjustment_once"),
            models.UniqueConstraint(
                fields=["scheme", "code"], condition=models.Q(is_current=True), name="reward_adjustment_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.code} v{self.version}"


class AdjustmentEvent(models.Model):
    """Something that happened and counts by a rule, with its evidence. States: recorded, approved, refused."""

    rule = models.ForeignKey(AdjustmentRule, on_delete=models.PROTECT, related_name="events")  # version it was told to
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    count = FigureField()
    text = models.CharField(max_length=500)
    evidence = models.CharField(max_length=200)  # where the document stands
    state = models.CharField(max_length=8, default="recorded")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        db_table = "reward_adjustment_event"
        indexes = [models.Index(fields=["happened_on"])]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.subject_id} {self.state}"


class VetoLift(models.Model):
    """A veto or gate taken back for one card, by two people. States: asked, approved, refused."""

    cycle = models.ForeignKey("reward.ReviewCycle", on_delete=models.PROTECT, related_name="lifts")
    rule = models.ForeignKey(AdjustmentRule, on_delete=models.PROTECT, related_name="lifts")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=8, default="asked")
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        db_table = "reward_veto_lift"
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "rule", "subject"],
                condition=models.Q(state__in=("asked", "approved")),
                name="reward_lift_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.rule_id} {self.subject_id} {self.state}"


class CardTerms(models.Model):
    """Limits, rounding, ties and distribution of the cards of a scheme, as a version. States: current, superseded."""

    scheme = models.ForeignKey("plan.Scheme", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    extra_most = FigureField()
    deduction_most = FigureField()
    floor = FigureField()
    cap = FigureField()
    places = models.PositiveSmallIntegerField(null=True)  # decimals of the official score; null = never rounded
    ties = models.CharField(max_length=8, default="shared")
    distribution = models.CharField(max_length=10, default="off")  # off, guideline, hard
    shares = models.JSONField(default=list)  # [[grade, percent as text]], the best grade first
    wording = models.CharField(max_length=8, default="at_most")
    bottom_least = models.PositiveSmallIntegerField(null=True)
    exempt_up_to = models.PositiveSmallIntegerField(default=0)  # groups of so many or fewer are graded by score
    smallest_group = models.PositiveSmallIntegerField(default=0)  # smaller units are compared with the unit above
    counted_from = models.CharField(max_length=10, default="top")  # both_ends; top only in terms of before
    calibration = models.CharField(max_length=10, default="optional")  # optional, required before publication
    most_steps = models.PositiveSmallIntegerField(null=True)  # a calibration moves a grade so many steps at most
    over_quota = models.CharField(max_length=8, default="reason")  # beyond the guideline: reason, refuse
    talks_first = models.CharField(max_length=16, default="off")  # off, accountability, last_grade
    fingerprint = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=150)
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reward_card_terms"
        constraints = [models.UniqueConstraint(fields=["scheme", "version"], name="reward_card_terms_once")]

    def __str__(self) -> str:
        return f"{self.scheme_id} v{self.version}"
