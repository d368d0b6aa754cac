"""Work, due times and news. The unique keys here decide; the queue only carries."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.jobs.choices import CATCH_UP_CHOICES, DELIVERY_CHOICES, LATEST, QUEUED, RUN_CHOICES, WAITING


class BusinessRun(models.Model):
    """One piece of work under a unique key. States: queued, running, done, failed, cancelled."""

    kind = models.CharField(max_length=60)
    idempotency_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=12, choices=RUN_CHOICES, default=QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    arguments = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    error_code = models.CharField(max_length=80, blank=True)
    error_fields = models.JSONField(default=dict)
    actor = models.CharField(max_length=150)
    step = models.CharField(max_length=80, blank=True)
    done_units = models.PositiveBigIntegerField(default=0)
    total_units = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_business_run"
        indexes = [models.Index(fields=["state", "heartbeat_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.idempotency_key} {self.state}"


class Schedule(models.Model):
    """When a kind of work is due: wall time in a zone. States: active, paused."""

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    cron = models.CharField(max_length=60)
    zone = models.CharField(max_length=60, default="Asia/Shanghai")
    catch_up = models.CharField(max_length=10, choices=CATCH_UP_CHOICES, default=LATEST)
    is_active = models.BooleanField(default=True)
    last_due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_schedule"

    def __str__(self) -> str:
        return self.code


class DueTime(models.Model):
    """One due moment of a schedule; its uniqueness makes a second scheduler harmless."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="due_times")
    due_at = models.DateTimeField()
    run = models.ForeignKey(BusinessRun, on_delete=models.PROTECT, related_name="due_times", null=True)

    class Meta:
        db_table = "jobs_due_time"
        constraints = [models.UniqueConstraint(fields=["schedule", "due_at"], name="jobs_due_once")]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.due_at}"


class OutboxEvent(models.Model):
    """News of a change, written in the change's own transaction. One state: recorded."""

    kind = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "jobs_outbox_event"

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class Delivery(models.Model):
    """One event for one handler. States: waiting, delivered, dead (gave up, visible)."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    receiver = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=DELIVERY_CHOICES, default=WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "jobs_delivery"
        constraints = [models.UniqueConstraint(fields=["event", "receiver"], name="jobs_deliver_once")]
        indexes = [models.Index(fields=["state", "next_try_at"])]

    def __str__(self) -> str:
        return f"{self.event_id} {self.receiver} {self.state}"


class Beat(models.Model):
    """Last sign of life of a process by name (scheduler, jobs)."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        db_table = "jobs_beat"

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at}"
