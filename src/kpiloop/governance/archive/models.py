"""Closes of periods: what was frozen, under which revision, by whom."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField


class OrganisationLines(models.Model):
    """The organisation with all its dates as closes found it; equal ones are kept once. One state: kept."""

    sha256 = models.CharField(max_length=64, unique=True)
    lines = models.JSONField()  # {edges, appointments, further, positions, entities, aliases}

    class Meta:
        db_table = "archive_organisation"

    def __str__(self) -> str:
        return self.sha256[:12]


class Close(models.Model):
    """One close of a period. States: in force, superseded (by a later revision)."""

    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    warehouse_version = models.PositiveBigIntegerField(null=True)
    closed_by = models.CharField(max_length=150)
    closed_at = models.DateTimeField()
    waiver = models.TextField(blank=True)  # reason given for what was incomplete
    findings = models.JSONField(default=list)  # what the checklist said
    fingerprint = models.CharField(max_length=64)  # of the inputs the close was prepared with
    counts = models.JSONField(default=dict)  # what was frozen, by kind
    snapshot_sha256 = models.CharField(max_length=64)  # over every frozen figure and everything pinned
    pins = models.JSONField(default=dict)  # {what: {"count", "sha256"}} of all the figures rest on
    organisation = models.JSONField(default=list)  # [[unit, unit above, head]] on the last day, as codes
    organisation_lines = models.ForeignKey(OrganisationLines, on_delete=models.PROTECT, related_name="+", null=True)
    terms_revision = models.PositiveIntegerField(default=0)  # earlier close whose terms it kept; 0 = it has its own
    newest = models.JSONField(default=dict)  # {kind: newest version there was}: what came later is no term of this

    class Meta:
        db_table = "archive_close"
        constraints = [models.UniqueConstraint(fields=["period", "revision"], name="archive_close_once")]

    def __str__(self) -> str:
        return f"{self.period_id} r{self.revision}"


class FrozenFigure(models.Model):
    """One figure as it was at a close. One state: frozen."""

    close = models.ForeignKey(Close, on_delete=models.PROTECT, related_name="figures")
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    value = models.ForeignKey("measure.Value", on_delete=models.PROTECT, related_name="+", null=True)
    target = models.ForeignKey("plan.Target", on_delete=models.PROTECT, related_name="+", null=True)
    actual = FigureField(places=12)
    target_figure = FigureField(places=8)
    lower = FigureField(places=8)  # bounds of a KPI judged by a range
    upper = FigureField(places=8)
    achievement = FigureField(places=18)
    light = models.CharField(max_length=6)
    weight = FigureField(places=4)  # percent of the card
    definition = models.ForeignKey("plan.KpiDefinition", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "archive_frozen_figure"
        constraints = [models.UniqueConstraint(fields=["close", "assignment"], name="archive_figure_once")]

    def __str__(self) -> str:
        return f"{self.close_id} {self.assignment_id}"


class Waiver(models.Model):
    """A month may close although a figure that feeds pay is missing. States: asked, granted, refused."""

    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="asked")
    reason = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "archive_waiver"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "assignment"],
                condition=models.Q(state__in=["asked", "granted"]),
                name="archive_waiver_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.assignment_id} {self.state}"


class LateDecision(models.Model):
    """What was decided about data that came after a close. One state: decided."""

    close = models.ForeignKey(Close, on_delete=models.PROTECT, related_name="late")
    warehouse_version = models.PositiveBigIntegerField()  # facts that were looked at
    fingerprint = models.CharField(max_length=64)  # of every change that was shown
    follows = models.PositiveBigIntegerField(default=0)  # key of the decision before it about this close; 0 = the first
    choice = models.CharField(max_length=10)  # restate, adjust, note
    reason = models.TextField()
    figures = models.JSONField(default=list)  # [{assignment, kpi, subject, before, after, light_before, light_after}]
    scores = models.PositiveIntegerField(default=0)  # cards that would score otherwise
    carried_to = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+", null=True)
    reopening = models.ForeignKey("archive.Reopening", on_delete=models.PROTECT, related_name="late", null=True)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "archive_late_decision"
        constraints = [models.UniqueConstraint(fields=["close", "follows"], name="archive_late_in_turn")]

    def __str__(self) -> str:
        return f"{self.close_id} {self.choice}"


class Reopening(models.Model):
    """A period opened again. States: requested, approved (period reopened), refused, closed again."""

    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    requested_by = models.CharField(max_length=150)
    requested_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True)
    until = models.DateField()
    scope = models.JSONField(default=dict)  # {kind of thing: [keys]}; empty = everything
    scope_codes = models.JSONField(default=dict)  # {kpis, subjects} as they were asked for
    state = models.CharField(max_length=12, default="requested")  # requested, approved, refused, closed
    new_terms = models.BooleanField(default=False)  # by the terms of now, not those the month was closed by
    newest_target = models.PositiveBigIntegerField(null=True)  # newest target when it was approved

    class Meta:
        db_table = "archive_reopening"

    def __str__(self) -> str:
        return f"reopen {self.period_id} {self.state}"


class RetentionRule(models.Model):
    """How long a kind of thing is kept, where it differs from what is delivered. One state: in force."""

    kind = models.CharField(max_length=20, unique=True)
    months = models.PositiveIntegerField()
    reason = models.TextField()
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "archive_retention_rule"

    def __str__(self) -> str:
        return f"{self.kind} {self.months}"
