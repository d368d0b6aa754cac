"""Two versions of one definition: what reads differently, in words, formula included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import FormulaRow
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import DefinitionRow

_GROUPS = {"measurement_unit": "unit"}
_PERCENTS = ("green_from", "amber_from")


@dataclass(frozen=True)
class ChangeLine:
    """One thing that changed."""

    field: str  #: its name
    before: str  #: what stood there
    after: str  #: what stands there now


@dataclass(frozen=True)
class VersionPage:
    """The page."""

    title: str  #: the finding
    code: str  #: KPI
    name: str  #: its name
    lines: tuple[ChangeLine, ...]  #: what changed, in the order of the form
    older: int  #: version on the left
    newer: int  #: version on the right
    versions: tuple[DefinitionRow, ...]  #: all there are, newest first


def version_page(viewer: Actor, code: str, older: int, newer: int) -> VersionPage:
    """Build the page for one reader; 0 stands for the newest version and the one before it."""
    versions = plan.definitions(viewer, code)
    newer = newer or versions[0].kpi.definition_version
    older = older or max((row.kpi.definition_version for row in versions if _number(row) < newer), default=newer)
    lines = change_lines(viewer, code, older, newer)
    name = versions[0].kpi.name(get_language() or "zh-hans")
    said = ngettext("%(count)d thing reads differently", "%(count)d things read differently", len(lines)) % {
        "count": len(lines)
    }
    title = gettext("%(name)s, version %(older)d to %(newer)d: %(said)s") % {
        "name": name, "older": older, "newer": newer, "said": said,
    }  # fmt: skip
    return VersionPage(title, code, name, lines, older, newer, versions)


def change_lines(viewer: Actor, code: str, older: int, newer: int) -> tuple[ChangeLine, ...]:
    """What reads differently in words, the formula last."""
    found = [
        ChangeLine(label(f"definition_field.{row.field}"), _said(row.field, row.before), _said(row.field, row.after))
        for row in plan.definition_changes(viewer, code, older=older, newer=newer)
    ]
    days = {_number(row): row.valid_from for row in plan.definitions(viewer, code)}
    formulas = measure.formulas(viewer, kpi=code)
    before, after = (_formula_on(formulas, days[number].isoformat()) for number in (older, newer))
    if before != after:
        found.append(ChangeLine(label("definition_field.formula"), before, after))
    return tuple(found)


def _number(row: DefinitionRow) -> int:
    return row.kpi.definition_version


def _formula_on(formulas: Sequence[FormulaRow], day: str) -> str:
    """The formula in force on the first day of a version; formulas come newest first."""
    return next((row.text for row in formulas if row.valid_from.isoformat() <= day), "")


def _said(field: str, text: str) -> str:
    if not text:
        return formats.MISSING
    if field in _PERCENTS:
        return formats.percent(Decimal(text))
    label_id = f"{_GROUPS.get(field, field)}.{text}"
    return label(label_id) if has_label(label_id) else text
