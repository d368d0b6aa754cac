"""What is learned: effect checks, rectifications, improvement plans, lessons, proposals."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class EffectCheck(models.Model):
    """Whether an action moved its KPI. Outcomes: moved, not_moved, unclear (no value)."""

    action = models.OneToOneField("review.Action", on_delete=models.CASCADE, related_name="+")
    before_value = models.ForeignKey("measure.Value", on_delete=models.PROTECT, related_name="+", null=True)
    after_value = models.ForeignKey("measure.Value", on_delete=models.PROTECT, related_name="+", null=True)
    expected = models.DecimalField(max_digits=30, decimal_places=8)
    change = FigureField(places=12)
    outcome = models.CharField(max_length=10)
    checked_by = models.CharField(max_length=150)
    checked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "improve_effect_check"

    def __str__(self) -> str:
        return f"{self.action_id} {self.outcome}"


class Rectification(models.Model):
    """A unit's duty to mend a KPI missed in a row. States: open, submitted, accepted."""

    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    first_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    last_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    misses = models.PositiveSmallIntegerField()
    interview = models.ForeignKey("reward.Interview", on_delete=models.PROTECT, related_name="+", null=True)
    responsible = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    measures = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="open")
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=150, blank=True)
    accepted_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # what the accepting person said
    rule = models.JSONField(default=dict)  # the rung that opened it: code, misses, within

    class Meta:
        db_table = "improve_rectification"
        constraints = [models.UniqueConstraint(fields=["assignment", "first_period"], name="improve_rectify_once")]

    def __str__(self) -> str:
        return f"rectification {self.assignment_id} {self.state}"


class ImprovementPlan(models.Model):
    """Help for a person after misses of an own KPI, or after low grades, which name no assignment.

    States: proposed, confirmed, declined, closed.
    """

    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+", null=True)
    first_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    last_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    misses = models.PositiveSmallIntegerField()
    evidence = models.JSONField(default=list)  # [{period, actual, target, light}], of grades [{period, grade, score}]
    rule = models.JSONField(default=dict)  # the rung that proposed it: code, about, misses, within
    state = models.CharField(max_length=10, default="proposed")
    goals = models.TextField(blank=True)
    support = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        db_table = "improve_improvement_plan"
        constraints = [models.UniqueConstraint(fields=["assignment", "first_period"], name="improve_plan_once")]

    def __str__(self) -> str:
        return f"plan for {self.person_id} {self.state}"


class Talk(models.Model):
    """A talk about misses or low grades; how it went stands with the interview. One state: opened."""

    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)  # of grades
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+", null=True)
    first_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    last_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    misses = models.PositiveSmallIntegerField()
    interview = models.ForeignKey("reward.Interview", on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField(default=dict)  # the rung that opened it: code, about, misses, within
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "improve_talk"

    def __str__(self) -> str:
        return f"talk {self.pk}"


class ConsequenceRule(models.Model):
    """A rung: after so many misses or low grades a talk, a rectification or a plan. States: active, ended."""

    code = models.CharField(max_length=60, unique=True)
    scheme_code = models.CharField(max_length=40, blank=True)  # holds for every version of it; empty: every scheme
    about = models.CharField(max_length=8)
    opens = models.CharField(max_length=14)
    misses = models.PositiveSmallIntegerField()
    within = models.PositiveSmallIntegerField(null=True)  # of so many periods; null: in a row
    grades = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "improve_consequence_rule"

    def __str__(self) -> str:
        return self.code


class Lesson(models.Model):
    """What a cycle taught. One state: recorded."""

    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+", null=True)
    action = models.ForeignKey("review.Action", on_delete=models.PROTECT, related_name="+", null=True)
    text = models.TextField()
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "improve_lesson"

    def __str__(self) -> str:
        return f"lesson {self.pk}"


class ChangeProposal(models.Model):
    """A change for a coming period, with its evidence. States: proposed, approved, rejected."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="proposals", null=True)
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    new_target = models.DecimalField(max_digits=30, decimal_places=8)
    reason = models.TextField()
    evidence = models.JSONField(default=dict)
    target_change = models.ForeignKey("plan.TargetChange", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        db_table = "improve_change_proposal"

    def __str__(self) -> str:
        return f"proposal {self.pk} {self.state}"
