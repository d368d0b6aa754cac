"""Notices to people inside the product; outer channels are rooms of their own."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """A notice to an account. States: unread, read."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=80)
    fields = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notify_notice"
        indexes = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.code}"
