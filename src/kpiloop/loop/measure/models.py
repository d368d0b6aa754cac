"""How KPIs are computed, the runs that did it, and every value with its evidence."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField
from kpiloop.loop.measure.choices import OVERRIDE_CHOICES, RATE_CHOICES, STORED_PLACES


class Formula(models.Model):
    """The formula of a KPI over datasets, as a version. States: published, retired."""

    kpi = models.ForeignKey("plan.Kpi", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="published")
    text = models.TextField()
    date_columns = models.JSONField(default=dict)  # {dataset: date role}; empty = the first one
    unit_columns = models.JSONField(default=dict)  # {dataset: column that names the unit}; empty = its own
    fingerprint = models.CharField(max_length=64)
    valid_from = models.DateField()
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "measure_formula"
        constraints = [models.UniqueConstraint(fields=["kpi", "version"], name="measure_formula_once")]

    def __str__(self) -> str:
        return f"{self.kpi_id} v{self.version}"


class Rate(models.Model):
    """What one unit of a currency is worth in another in a period, as a version. States: current, superseded."""

    currency = models.CharField(max_length=3)  # of the native amount
    into = models.CharField(max_length=3)  # currency of the result
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    rate_type = models.CharField(max_length=10, choices=RATE_CHOICES)
    rate = FigureField(places=10)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    source = models.CharField(max_length=120, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "measure_rate"
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "into", "period", "rate_type"],
                condition=models.Q(is_current=True),
                name="measure_rate_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.currency}{self.into} {self.period_id} {self.rate_type} v{self.version}"


class Override(models.Model):
    """A figure that a person decided in place of the system's. States: proposed, approved (it counts), rejected,
    ended (by a person, also before it was decided), expired (its day came). Never deleted, its figure never changed."""

    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    figure = FigureField(places=STORED_PLACES)
    system_then = FigureField(places=STORED_PLACES)  # what the system said when it was asked for; empty when nothing
    reason = models.TextField()
    evidence = models.CharField(max_length=300, blank=True)  # where the proof lies: number of a document, address
    valid_until = models.DateField()  # from this day on the figure of the system counts again
    state = models.CharField(max_length=10, choices=OVERRIDE_CHOICES, default="proposed")
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    ended_by = models.CharField(max_length=150, blank=True)  # empty when it expired
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        db_table = "measure_override"
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "subject", "period", "state"],
                condition=models.Q(state__in=["proposed", "approved"]),
                name="measure_override_one_alive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.subject_id} {self.period_id} {self.state}"


class Run(models.Model):
    """One computation over periods. States: running, done, failed."""

    number = models.PositiveBigIntegerField(unique=True)
    state = models.CharField(max_length=10, default="running")
    first_period = models.CharField(max_length=20)
    last_period = models.CharField(max_length=20)
    warehouse_version = models.PositiveBigIntegerField(null=True)
    touched = models.JSONField(default=list)  # months whose facts alone were looked at; empty = every window
    kpis = models.JSONField(default=list)  # codes of the KPIs it was asked for; empty = all
    values_written = models.PositiveIntegerField(default=0)
    values_unchanged = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list)  # [{kpi, code, fields}]: one bad KPI never stops the rest
    statements = models.JSONField(default=dict)  # {scan fingerprint: SQL text}
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "measure_run"

    def __str__(self) -> str:
        return f"run {self.number} {self.state}"


class Value(models.Model):
    """A KPI of a subject in a period and window. States: complete, partial, missing (with reason)."""

    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+", db_index=False)
    definition = models.ForeignKey("plan.KpiDefinition", on_delete=models.PROTECT, related_name="+", db_index=False)
    formula = models.ForeignKey(Formula, on_delete=models.PROTECT, related_name="values", db_index=False, null=True)
    submission = models.ForeignKey(
        "collect.Submission", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    subject = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+", db_index=False)
    window = models.CharField(max_length=6)  # month, qtd (at quarter ends), htd or ytd
    actual = FigureField(places=STORED_PLACES)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)  # why it is missing
    parts = models.JSONField(default=list)  # [{name, figure, rows, scan}] aggregates in formula order
    row_count = models.PositiveBigIntegerField(default=0)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="values")
    warehouse_version = models.PositiveBigIntegerField(null=True)
    load_numbers = models.JSONField(default=list)
    is_current = models.BooleanField(default=True)
    frozen_revision = models.PositiveIntegerField(default=0)  # revision of the close that froze it

    class Meta:
        db_table = "measure_value"
        indexes = [
            # As few as will do: every value of every run is entered into each of them.
            models.Index(fields=["period", "window"], name="measure_value_of_period"),
            models.Index(fields=["subject", "kpi", "window", "period"], name="measure_value_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "subject", "period", "window"],
                condition=models.Q(is_current=True),
                name="measure_value_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.subject_id} {self.period_id} {self.window}"
