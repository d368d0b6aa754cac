"""Notices to people inside the product; outer channels are rooms of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Digest(models.Model):
    """Everything held back for an account, handed over once a day. One state: sent."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "notify_digest"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="notify_digest_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"


class Notice(models.Model):
    """A notice to an account. States: held (waits for the digest of the day), unread, read."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=80)
    fields = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=160, blank=True)  # what it reminds of and at which step; empty = no reminder
    is_held = models.BooleanField(default=False)
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="notices", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notify_notice"
        indexes = [models.Index(fields=["user", "read_at"])]
        constraints = [
            models.UniqueConstraint(fields=["user", "mark"], condition=~Q(mark=""), name="notify_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.code}"


class QuietHours(models.Model):
    """When an account wants no digest, as wall time of the company; from = until means never quiet."""

    user = models.OneToOneField("access.User", on_delete=models.CASCADE, related_name="+")
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()

    class Meta:
        db_table = "notify_quiet_hours"

    def __str__(self) -> str:
        return f"{self.user_id} {self.quiet_from}-{self.quiet_until}"
