"""Kinds and states of sources, loads, waiting rows and submissions."""

from __future__ import annotations

SOURCE_KINDS = ("csv", "xlsx", "sqlite")
ONE_SHEET = "one_sheet"
BATCH_STATES = ("running", "done", "failed", "undone")
WAITING = "waiting"
FIXED = "fixed"
REJECTED = "rejected"
QUARANTINE_STATES = (WAITING, FIXED, REJECTED)
