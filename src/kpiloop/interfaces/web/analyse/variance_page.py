"""Who or what made the gap: a bridge, the same figures as a table, and the rest by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import judge
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.marks.variance_bar import VarianceBar, scale_of, variance_bar
from kpiloop.interfaces.web.analyse.bridge_picture import bridge_picture
from kpiloop.interfaces.web.components.figures import Difference, Link, Picture
from kpiloop.interfaces.web.track.kpi.overridden import override_sentences
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.addresses import kpi_page, page
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.rows import Comparison, Contribution, PartRow

#: The comparison of the frame and the baseline it stands for.
BASELINES = {"plan": "target", "prior_year": "prior_year", "prior_period": "prior_period"}
SHOWN = 40


@dataclass(frozen=True)
class PartLine:
    """One row of the table."""

    name: str  #: unit, member or driver
    address: str  #: opens it; empty where it is no KPI of somebody
    base: str  #: figure of the base
    current: str  #: figure now
    rate: Difference | None  #: of the change, by its own rate
    mix: Difference | None  #: of the change, by its share in the whole
    change: Difference  #: what it adds to the whole change
    bar: VarianceBar | None  #: the same as a bar
    share: str  #: part of the whole change
    running: Difference  #: change up to and with this row
    is_rest: bool = False  #: True for what no part explains


@dataclass(frozen=True)
class VariancePage:
    """The page."""

    title: str  #: the finding
    note: str  #: what the finding leaves out
    crumbs: tuple[Link, ...]  #: way here
    light: str  #: status
    facts: tuple[tuple[str, str, Difference | None], ...]  #: name, figure, change of the actual against it
    ways: tuple[tuple[str, str, bool], ...]  #: splits: code, word, True when shown
    baselines: tuple[tuple[str, str, bool], ...]  #: comparison of the frame, word, True when shown
    fallback: str  #: what was used instead of the baseline asked for; empty when nothing
    picture: Picture | None  #: the bridge
    rows: tuple[PartLine, ...]  #: largest first, the rest last
    total: PartLine | None  #: the whole change
    has_rates: bool  #: True when rate and mix are told apart
    base_word: str  #: what the base is
    unit: str  #: unit of the figures
    change_unit: str  #: unit of the changes
    convention: str  #: how the change was split
    assignment_id: int  #: whose gap
    missing: str  #: why nothing can be split; empty when it can
    overridden: tuple[str, ...] = ()  #: what persons decided about the figure, or below it


def variance_page(
    viewer: Actor, assignment_id: int, period_code: str, *, by: str, comparison: str, today: date
) -> VariancePage:
    """Build the page for one reader."""
    compared = analyse.compare(viewer, assignment_id=assignment_id, period_code=period_code)
    ways = analyse.dimensions_of(viewer, assignment_id=assignment_id, period_code=period_code)
    way = by if by in ways else next(iter(ways), "unit")
    baseline = BASELINES.get(comparison, "target")
    split = analyse.contribution(
        viewer, assignment_id=assignment_id, period_code=period_code, by=way, baseline=baseline
    )
    rows = _lines(split)
    kpi = compared.assignment.kpi
    return VariancePage(
        title=_title(compared, split),
        note=_note(split),
        crumbs=_crumbs(compared),
        light=compared.light,
        facts=_facts(compared),
        ways=tuple((each, way_word(each), each == way) for each in ways),
        baselines=tuple((code, label(f"baseline.{name}"), name == baseline) for code, name in BASELINES.items()),
        fallback=label(f"baseline.{split.baseline}") if split.baseline != split.asked_baseline else "",
        picture=bridge_picture(split, _heading(compared)) if rows else None,
        rows=rows,
        total=_total(split) if rows else None,
        has_rates=any(row.rate for row in rows),
        base_word=label(f"baseline.{split.baseline}"),
        unit=figures.unit_of(kpi),
        change_unit=figures.change_unit_of(kpi),
        convention=label(f"convention.{split.convention}"),
        assignment_id=assignment_id,
        missing=_missing(split, ways),
        overridden=override_sentences(viewer, compared, today),
    )


def way_word(way: str) -> str:
    """A way to split in words; columns nobody named read as they are."""
    for group in ("split_by", "split"):
        if has_label(f"{group}.{way}"):
            return label(f"{group}.{way}")
    return way.replace("_", " ")


def part_name(part: PartRow) -> str:
    """Name of a part; those the reader may not see stand together."""
    if part.key == "hidden":
        return label("part.hidden")
    return part.name(figures.tongue()) or part.key or gettext("without a member")


def _lines(split: Contribution) -> tuple[PartLine, ...]:
    """Parts by size; behind the last shown one the others stand together, then the named rest."""
    if not split.parts or isinstance(split.change, Missing):
        return ()
    has_rest = split.residual_code != "none" and not isinstance(split.residual, Missing)
    changes: list[Figure] = [part.change for part in split.parts]
    written = figures.rounded_to_add_up(
        [*changes, *([split.residual] if has_rest else [])], split.change, split.assignment.kpi
    )
    bars = scale_of(written, width=120)
    rows: list[PartLine] = []
    running: Figure = Decimal(0)
    for place, change in enumerate(written):
        if isinstance(change, Missing):
            continue  # a row of dashes tells nothing
        part = split.parts[place] if place < len(split.parts) else None
        if not isinstance(running, Missing):
            running = running + change
        bar = variance_bar(change, bars, judgement=judge(change, split.assignment.kpi.direction))
        rows.append(_line(split, part, change, bar, running))
    return tuple(rows)


def _line(
    split: Contribution, part: PartRow | None, change: Figure, bar: VarianceBar | None, running: Figure
) -> PartLine:
    kpi = split.assignment.kpi
    gap = figures.gap(kpi, change, with_unit=False)
    so_far = figures.gap(kpi, running, with_unit=False)
    if part is None:
        return PartLine(
            label(f"residual.{split.residual_code}"), "", "", "", None, None, gap, bar, "", so_far, is_rest=True
        )
    is_split = part.rate_effect is not None and not isinstance(part.rate_effect, Missing)
    return PartLine(
        name=part_name(part),
        address=page("analyse:variance", part.assignment_id, period=split.period_code) if part.assignment_id else "",
        base=figures.bare(kpi, part.base),
        current=figures.bare(kpi, part.current),
        rate=figures.gap(kpi, part.rate_effect, with_unit=False) if is_split else None,
        mix=figures.gap(kpi, part.mix_effect, with_unit=False) if is_split else None,
        change=gap,
        bar=bar,
        share=formats.percent(part.share, 0),
        running=so_far,
    )


def _total(split: Contribution) -> PartLine:
    kpi = split.assignment.kpi
    gap = figures.gap(kpi, split.change, with_unit=False)
    base, current = figures.bare(kpi, split.base), figures.bare(kpi, split.current)
    return PartLine(label("total.sum"), "", base, current, None, None, gap, None, formats.percent(1, 0), gap)


def _heading(compared: Comparison) -> str:
    return f"{figures.kpi_of(compared.assignment)}, {period_name(compared.period_code)}"


def _title(compared: Comparison, split: Contribution) -> str:
    kpi = compared.assignment.kpi
    name = figures.kpi_of(compared.assignment)
    if isinstance(split.change, Missing):
        return gettext("%(name)s: no gap can be stated for this month") % {"name": name}
    said = {
        "name": name,
        "actual": figures.figure(kpi, compared.actual),
        "base": label(f"baseline.{split.baseline}"),
        "gap": figures.gap(kpi, split.change).text,
    }
    whole = gettext("%(name)s %(actual)s, %(gap)s against %(base)s") % said
    worst = _worst(split)
    if worst is None:
        return whole
    part = {"whole": whole, "part": part_name(worst), "change": figures.gap(kpi, worst.change).text}
    return gettext("%(whole)s; the largest part is %(part)s with %(change)s") % part


def _worst(split: Contribution) -> PartRow | None:
    """The part that pushes hardest in the direction of the whole gap."""
    if isinstance(split.change, Missing) or not split.change:
        return None
    known = [part for part in split.parts if not isinstance(part.change, Missing) and part.change]
    same_way = [part for part in known if (part.change > 0) == (split.change > 0)]  # type: ignore[operator]
    return max(same_way, key=lambda part: abs(part.change), default=None)  # type: ignore[arg-type]


def _note(split: Contribution) -> str:
    """What pulls the other way, so that nobody takes the largest part for the whole story."""
    kpi = split.assignment.kpi
    if isinstance(split.change, Missing):
        return ""
    against = [
        part.change
        for part in split.parts
        if not isinstance(part.change, Missing) and part.change and (part.change > 0) != (split.change > 0)
    ]
    if not against:
        return ""
    offset = figures.gap(kpi, sum(against, Decimal(0))).text
    return gettext("%(count)d parts pull the other way by %(offset)s together.") % {
        "count": len(against),
        "offset": offset,
    }


def _facts(compared: Comparison) -> tuple[tuple[str, str, Difference | None], ...]:
    kpi = compared.assignment.kpi
    against: Sequence[tuple[str, Figure, Figure]] = (
        ("target", compared.target, compared.to_target.change),
        ("prior_period", compared.prior_period, compared.to_prior_period.change),
        ("prior_year", compared.prior_year, compared.to_prior_year.change),
    )
    window = label(f"window.{compared.window}")
    actual = (gettext("Actual, %(window)s") % {"window": window}, figures.figure(kpi, compared.actual), None)
    others = [
        (
            label(f"baseline.{name}"),
            figures.aim(kpi, base) if name == "target" else figures.figure(kpi, base),
            None if isinstance(change, Missing) else figures.gap(kpi, change),
        )
        for name, base, change in against
    ]
    return (actual, *others)


def _crumbs(compared: Comparison) -> tuple[Link, ...]:
    assignment = compared.assignment
    return (
        Link(gettext("KPIs"), page("plan:kpis")),
        Link(figures.kpi_of(assignment), kpi_page(assignment.id, period=compared.period_code)),
        Link(gettext("Variance"), ""),
    )


def _missing(split: Contribution, ways: Sequence[str]) -> str:
    if isinstance(split.change, Missing):
        reason = label(f"missing.{split.change.reason}")
        return gettext("Nothing to split: %(reason)s. Choose another baseline or another month.") % {"reason": reason}
    if not ways:
        return gettext(
            "This KPI cannot be split: it has no unit below, no drivers and no dimension. "
            "Map a dimension of its dataset, or cascade it to the units below."
        )
    return "" if split.parts else gettext("No part has a figure for this baseline. Choose another one.")
