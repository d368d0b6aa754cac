"""What the months of one card set off, by the rules that hold for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.status import runs_of
from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.engine.variance.difference import judge
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track.choices import AMBER, MISSING, RED, REPEATED, UNUSUAL
from kpiloop.loop.track.rules.kinds import NO_DATA, NOBODY, OFF_TARGET, REPEATED_MISS, SUDDEN_CHANGE, UNLIKE_ITSELF
from kpiloop.loop.track.rules.matching import Rules
from kpiloop.loop.track.rules.rows import AlertRuleRow


@dataclass(frozen=True)
class Change:
    """One sudden change."""

    figure: Decimal  #: what it is now
    base: Decimal  #: what it was


@dataclass(frozen=True)
class CardMonths:
    """One card over the months that are over, oldest first."""

    kinds: Sequence[str]  #: what each month gives without any rule: red, amber, missing, unusual or nothing
    lights: Sequence[str]  #: its light
    achievements: Sequence[Decimal | None]  #: fraction, 1 = on target
    figures: Sequence[Figure]  #: value of the month
    year_ago: Sequence[int | None]  #: place of the same month of the year before


def months_off(card: CardMonths, rules: Rules) -> list[str]:
    """The kind of every month once the rules of target, missing and unusual figures have spoken.

    Law:      a run shorter than a rule waits for is left out, a longer one counts from its beginning; a rule
              that tells nobody leaves its kind out.
    """
    kinds = list(card.kinds)
    off = rules.get(OFF_TARGET)
    if off is not None and off.limit is not None:
        kinds = [
            _by_limit(kind, light, reached, off.limit)
            for kind, light, reached in zip(kinds, card.lights, card.achievements, strict=True)
        ]
    for rule, meant in ((off, (RED, AMBER)), (rules.get(NO_DATA), (MISSING,)), (rules.get(UNLIKE_ITSELF), (UNUSUAL,))):
        if rule is not None:
            kinds = _long_enough(kinds, meant, rule)
    return kinds


def repeated(card: CardMonths, rules: Rules) -> list[str]:
    """Months that belong to a run of misses as long as the rule waits for; nothing without a rule."""
    rule = rules.get(REPEATED_MISS)
    if rule is None or rule.who == NOBODY:
        return [""] * len(card.kinds)
    missed = [REPEATED if light == RED else "" for light in card.lights]
    return _long_enough(missed, (REPEATED,), rule)


def changes(card: CardMonths, kpi: KpiRow, rules: Rules) -> dict[int, Change]:
    """Places of months whose figure differs from its base by the limit or more; percentages in points."""
    rule = rules.get(SUDDEN_CHANGE)
    if rule is None or rule.limit is None or rule.who == NOBODY:
        return {}
    found: dict[int, Change] = {}
    for place, figure in enumerate(card.figures):
        at = card.year_ago[place] if rule.base == "prior_year" else place - 1 if place else None
        base = Missing("no_value") if at is None else card.figures[at]
        if isinstance(figure, Missing) or isinstance(base, Missing):
            continue
        step = EXACT.subtract(figure, base)
        if rule.side == "worse" and judge(step, kpi.direction) != "worse":
            continue
        size = EXACT.abs(step)
        if kpi.measurement_unit not in ("percent", "points"):
            if base == 0:
                continue
            size = EXACT.divide(size, EXACT.abs(base))
        if size >= rule.limit:
            found[place] = Change(figure, base)
    return found


def _by_limit(kind: str, light: str, reached: Decimal | None, limit: Decimal) -> str:
    """A month by the limit of the rule instead of the limits of the definition."""
    if kind in (RED, AMBER) or (not kind and reached is not None):
        if reached is None or reached >= limit:
            return ""
        return RED if light == RED else AMBER
    return kind


def _long_enough(kinds: Sequence[str], meant: Sequence[str], rule: AlertRuleRow) -> list[str]:
    kept = [kind if kind not in meant else "" for kind in kinds]
    if rule.who == NOBODY:
        return kept
    for run in runs_of(kinds, bad=meant, minimum=rule.waits):
        kept[run.first : run.last + 1] = kinds[run.first : run.last + 1]
    return kept
