"""Until when reported figures may be changed, and who may still change which one."""

from __future__ import annotations

from django.db import models


class LockRule(models.Model):
    """Until when figures of a set of KPIs may be changed. States: active, ended."""

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12)  # fixed_day, rolling, after_entry
    days = models.PositiveSmallIntegerField()  # day after the period, periods kept open, days after entry
    is_for_all = models.BooleanField(default=True)  # False: for the KPIs named
    is_active = models.BooleanField(default=True)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "collect_lock_rule"

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.days}"


class LockRuleKpi(models.Model):
    """A KPI a rule is for. One state: named."""

    rule = models.ForeignKey(LockRule, on_delete=models.CASCADE, related_name="kpis")
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "collect_lock_rule_kpi"
        constraints = [models.UniqueConstraint(fields=["rule", "kpi"], name="collect_lock_rule_kpi_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.kpi_id}"


class LockException(models.Model):
    """One account may change one KPI past its lock until a moment. States follow the clock: running, expired."""

    account = models.CharField(max_length=150)
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.CASCADE, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.CASCADE, related_name="+", null=True)  # None = any
    until = models.DateTimeField()
    reason = models.TextField()
    granted_by = models.CharField(max_length=150)
    granted_at = models.DateTimeField()

    class Meta:
        db_table = "collect_lock_exception"

    def __str__(self) -> str:
        return f"{self.account} {self.kpi_id} until {self.until}"
