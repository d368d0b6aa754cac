"""What a fix of the design check changed, value by value, shown once after it was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.design_findings import mended_field, mended_sides
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import Mended, MendedValue

_KEPT = "design_mended"
#: More values than these open when they are asked for.
SHOWN = 8
_PEOPLE = ("owner", "provider")


@dataclass(frozen=True)
class MendedLine:
    """One value as it was and as it is."""

    whose: str  #: card, template or the dictionary
    kpi: str  #: KPI; empty for a whole template
    field: str  #: what changed
    before: str  #: as it was; a dash where nothing stood
    after: str  #: as it is now


@dataclass(frozen=True)
class MendedPanel:
    """Everything one fix changed."""

    lines: tuple[MendedLine, ...]  #: in the order it was written

    @property
    def first(self) -> tuple[MendedLine, ...]:
        """Those shown at once."""
        return self.lines[:SHOWN]

    @property
    def further(self) -> tuple[MendedLine, ...]:
        """Those that open when they are asked for."""
        return self.lines[SHOWN:]


def keep_mended(request: HttpRequest, scheme: str, done: Mended) -> None:
    """Remember what was changed until the page of the check is shown again."""
    request.session[_KEPT] = {"scheme": scheme, "values": [asdict(value) for value in done.values]}


def shown_mended(request: HttpRequest, viewer: Actor, scheme: str) -> MendedPanel | None:
    """What the fix just done has changed; once, and only on the check of its scheme."""
    kept = request.session.get(_KEPT)
    if not kept or kept["scheme"] != scheme:
        return None
    del request.session[_KEPT]
    return MendedPanel(_lines(viewer, [MendedValue(**value) for value in kept["values"]], scheme))


def _lines(viewer: Actor, values: Sequence[MendedValue], scheme: str) -> tuple[MendedLine, ...]:
    language = get_language() or "zh-hans"
    kpis = {row.code: row.name(language) for row in plan.kpis(viewer)}
    templates = {row.asked.code: row.name(language) for row in plan.card_templates(viewer, scheme=scheme)}
    return tuple(_line(viewer, value, kpis, templates) for value in values)


def _line(viewer: Actor, value: MendedValue, kpis: Mapping[str, str], templates: Mapping[str, str]) -> MendedLine:
    before, after = mended_sides(value)
    if value.field in _PEOPLE:
        before, after = _named(viewer, value.before), _named(viewer, value.after)
    elif value.field == "counter":
        before, after = (kpis.get(code, code) for code in (value.before, value.after))
    whose = templates.get(value.template_code, value.template_code) or _named(viewer, value.subject_code)
    whose = whose or gettext("KPI dictionary")
    kpi = kpis.get(value.kpi_code, value.kpi_code)
    return MendedLine(whose, kpi, mended_field(value), before or formats.MISSING, after or formats.MISSING)


def _named(viewer: Actor, code: str) -> str:
    if not code:
        return ""
    try:
        return org.subject(viewer, code).name(get_language() or "zh-hans")
    except NotVisible:
        return code
