"""How objectives are meant to hang together, what is undertaken for them, and OKRs beside KPIs."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class ObjectiveLink(models.Model):
    """One objective is meant to move another. States: a hypothesis, or held as shown."""

    cause = models.ForeignKey("plan.Objective", on_delete=models.CASCADE, related_name="effects")
    effect = models.ForeignKey("plan.Objective", on_delete=models.CASCADE, related_name="causes")
    is_hypothesis = models.BooleanField(default=True)  # drawn dashed
    note = models.TextField(blank=True)

    class Meta:
        db_table = "plan_objective_link"
        constraints = [models.UniqueConstraint(fields=["cause", "effect"], name="plan_objective_link_once")]

    def __str__(self) -> str:
        return f"{self.cause_id} -> {self.effect_id}"


class Initiative(models.Model):
    """Something undertaken for an objective. States: planned, running, done, stopped."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    objective = models.ForeignKey("plan.Objective", on_delete=models.PROTECT, related_name="initiatives")
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+", null=True)
    owner = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    budget = FigureField(places=2)  # in the company's currency
    spent = FigureField(places=2)
    risk = models.CharField(max_length=6, default="low")  # low, medium, high
    risk_note = models.TextField(blank=True)
    state = models.CharField(max_length=8, default="planned")
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "plan_initiative"

    def __str__(self) -> str:
        return self.code


class KeyResult(models.Model):
    """A key result of an objective; never scored by default. States: active, dropped."""

    objective = models.ForeignKey("plan.Objective", on_delete=models.CASCADE, related_name="key_results")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    owner = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+", null=True)
    start = FigureField(places=8)
    target = FigureField(places=8)
    unit = models.CharField(max_length=20, default="number")
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "plan_key_result"

    def __str__(self) -> str:
        return self.code


class CheckIn(models.Model):
    """Where a key result stands and how sure its owner is; never changed. States: none."""

    key_result = models.ForeignKey("plan.KeyResult", on_delete=models.CASCADE, related_name="check_ins")
    on = models.DateField()
    value = FigureField(places=8)
    confidence = models.PositiveSmallIntegerField()  # 0 to 10
    note = models.TextField(blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "plan_check_in"

    def __str__(self) -> str:
        return f"{self.key_result_id} {self.on}"
