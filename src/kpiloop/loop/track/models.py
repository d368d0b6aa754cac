"""What is off: statuses and alerts."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField
from kpiloop.loop.track.choices import KIND_CHOICES, LIGHT_CHOICES, STATE_CHOICES, STEP_CHOICES


class Status(models.Model):
    """The light of an assignment in a period. States: green, amber, red, na."""

    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    value = models.ForeignKey("measure.Value", on_delete=models.PROTECT, related_name="+", null=True)
    target = models.ForeignKey("plan.Target", on_delete=models.PROTECT, related_name="+", null=True)
    actual = FigureField(places=12)
    target_figure = FigureField(places=8)  # of the window judged
    lower = FigureField(places=8)  # of a KPI judged by a range: what it was held against
    upper = FigureField(places=8)
    running_on = models.DateField(null=True)  # the month was still running on this day; null: judged as a whole
    expected = FigureField(places=8)  # of a running month: what should be reached by that day
    expected_low = FigureField(places=8)  # within these two bounds nobody is alarmed
    expected_high = FigureField(places=8)
    achievement = FigureField(places=18)
    light = models.CharField(max_length=6, choices=LIGHT_CHOICES)
    reason = models.CharField(max_length=40, blank=True)  # why na
    streak = models.PositiveSmallIntegerField(default=0)  # reds in a row ending here; no value breaks it
    misses = models.PositiveSmallIntegerField(default=0)  # the same for consequences; silence breaks nothing
    assessed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "track_status"
        constraints = [models.UniqueConstraint(fields=["assignment", "period"], name="track_status_once")]
        indexes = [models.Index(fields=["period", "light"])]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.period_id} {self.light}"


class AlertRule(models.Model):
    """What alerts fire on and whom they tell, beside what holds without any rule. States: active, ended."""

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20)
    kpi = models.ForeignKey("plan.Kpi", on_delete=models.PROTECT, related_name="+", null=True)  # null: every KPI
    unit = models.ForeignKey("org.Subject", on_delete=models.PROTECT, related_name="+", null=True)  # null: everywhere
    limit = FigureField(places=6)  # achievement below which, or change from which it fires, as a fraction
    months = models.PositiveSmallIntegerField(null=True)  # in a row; null: as usual for its kind
    days = models.PositiveSmallIntegerField(null=True)  # after a month; null: as the KPI is expected
    base = models.CharField(max_length=12, default="prior_period")
    side = models.CharField(max_length=6, default="any")
    who = models.CharField(max_length=10, default="owner")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+", null=True)
    also = models.JSONField(default=list)  # further ones who are told: owner, unit_head, person:E7, role:executive
    repeat_days = models.PositiveSmallIntegerField(null=True)  # told again so often while it stays off; null: once
    escalate_days = models.PositiveSmallIntegerField(null=True)  # unanswered so long, the next head up is told
    severity = models.CharField(max_length=6, default="normal")
    is_active = models.BooleanField(default=True)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "track_alert_rule"

    def __str__(self) -> str:
        return self.code


class Alert(models.Model):
    """One episode of something being off. States: open, acknowledged, resolved."""

    kind = models.CharField(max_length=12, choices=KIND_CHOICES)
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    first_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    last_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(null=True)  # of an alert about days
    last_day = models.DateField(null=True)  # newest day off
    recipient = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=STATE_CHOICES, default="open")
    rule = models.JSONField(default=dict)  # the rule that fired: its code and limits as text
    opened_at = models.DateTimeField()
    acknowledged_by = models.CharField(max_length=150, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "track_alert"
        indexes = [models.Index(fields=["recipient", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=models.Q(state__in=["open", "acknowledged"]),
                name="track_alert_one_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.assignment_id} {self.state}"


class AlertDay(models.Model):
    """A day of an alert about days, as it was judged last. States: off, good (ended it), unknown (says nothing)."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    actual = FigureField(places=12)
    target = FigureField(places=12)
    achievement = FigureField(places=18)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "track_alert_day"
        constraints = [models.UniqueConstraint(fields=["alert", "on"], name="track_alert_day_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.on} {self.state}"


class AlertListener(models.Model):
    """Somebody told of an alert beside its recipient. States: also (named by the rule), raised (a head up the tree)."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="listeners")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=8)
    since = models.DateTimeField()

    class Meta:
        db_table = "track_alert_listener"
        constraints = [models.UniqueConstraint(fields=["alert", "person"], name="track_alert_heard_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.person_id} {self.because}"


class AlertStep(models.Model):
    """What was told about an alert, and to whom. States: told, repeated, escalated, recovered; written once each."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=STEP_CHOICES)
    number = models.PositiveIntegerField()  # of a repeat or an escalation, from 1
    due_on = models.DateField()  # the day it fell due, also where nobody ran that day
    told_at = models.DateTimeField()
    people = models.JSONField(default=list)  # keys of who was told

    class Meta:
        db_table = "track_alert_step"
        constraints = [models.UniqueConstraint(fields=["alert", "kind", "number"], name="track_alert_step_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind} {self.number}"
