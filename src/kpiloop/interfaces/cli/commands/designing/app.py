"""The noun `kpi`; each file beside this one adds verbs to it."""

from __future__ import annotations

from kpiloop.interfaces.cli.options import noun

app = noun()
