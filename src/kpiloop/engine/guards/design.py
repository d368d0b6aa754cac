"""How KPIs are badly designed, as rules over a dictionary and its cards (rules R17-R21, SMART)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from kpiloop.engine.values import sum_of

#: Words that promise movement without saying how much.
VAGUE = re.compile(
    r"加强|提升|提高|改善|优化|推进|完善|强化|improve|strengthen|enhance|optimi[sz]e|better", re.IGNORECASE
)
#: Below so many months nothing can be said about a target's place in its history.
LEAST_HISTORY = 6
_BAND_MONTHS = 12
_SHOWN = Decimal("0.0001")


@dataclass(frozen=True)
class DesignKpi:
    """What a KPI says about itself."""

    code: str  #: KPI
    names: tuple[str, ...]  #: its names in every language
    direction: str  #: higher, lower, range, binary, milestone, qualitative or unscored
    timing: str  #: leading or lagging
    objective: str  #: objective it measures, empty without one
    counter: str  #: KPI that keeps it honest, empty without one
    purpose: str  #: why it is measured
    source: str  #: where its figures come from, empty when unsaid
    formula: str = ""  #: metric formula, empty where it is reported
    unit: str = ""  #: what its figures are counted in
    gives: str = ""  #: what its formula gives instead, empty where the two fit


@dataclass(frozen=True)
class DesignLine:
    """A KPI on a card."""

    subject: str  #: whose card
    kpi: str  #: KPI
    weight: Decimal  #: percent of the card
    has_provider: bool  #: somebody reports the figure
    has_influence: bool  #: the owner works in the subject's unit or leads it
    targets: tuple[Decimal, ...] = ()  #: its monthly targets
    months: int = 12  #: months it should have targets for
    history: tuple[Decimal, ...] = ()  #: last monthly actuals, oldest first


@dataclass(frozen=True)
class Flaw:
    """Something a designer should look at."""

    code: str  #: rule that was broken
    kpi: str  #: KPI, empty for a whole card
    subject: str  #: whose card, empty for the dictionary
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the sentence needs


def dictionary_flaws(kpis: Sequence[DesignKpi], lines: Iterable[DesignLine]) -> list[Flaw]:
    """Find what is odd about KPIs themselves.

    Shape:    KPIs and every line that uses them -> flaws in the order of the KPIs.
    Law:      one pass over the KPIs; two KPIs are one when a name or the formula is equal up to
              spaces, marks and case.

    >>> kpi = DesignKpi("a", ("提升满意度",), "higher", "lagging", "o", "b", "why", "CRM")
    >>> [flaw.code for flaw in dictionary_flaws([kpi], [])]
    ['name_vague']
    """
    reported = {line.kpi for line in lines if line.has_provider}
    twins = _twins(kpis)
    return [flaw for kpi in kpis for flaw in _kpi_flaws(kpi, kpi.code in reported, twins)]


def card_flaws(kpis: Mapping[str, DesignKpi], lines: Iterable[DesignLine]) -> list[Flaw]:
    """Find what is odd about cards: nothing to act on, one thing counted twice, targets out of reach.

    Shape:    KPIs by code, lines of any number of cards -> flaws card by card.
    Units:    targets and history of a line share the KPI's unit.
    Missing:  a line without history or targets is not compared; no target at all is a flaw of its own.
    """
    cards: dict[str, list[DesignLine]] = defaultdict(list)
    for line in lines:
        cards[line.subject].append(line)
    return [flaw for subject, card in cards.items() for flaw in _card(subject, card, kpis)]


def band_of(history: Sequence[Decimal], direction: str) -> tuple[Decimal, Decimal] | None:
    """The band a monthly target should lie in: from the median of the last twelve months to the best month.

    Shape:    monthly actuals, oldest first -> (low, high), None with too little history.
    Law:      for lower-is-better the band runs from the best (lowest) month up to the median.

    >>> band_of([Decimal(v) for v in (1, 2, 3, 4, 5, 6)], "higher")
    (Decimal('3.5'), Decimal('6'))
    """
    if len(history) < LEAST_HISTORY or direction not in ("higher", "lower"):
        return None
    middle = median(history[-_BAND_MONTHS:])
    return (min(history), middle) if direction == "lower" else (middle, max(history))


def is_vague(name: str) -> bool:
    """Whether a name promises movement without a figure.

    Shape:    a name in any language -> True when it holds such a word and no digit.

    >>> is_vague("提升客户满意度"), is_vague("提升 5% 客户满意度"), is_vague("客户满意度")
    (True, False, False)
    """
    return bool(VAGUE.search(name)) and not any(sign.isdigit() for sign in name)


def _kpi_flaws(kpi: DesignKpi, is_reported: bool, twins: Mapping[str, str]) -> Iterator[Flaw]:
    vague = next((name for name in kpi.names if is_vague(name)), None)
    if vague is not None:
        yield Flaw("name_vague", kpi.code, "", {"name": vague})
    if not kpi.source and not kpi.formula and not is_reported:
        yield Flaw("source_missing", kpi.code, "")
    if not kpi.purpose:
        yield Flaw("purpose_missing", kpi.code, "")
    if not kpi.objective:
        yield Flaw("kpi_without_objective", kpi.code, "")
    if not kpi.counter and kpi.direction != "unscored":
        yield Flaw("counter_missing", kpi.code, "")
    if kpi.gives:
        yield Flaw("formula_other_unit", kpi.code, "", {"gives": kpi.gives, "unit": kpi.unit})
    if kpi.code in twins:
        yield Flaw("duplicate_definition", kpi.code, "", {"other": twins[kpi.code]})


def _twins(kpis: Iterable[DesignKpi]) -> dict[str, str]:
    """Later KPIs that say what an earlier one says, with the earlier one."""
    first: dict[tuple[str, str], str] = {}
    found: dict[str, str] = {}
    for kpi in kpis:
        said = {("name", _bare(name)) for name in kpi.names if name}
        if kpi.formula:
            said.add(("formula", _bare(kpi.formula)))
        known = sorted({first[key] for key in said if key in first})
        if known:
            found[kpi.code] = known[0]
        for key in said:
            first.setdefault(key, kpi.code)
    return found


def _bare(text: str) -> str:
    return re.sub(r"[\s·（）()《》“”\"'_、，,。.-]+", "", text).lower()


def _card(subject: str, card: Sequence[DesignLine], kpis: Mapping[str, DesignKpi]) -> Iterator[Flaw]:
    weighing = [line for line in card if line.weight > 0]
    known = [kpis[line.kpi] for line in weighing if line.kpi in kpis]
    if len(known) > 1 and all(kpi.timing == "lagging" for kpi in known):
        yield Flaw("all_lagging", "", subject, {"count": str(len(known))})
    yield from _double(subject, weighing, kpis)
    for line in card:
        yield from _line(line, kpis)


def _double(subject: str, weighing: Sequence[DesignLine], kpis: Mapping[str, DesignKpi]) -> Iterator[Flaw]:
    """KPIs of one card computed by one formula: the same result is paid twice."""
    held: dict[str, list[DesignLine]] = defaultdict(list)
    for line in weighing:
        formula = kpis[line.kpi].formula if line.kpi in kpis else ""
        if formula:
            held[_bare(formula)].append(line)
    for lines in held.values():
        ordered = sorted(lines, key=lambda line: (-line.weight, line.kpi))
        for extra in ordered[1:]:
            yield Flaw("double_count", extra.kpi, subject, {"other": ordered[0].kpi})


def _line(line: DesignLine, kpis: Mapping[str, DesignKpi]) -> Iterator[Flaw]:
    if not line.has_influence:
        yield Flaw("owner_without_influence", line.kpi, line.subject)
    direction = kpis[line.kpi].direction if line.kpi in kpis else "higher"
    if not line.targets:
        if direction not in ("qualitative", "unscored"):
            yield Flaw("target_missing", line.kpi, line.subject)
        return
    if len(line.targets) < line.months:
        yield Flaw("targets_with_gaps", line.kpi, line.subject, _counted(line))
    band = band_of(line.history, direction)
    # One month may be a strong or a weak season; the year as a whole should lie where the past lies.
    usual = sum_of(line.targets) / len(line.targets)
    if band and not band[0] <= usual <= band[1]:
        shown = usual.quantize(_SHOWN)
        fields = {"target": _text(shown), "low": _text(band[0].quantize(_SHOWN)), "high": _text(band[1])}
        yield Flaw("target_outside_band", line.kpi, line.subject, fields)


def _counted(line: DesignLine) -> dict[str, str]:
    return {"count": str(len(line.targets)), "months": str(line.months)}


def _text(figure: Decimal) -> str:
    return format(figure.normalize(), "f")
