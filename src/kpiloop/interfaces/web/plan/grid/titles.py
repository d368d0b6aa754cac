"""Titles of the target grid: the finding of a year, or of a quarter of weeks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from kpiloop.interfaces.web.plan.grid.asked import Asked
from kpiloop.interfaces.web.plan.grid.row_shapes import GridGroup
from kpiloop.interfaces.web.plan.grid.target_panels import gaps_of
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan.rows import AssignmentRow


def title_of(year: int, groups: tuple[GridGroup, ...], wrong: int, missing: int) -> str:
    """What is to be known about a year of targets: wrong weights first, then missing months, then gaps."""
    if not groups:
        return gettext("No targets for %(year)d yet") % {"year": year} if year else gettext("No targets yet")
    if wrong:
        return ngettext(
            "Targets %(year)d: the weights of %(wrong)d card do not make 100%%",
            "Targets %(year)d: the weights of %(wrong)d cards do not make 100%%",
            wrong,
        ) % {"year": year, "wrong": wrong}
    if missing:
        return ngettext(
            "Targets %(year)d: weights make 100%%, %(missing)d month has no target",
            "Targets %(year)d: weights make 100%%, %(missing)d months have no target",
            missing,
        ) % {"year": year, "missing": missing}
    gaps = [f"{gap.name} {gap.figure} {gap.unit}".strip() for gap in gaps_of(groups) if gap.state != "even"]
    if gaps:
        said = {"year": year, "gaps": formats.join(gaps[:3])}
        return gettext("Targets %(year)d: the parts against the whole: %(gaps)s") % said
    return gettext("Targets %(year)d: complete, and all weights make 100%%") % {"year": year}


def week_title(part: str, rows: Sequence[AssignmentRow], asked: Asked, groups: tuple[GridGroup, ...]) -> str:
    """What is to be known about a quarter of weeks: how many were set by hand, and how they leave their months."""
    if not groups:
        return gettext("%(part)s by week: nothing here is measured by week") % {"part": part}
    own = sum(row.target is not None for row in asked.targets.values())
    if not own:
        return gettext("%(part)s by week: all targets come from the months") % {"part": part}
    said = {"part": part, "own": own, "count": len(rows) * len(asked.months)}
    off = [
        f"{group.name} {row.name} {row.months.shown} {group.unit}".strip()
        for group in groups
        for row in group.rows
        if row.months is not None and row.months.shown.strip("0.,+−—")
    ]
    if not off:
        return gettext("%(part)s by week: %(own)d of %(count)d set by hand, in step with the months") % said
    said["off"] = formats.join(off[:3])
    return gettext("%(part)s by week: %(own)d of %(count)d set by hand; against the months: %(off)s") % said
