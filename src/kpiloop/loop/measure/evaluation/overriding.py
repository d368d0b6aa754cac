"""Figures a person decided in place of those of the system: what counts then, and what the system says beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kpiloop.engine.values import EXACT, Figure, Missing, sum_of
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.choices import ADDED, NOTED, REPLACED
from kpiloop.loop.measure.evaluation.computed import Computed, Part

Story = tuple[int, int]  # (KPI, subject)


@dataclass(frozen=True)
class Decided:
    """One override: the figure of a KPI of a subject in a month."""

    id: int  #: key
    month: PeriodRow  #: month it is about
    figure: Decimal  #: what counts, in the unit of the KPI
    system: Figure | None = None  #: what the system said of the month, where that is not to be computed again


@dataclass(frozen=True)
class Overrides:
    """Every override that counts, by whose it is and month."""

    held: Mapping[Story, Mapping[str, Decided]] = field(default_factory=dict)  #: (KPI, subject) -> month code -> figure

    def months(self) -> list[PeriodRow]:
        """The months they are about, each once."""
        found = {each.month.id: each.month for months in self.held.values() for each in months.values()}
        return sorted(found.values(), key=lambda row: row.starts_on)


def by_story(decided: Sequence[tuple[Story, Decided]]) -> Overrides:
    """Overrides by whose they are."""
    held: dict[Story, dict[str, Decided]] = {}
    for story, each in decided:
        held.setdefault(story, {})[each.month.code] = each
    return Overrides(held)


def with_overrides(
    system: Computed,
    days: tuple[date, date],
    held: Mapping[str, Decided],
    *,
    time_kind: str,
    is_additive: Callable[[], bool],
    system_of: Callable[[PeriodRow], Figure],
) -> Computed:
    """The figure of a window of which some months were decided by a person; the system's stays beside it.

    Shape:    figure of the system for the window, its first day and day after, overrides by month -> what counts.
    Law:      a window that is the month takes the override; a longer one of an additive KPI the difference between
              override and system, of a stock the override of its last month. Anything else is computed from its
              parts as ever and says that it contains such a month (decision 0080).
    Missing:  a month the system has no figure for adds the whole override; a window it has none for stays missing
              unless every month of it was decided.
    """
    inside = [each for each in held.values() if days[0] <= each.month.starts_on and each.month.ends_before <= days[1]]
    if not inside:
        return system
    inside.sort(key=lambda each: each.month.starts_on)
    last = inside[-1]
    if (last.month.starts_on, last.month.ends_before) == days or (
        time_kind == "stock" and last.month.ends_before == days[1]
    ):
        return _kept(system, last.figure, [last], REPLACED, system_of, is_additive())
    if time_kind == "stock":
        return system  # the last month alone is in the figure
    if not is_additive():
        return _kept(system, system.figure, inside, NOTED, system_of, False)
    if _fills(inside, days):
        return _kept(system, sum_of([each.figure for each in inside]), inside, REPLACED, system_of, True)
    if isinstance(system.figure, Missing):
        return _kept(system, system.figure, inside, NOTED, system_of, True)
    differences = [EXACT.subtract(each.figure, _or_nothing(_system(each, system_of))) for each in inside]
    return _kept(system, EXACT.add(system.figure, sum_of(differences)), inside, ADDED, system_of, True)


def _fills(inside: Sequence[Decided], days: tuple[date, date]) -> bool:
    """Whether the months follow on each other from the first day of a window to its last."""
    starts, ends = [each.month.starts_on for each in inside], [each.month.ends_before for each in inside]
    return [*starts, days[1]] == [days[0], *ends]


def is_override(part: Mapping[str, object]) -> bool:
    """Whether a part of a value says that a person decided."""
    return "override" in part


def system_figure(value: Computed) -> Figure:
    """What the system says of a figure that may have been overridden."""
    part = next((part for part in value.parts if is_override(part)), None)
    if part is None:
        return value.figure
    return Missing(str(part["reason"] or "no_value")) if part["figure"] is None else Decimal(str(part["figure"]))


def _kept(
    system: Computed,
    figure: Figure,
    inside: Sequence[Decided],
    effect: str,
    system_of: Callable[[PeriodRow], Figure],
    is_additive: bool,
) -> Computed:
    """The figure with one part that keeps what the system says; keys in the order PostgreSQL gives them back."""
    part: Part = {
        "adds": is_additive, "name": "override " + ", ".join(str(each.id) for each in inside), "rows": 0, "scan": "",
        "state": system.state, "effect": effect, "figure": _text(system.figure),
        "reason": system.figure.reason if isinstance(system.figure, Missing) else "",
        "override": [
            {
                "id": each.id, "figure": _text(each.figure), "period": each.month.code,
                "system": _text(_system(each, system_of)),
            }
            for each in inside
        ],
    }  # fmt: skip
    is_partial = system.is_partial and effect != REPLACED
    return system._replace(figure=figure, is_partial=is_partial, parts=(*system.parts, part))


def _system(decided: Decided, system_of: Callable[[PeriodRow], Figure]) -> Figure:
    return system_of(decided.month) if decided.system is None else decided.system


def _or_nothing(figure: Figure) -> Decimal:
    return Decimal(0) if isinstance(figure, Missing) else figure


def _text(figure: Figure) -> str | None:
    return None if isinstance(figure, Missing) else f"{figure.normalize(EXACT):f}"


def decisions_in(parts: Sequence[Mapping[str, Any]]) -> dict[int, Figure]:
    """Overrides that some parts of values rest on, however deep, with what the system said of their months."""
    found: dict[int, Figure] = {}
    for part in parts:
        found |= decisions_in(part.get("inputs", ()))
        for each in part["override"] if is_override(part) else ():
            found[int(each["id"])] = Missing("no_value") if each["system"] is None else Decimal(each["system"])
    return found
