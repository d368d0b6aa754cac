"""Tables of the trail. Rows are only ever added; the chain of hashes shows a later change."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.audit.trail import TrailManager


class AuditEntry(models.Model):
    """One write: who, when, what, before and after, why. Rows have one state: written."""

    seq = models.PositiveBigIntegerField(primary_key=True)  # from 1 without gaps
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=150)  # text: the trail outlives the account
    user_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60)
    object_key = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = TrailManager()

    class Meta:
        db_table = "audit_entry"
        base_manager_name = "objects"  # saving or deleting one instance goes the same guarded way
        indexes = [models.Index(fields=["object_kind", "object_key"]), models.Index(fields=["actor"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.actor} {self.verb} {self.object_kind} {self.object_key}"


class AuditHead(models.Model):
    """The newest place and hash of the chain; the one row every append locks."""

    seq = models.PositiveBigIntegerField(default=0)
    is_guarded = models.BooleanField(default=False)  # True: database triggers refuse update and delete
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_head"

    def __str__(self) -> str:
        return self.hash
