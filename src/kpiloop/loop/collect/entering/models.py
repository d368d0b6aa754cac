"""Flows of reported figures, where each figure stands, who did what with it, and who may stand in for whom."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class Flow(models.Model):
    """Through whose hands the figures of a set of KPIs go. States: active, ended."""

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "collect_flow"

    def __str__(self) -> str:
        return self.code


class FlowKpi(models.Model):
    """A KPI goes through one flow. One state: in it."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="kpis")
    kpi = models.OneToOneField("plan.Kpi", on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "collect_flow_kpi"

    def __str__(self) -> str:
        return f"{self.kpi_id} through {self.flow_id}"


class FlowNode(models.Model):
    """One pair of hands of a flow. One state: part of it."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="nodes")
    place = models.PositiveSmallIntegerField()  # 1 to 5; the first one provides
    act = models.CharField(max_length=10)  # provide, check, approve
    who = models.CharField(max_length=12)  # provider, owner, unit_head, person
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    due_days = models.PositiveSmallIntegerField()  # after the end of a period
    grace_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "collect_flow_node"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["flow", "place"], name="collect_flow_node_once")]

    def __str__(self) -> str:
        return f"{self.flow_id} {self.place} {self.act}"


class Entry(models.Model):
    """A figure on its way. States: draft, submitted, checked, approved, restated, returned."""

    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="entries", null=True)
    state = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField(default=1)  # node it waits at
    value = FigureField(places=8)
    is_absent = models.BooleanField(default=False)  # it is said that there is no figure
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.CharField(max_length=150)
    entered_for = models.CharField(max_length=150, blank=True)  # account of the person stood in for
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "collect_entry"
        indexes = [models.Index(fields=["state", "flow"])]
        constraints = [models.UniqueConstraint(fields=["kpi", "subject", "period"], name="collect_entry_once")]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.subject_id} {self.period_id} {self.state}"


class EntryStep(models.Model):
    """What somebody did with a figure on its way. One state: done."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=10)  # submit, check, approve, return
    value = FigureField(places=8)
    note = models.TextField(blank=True)
    warning = models.CharField(max_length=40, blank=True)  # why a second look is worth it
    done_by = models.CharField(max_length=150)
    done_for = models.CharField(max_length=150, blank=True)
    done_at = models.DateTimeField()

    class Meta:
        db_table = "collect_entry_step"

    def __str__(self) -> str:
        return f"{self.entry_id} {self.verb}"


class Evidence(models.Model):
    """A file that proves a figure on its way. One state: kept."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="evidence")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80)  # name below uploads/evidence of the home directory
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "collect_evidence"
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="collect_evidence_once")]

    def __str__(self) -> str:
        return self.file_name


class Delegation(models.Model):
    """Somebody stands in for somebody else, for a time and a scope. States follow its dates: running, ended."""

    principal = models.ForeignKey("org.Person", on_delete=models.CASCADE, related_name="+")
    delegate = models.ForeignKey("org.Person", on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="delegations", null=True)  # None = every flow
    unit = models.ForeignKey("org.Subject", on_delete=models.CASCADE, related_name="+", null=True)  # None = all
    valid_from = models.DateField()
    valid_to = models.DateField()  # first day no longer
    reason = models.TextField()
    granted_by = models.CharField(max_length=150)
    granted_at = models.DateTimeField()

    class Meta:
        db_table = "collect_delegation"

    def __str__(self) -> str:
        return f"{self.delegate_id} for {self.principal_id}"
