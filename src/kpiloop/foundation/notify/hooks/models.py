"""Addresses that are told news, and what was sent to them."""

from __future__ import annotations

from django.db import models

from kpiloop.foundation.notify.hooks.choices import ACTIVE, WAITING


class Hook(models.Model):
    """An address of another system. States: active, paused (nothing is sent, news waits), removed."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    sealed = models.TextField()  # signing secret, sealed with the key of the installation
    state = models.CharField(max_length=10, default=ACTIVE)
    paused_because = models.CharField(max_length=40, blank=True)  # by_hand, failures, gone
    failures = models.PositiveIntegerField(default=0)  # tries in a row without a success
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "notify_hook"

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class HookDelivery(models.Model):
    """One piece of news for one hook. States: waiting, delivered, dead (given up, visible)."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    mark = models.CharField(max_length=40, unique=True)  # the same over all tries: receivers drop repeats by it
    event = models.CharField(max_length=60)
    body = models.TextField()  # exactly what is signed and sent
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.PositiveIntegerField(default=0)
    tries = models.JSONField(default=list)  # {at, status, ms, said} of the newest tries
    next_try_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notify_hook_delivery"
        indexes = [models.Index(fields=["state", "next_try_at"])]

    def __str__(self) -> str:
        return f"{self.mark} {self.state}"
