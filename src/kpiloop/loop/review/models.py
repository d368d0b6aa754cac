"""Meetings, what they decide, and the actions that follow."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.figures import FigureField
from kpiloop.loop.review.choices import ACTION_CHOICES, EFFECT_CHOICES, ITEM_CHOICES, MEETING_CHOICES


class Meeting(models.Model):
    """A business review meeting of a period. States: preparing, live, published."""

    period = models.OneToOneField("calendar.Period", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MEETING_CHOICES, default="preparing")
    starts_at = models.DateTimeField()
    chair = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    minutes = models.TextField(blank=True)
    waiver = models.TextField(blank=True)  # why it was published with answers missing
    snapshot = models.JSONField(default=dict)  # figures as published; they never drift
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_meeting"

    def __str__(self) -> str:
        return f"meeting {self.period_id}"


class AgendaItem(models.Model):
    """An exception on the agenda. States: pending, discussed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    minutes_planned = models.PositiveSmallIntegerField(default=5)
    state = models.CharField(max_length=10, choices=ITEM_CHOICES, default="pending")

    class Meta:
        db_table = "review_agenda_item"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "assignment"], name="review_agenda_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} item {self.order}"


class Decision(models.Model):
    """What a meeting decided. One state: recorded."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions", null=True)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "review_decision"
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="review_decision_once")]

    def __str__(self) -> str:
        return f"D{self.meeting_id}-{self.number}"


class Action(models.Model):
    """What, who, by when, with which expected effect. States: open, doing, blocked, done, cancelled.

    The effect is a fact of its own: unchecked, moved, not_moved, unclear (written by improve).
    """

    title = models.CharField(max_length=200)
    assignment = models.ForeignKey("plan.Assignment", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="actions", null=True)
    cause = models.ForeignKey("analyse.Cause", on_delete=models.PROTECT, related_name="+", null=True)
    alert = models.ForeignKey("track.Alert", on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField()
    expected_effect = models.DecimalField(max_digits=30, decimal_places=8)  # change of the KPI, its unit, signed
    effect_period = models.ForeignKey("calendar.Period", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ACTION_CHOICES, default="open")
    progress = models.TextField(blank=True)
    done_on = models.DateField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0)  # steps up the line it was passed on while overdue
    effect = models.CharField(max_length=10, choices=EFFECT_CHOICES, default="unchecked")
    effect_figure = FigureField(places=12)  # change that was found
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "review_action"
        indexes = [
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["period", "assignment"]),
        ]

    def __str__(self) -> str:
        return f"action {self.pk} {self.state}"
