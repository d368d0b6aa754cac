"""States of runs and deliveries, and how a schedule catches up."""

from __future__ import annotations

QUEUED = "queued"
RUNNING = "running"
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"
RUN_CHOICES = [(state, state) for state in (QUEUED, RUNNING, DONE, FAILED, CANCELLED)]

WAITING = "waiting"
DELIVERED = "delivered"
DEAD = "dead"
DELIVERY_CHOICES = [(state, state) for state in (WAITING, DELIVERED, DEAD)]

LATEST = "latest"
ALL = "all"
SKIP = "skip"
CATCH_UP = (LATEST, ALL, SKIP)
CATCH_UP_CHOICES = [(policy, policy) for policy in CATCH_UP]
