"""States of a period."""

from __future__ import annotations

OPEN = "open"
CLOSED = "closed"
REOPENED = "reopened"
STATE_CHOICES = [(state, state) for state in (OPEN, CLOSED, REOPENED)]
