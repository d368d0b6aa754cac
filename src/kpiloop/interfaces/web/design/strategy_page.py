"""The strategy map as a picture of four lanes, what is undertaken, and key results beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.web.plan.objective_page import ObjectiveLine, objective_page
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import choices
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import InitiativeRow, KeyResultRow, LinkRow

WIDTH, LEFT, LANE, BOX_WIDTH, BOX_HEIGHT = 1080, 104, 100, 208, 64
#: Letters that fit into one line of a box; a Chinese character takes the room of two.
_LINE = 26
_MONEY: dict[str, Any] = {"max_digits": 20, "decimal_places": 2, "min_value": 0, "required": False}


@dataclass(frozen=True)
class MapBox:
    """An objective in the picture."""

    line: ObjectiveLine  #: the objective with its light
    x: int  #: left edge
    y: int  #: top edge
    words: tuple[str, ...]  #: its name in at most two lines


@dataclass(frozen=True)
class MapLane:
    """One perspective of the picture."""

    perspective: str  #: financial, customer, process or learning
    y: int  #: top edge
    boxes: tuple[MapBox, ...]  #: its objectives


@dataclass(frozen=True)
class MapLink:
    """A line of the picture."""

    path: str  #: drawing commands from cause to effect
    is_hypothesis: bool  #: drawn dashed
    words: str  #: the same in words
    cause: str  #: code of the objective that moves
    effect: str  #: code of the objective that is moved
    note: str  #: why it is believed


@dataclass(frozen=True)
class KeyResultLine:
    """A key result as it stands."""

    row: KeyResultRow  #: with its check-ins
    owner: str  #: who answers
    objective: str  #: name of its objective
    kpi: str  #: name of the KPI it is read from; empty for figures of its own
    progress: str  #: share of the way in words
    confidence: str  #: of the newest check-in


@dataclass(frozen=True)
class InitiativeLine:
    """Something undertaken."""

    row: InitiativeRow  #: as kept
    name: str  #: its name
    owner: str  #: who answers
    kpi: str  #: name of the KPI it should move; empty for none
    budget: str  #: money set aside
    spent: str  #: money spent, with the share


@dataclass(frozen=True)
class StrategyPage:
    """The page."""

    title: str  #: the finding
    year: int  #: fiscal year
    lanes: tuple[MapLane, ...]  #: financial first
    links: tuple[MapLink, ...]  #: what moves what
    height: int  #: of the picture
    key_results: tuple[KeyResultLine, ...]  #: OKRs beside the KPIs
    initiatives: tuple[InitiativeLine, ...]  #: what is undertaken
    total: int  #: objectives
    may_edit: bool  #: True when the reader may change the map


class LinkForm(PageForm):
    """What moves what."""

    cause = forms.ChoiceField(label=gettext_lazy("This objective"))
    effect = forms.ChoiceField(label=gettext_lazy("moves that one"))
    is_hypothesis = forms.BooleanField(
        required=False, initial=True, label=gettext_lazy("A hypothesis: drawn dashed until figures show it")
    )
    note = forms.CharField(required=False, max_length=500, label=gettext_lazy("Why it is believed"))

    def __init__(self, viewer: Actor, year: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offered = _objectives(viewer, year)
        self.offer("cause", offered)
        self.offer("effect", offered)


class InitiativeForm(PageForm):
    """Something undertaken for an objective."""

    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=200, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=200, required=False, label=gettext_lazy("English name"))
    objective = forms.ChoiceField(label=gettext_lazy("Objective"))
    kpi = forms.ChoiceField(required=False, label=gettext_lazy("KPI it should move"))
    owner = forms.ChoiceField(label=gettext_lazy("Owner"))
    budget = forms.DecimalField(label=gettext_lazy("Budget"), **_MONEY)
    spent = forms.DecimalField(label=gettext_lazy("Spent"), **_MONEY)
    risk = forms.ChoiceField(label=gettext_lazy("Risk"))
    risk_note = forms.CharField(required=False, max_length=500, label=gettext_lazy("What may go wrong"))
    state = forms.ChoiceField(label=gettext_lazy("State"))
    ends_on = day_field(required=False, label=gettext_lazy("Until"))

    def __init__(
        self, viewer: Actor, year: int, *arguments: Any, kept: InitiativeRow | None = None, **named: Any
    ) -> None:
        super().__init__(*arguments, initial=_as_typed(kept) if kept else None, **named)
        self.fields["code"].disabled = kept is not None
        self.offer("objective", _objectives(viewer, year))
        self.offer("kpi", _kpis(viewer), empty="—")
        self.offer("owner", _people(viewer))
        self.offer("risk", [(value, label(f"risk.{value}")) for value in choices.RISKS])
        self.offer("state", [(value, label(f"initiative_state.{value}")) for value in choices.INITIATIVE_STATES])


class KeyResultForm(PageForm):
    """A key result of an objective."""

    objective = forms.ChoiceField(label=gettext_lazy("Objective"))
    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name = forms.CharField(max_length=200, label=gettext_lazy("What shall be true"))
    owner = forms.ChoiceField(label=gettext_lazy("Owner"))
    start = forms.DecimalField(label=gettext_lazy("From the figure"))
    target = forms.DecimalField(label=gettext_lazy("To the figure"))
    unit = forms.ChoiceField(label=pgettext_lazy("of measurement", "Unit"))
    kpi = forms.ChoiceField(required=False, label=gettext_lazy("KPI it is read from"))

    def __init__(self, viewer: Actor, year: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("objective", _objectives(viewer, year))
        self.offer("owner", _people(viewer))
        self.offer("kpi", _kpis(viewer), empty="—")
        self.offer("unit", [(value, label(f"unit.{value}")) for value in choices.MEASUREMENT_UNITS])


def kept_initiative(viewer: Actor, year: int, code: str) -> InitiativeRow | None:
    """The initiative of a code among those of a year."""
    return next((row for row in plan.initiatives(viewer, fiscal_year=year) if row.code == code), None) if code else None


def _as_typed(row: InitiativeRow) -> dict[str, Any]:
    plain = ("code", "name_zh", "name_en", "objective", "kpi", "risk", "risk_note", "state", "ends_on")
    figures = {"budget": row.budget, "spent": row.spent}
    money = {name: None if figure is None else f"{figure.normalize():f}" for name, figure in figures.items()}
    return {name: getattr(row, name) for name in plain} | {"owner": row.owner.code} | money


def strategy_page(viewer: Actor, year: int, period: PeriodRow | None) -> StrategyPage:
    """Build the page for one reader, fiscal year and period."""
    held = objective_page(viewer, year, period)
    lanes = tuple(_lane(place, name, lines) for place, (name, lines) in enumerate(held.perspectives))
    boxes = {box.line.code: box for lane in lanes for box in lane.boxes}
    links = plan.objective_links(viewer, fiscal_year=year)
    objectives, kpis = dict(_objectives(viewer, year)), dict(_kpis(viewer))
    return StrategyPage(
        title=_title(held.total, links, year),
        year=year,
        lanes=lanes,
        links=tuple(_link(row, boxes) for row in links if row.cause in boxes and row.effect in boxes),
        height=LANE * len(lanes),
        key_results=tuple(_key_result(row, objectives, kpis) for row in plan.key_results(viewer, fiscal_year=year)),
        initiatives=tuple(_initiative(row, kpis) for row in plan.initiatives(viewer, fiscal_year=year)),
        total=held.total,
        may_edit=held.may_edit,
    )


def _title(total: int, links: Sequence[LinkRow], year: int) -> str:
    if not total:
        return gettext("No objective is stated for %(year)d") % {"year": year}
    held = Counter(row.is_hypothesis for row in links)
    return gettext("%(year)d: %(total)d objectives, %(links)d links, %(guessed)d of them still hypotheses") % {
        "year": year, "total": total, "links": len(links), "guessed": held[True],
    }  # fmt: skip


def _lane(place: int, perspective: str, lines: Sequence[ObjectiveLine]) -> MapLane:
    room = (WIDTH - LEFT) // max(len(lines), 1)
    width = min(BOX_WIDTH, room - 12)
    y = place * LANE
    boxes = tuple(
        MapBox(line, LEFT + room * at + (room - width) // 2, y + (LANE - BOX_HEIGHT) // 2, _broken(line.name))
        for at, line in enumerate(lines)
    )
    return MapLane(perspective, y, boxes)


def _broken(name: str) -> tuple[str, ...]:
    """A name in two lines, cut where it is longer."""
    lines, used = [""], 0
    for sign in name:
        size = 2 if ord(sign) > 0x2E80 else 1
        if used + size > _LINE:
            if len(lines) == 2:
                return lines[0], lines[1][:-1] + "…"
            lines.append("")
            used = 0
        lines[-1] += sign
        used += size
    return tuple(lines)


def _link(row: LinkRow, boxes: Mapping[str, MapBox]) -> MapLink:
    """From the top of the cause to the bottom of the effect, or beside it within one lane."""
    cause, effect = boxes[row.cause], boxes[row.effect]
    half = BOX_WIDTH // 2
    if cause.y == effect.y:
        to_right = effect.x > cause.x
        start = cause.x + (BOX_WIDTH if to_right else 0)
        end = effect.x + (0 if to_right else BOX_WIDTH)
        y = cause.y + BOX_HEIGHT // 2
        path = f"M{start} {y} L{end} {y}"
    else:
        is_up = cause.y > effect.y
        start_y = cause.y if is_up else cause.y + BOX_HEIGHT
        end_y = effect.y + BOX_HEIGHT if is_up else effect.y
        middle = (start_y + end_y) // 2
        ends = f"{effect.x + half} {middle} {effect.x + half} {end_y}"
        path = f"M{cause.x + half} {start_y} C{cause.x + half} {middle} {ends}"
    words = f"{cause.line.name} → {effect.line.name}"
    return MapLink(path, row.is_hypothesis, words, row.cause, row.effect, row.note)


def _key_result(row: KeyResultRow, objectives: Mapping[str, str], kpis: Mapping[str, str]) -> KeyResultLine:
    newest = row.check_ins[0] if row.check_ins else None
    confidence = f"{newest.confidence}/10" if newest else formats.MISSING
    owner = row.owner.name(get_language() or "zh-hans")
    objective, kpi = objectives.get(row.objective, row.objective), kpis.get(row.kpi or "", "")
    return KeyResultLine(row, owner, objective, kpi, formats.percent(row.progress, 0), confidence)


def _initiative(row: InitiativeRow, kpis: Mapping[str, str]) -> InitiativeLine:
    language = get_language() or "zh-hans"
    share = formats.percent(row.spent / row.budget, 0) if row.spent is not None and row.budget else ""
    spent = f"{formats.money(row.spent)} {share}".strip()
    kpi, owner = kpis.get(row.kpi or "", ""), row.owner.name(language)
    return InitiativeLine(row, row.name(language), owner, kpi, formats.money(row.budget), spent)


def _objectives(viewer: Actor, year: int) -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(row.code, row.name(language)) for row in plan.objectives(viewer, fiscal_year=year)]


def _kpis(viewer: Actor) -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(row.code, row.name(language)) for row in plan.kpis(viewer)]


def _people(viewer: Actor) -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(row.code, f"{row.name(language)} {row.code}") for row in org.people(viewer, on=today())]
