"""Refusals of the trail."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class TrailOnlyGrows(Refusal):
    """Somebody tried to change or remove an entry."""

    code = "trail_only_grows"


class TrailNotVisible(Refusal):
    """The viewer may not read the trail."""

    code = "permission_denied"
