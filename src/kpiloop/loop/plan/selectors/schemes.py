"""Reading schemes."""

from __future__ import annotations

from django.db.models import Count

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.models import Scheme
from kpiloop.loop.plan.row_building import scheme_row
from kpiloop.loop.plan.rows import SchemeRow


def schemes(viewer: Actor) -> tuple[SchemeRow, ...]:
    """All versions of all schemes, newest year first; drafts only for who may edit."""
    require(viewer, "plan.view")
    found = Scheme.objects.annotate(size=Count("assignments")).order_by("-fiscal_year", "code", "-version")
    shown = [row for row in found if row.state != "draft" or viewer.may("plan.edit")]
    return tuple(scheme_row(row, row.size) for row in shown)


def scheme(viewer: Actor, code: str) -> SchemeRow:
    """The newest version of a scheme that the viewer may see."""
    found = next((row for row in schemes(viewer) if row.code == code), None)
    if found is None:
        raise NotFound(kind="scheme", key=code)
    return found
