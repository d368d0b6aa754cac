"""Lights, kinds and states of alerts, and the limits of the health index."""

from __future__ import annotations

from decimal import Decimal

LIGHTS = ("green", "amber", "red", "na")
EXCEPTION_LIGHTS = ("red", "amber")

RED = "red"
AMBER = "amber"
MISSING = "missing"
UNUSUAL = "unusual"
REPEATED = "repeated"
CHANGED = "changed"
PACE = "pace"
NO_ACTION = "no_action"
WEEK_MISSING = "week_missing"
DAY_OFF = "day_off"
ALERT_KINDS = (RED, AMBER, MISSING, UNUSUAL, REPEATED, CHANGED, PACE, NO_ACTION, WEEK_MISSING, DAY_OFF)
#: Kinds that follow from the light of a period; `no_action` follows from what people did.
LIGHT_KINDS = (RED, AMBER, MISSING, UNUSUAL)
#: Kinds that stand beside the light of the same month, by rules people set.
BESIDE_KINDS = (REPEATED, CHANGED)

OPEN = "open"
ACKNOWLEDGED = "acknowledged"
RESOLVED = "resolved"
ALERT_STATES = (OPEN, ACKNOWLEDGED, RESOLVED)
LIVE_STATES = (OPEN, ACKNOWLEDGED)

#: What is told about an alert: that it opened, that it stays off, that nobody answered, that it is over.
TOLD, REPEATED_STEP, ESCALATED, RECOVERED = "told", "repeated", "escalated", "recovered"
STEPS = (TOLD, REPEATED_STEP, ESCALATED, RECOVERED)
#: Why somebody beside the recipient hears of an alert.
ALSO, RAISED = "also", "raised"

#: Why there is no figure where no source has told anything of the days yet.
NOT_LOADED = "not_loaded"
#: Reasons of "no value" that are silence: somebody or some source did not report.
SILENT_REASONS = frozenset({"no_rows", "not_loaded", "incomplete", "no_value", "input_missing", "unmapped"})

#: Days after a month during which a value that is not there yet is not called missing.
REPORT_DAYS = 5
#: The same after a week.
WEEK_REPORT_DAYS = 2

#: The health index of a unit is green from here and amber from there; not the paid score.
HEALTH_GREEN_FROM = Decimal(95)
HEALTH_AMBER_FROM = Decimal(85)
#: A line far above its target may not hide another one that is missed.
HEALTH_CAP = Decimal("1.2")

KIND_CHOICES = [(kind, kind) for kind in ALERT_KINDS]
STATE_CHOICES = [(state, state) for state in ALERT_STATES]
LIGHT_CHOICES = [(light, light) for light in LIGHTS]
STEP_CHOICES = [(step, step) for step in STEPS]
