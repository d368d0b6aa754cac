"""The strategy map as a picture of four lanes, what is undertaken, and key results beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.design.strategy_forms import kpi_names, objective_names
from kpiloop.interfaces.web.plan.objective_page import ObjectiveLine, objective_page
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import InitiativeRow, KeyResultRow, LinkRow

WIDTH, LEFT, LANE, BOX_WIDTH, BOX_HEIGHT = 1080, 104, 100, 208, 64
#: Letters that fit into one line of a box; a Chinese character takes the room of two.
_LINE = 26


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


def strategy_page(viewer: Actor, year: int, period: PeriodRow | None) -> StrategyPage:
    """Build the page for one reader, fiscal year and period."""
    held = objective_page(viewer, year, period)
    lanes = tuple(_lane(place, name, lines) for place, (name, lines) in enumerate(held.perspectives))
    boxes = {box.line.code: box for lane in lanes for box in lane.boxes}
    links = plan.objective_links(viewer, fiscal_year=year)
    # Who may take a dropped key result up again sees it, at the end of the list.
    results = plan.key_results(viewer, fiscal_year=year, dropped=held.may_edit)
    objectives, kpis = dict(objective_names(viewer, year)), dict(kpi_names(viewer))
    return StrategyPage(
        title=_title(held.total, links, year),
        year=year,
        lanes=lanes,
        links=tuple(_link(row, boxes) for row in links if row.cause in boxes and row.effect in boxes),
        height=LANE * len(lanes),
        key_results=tuple(_key_result(row, objectives, kpis) for row in results),
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
