"""Refusals of the bundle room."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class PathUnreadable(Refusal):
    """There is no folder, zip or workbook with parts of a bundle. Fields: path."""

    code = "bundle_unreadable"


class BundleFaulty(Refusal):
    """The bundle has faults; nothing was written. Fields: count, first (sentence code), where."""

    code = "bundle_faulty"


class PlanOutdated(ChangedMeanwhile):
    """Something changed since the import was prepared. Fields: none."""

    code = "bundle_plan_outdated"
