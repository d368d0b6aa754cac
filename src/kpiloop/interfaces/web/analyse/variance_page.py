"""Who or what made the gap: a bridge, the same figures as a table, and the rest by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.factors import CHAIN
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.analyse.asking import Asked, Tools, tools_of
from kpiloop.interfaces.web.analyse.bridge_picture import bridge_picture
from kpiloop.interfaces.web.analyse.cross_table import CrossTable, cross_table
from kpiloop.interfaces.web.analyse.part_lines import PartLine, part_lines, total_line
from kpiloop.interfaces.web.analyse.reading import Read, read_variance
from kpiloop.interfaces.web.components.figures import Difference, Link, Picture
from kpiloop.interfaces.web.track.kpi.overridden import override_sentences
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.addresses import kpi_page, page
from kpiloop.interfaces.web.worded.parts import part_name
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.interfaces.wording.typed import typed
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.rows import Comparison, Contribution, Crossing, PartRow

#: The comparison of the frame and the baseline it stands for.
BASELINES = {"plan": "target", "prior_year": "prior_year", "prior_period": "prior_period"}
Split = Contribution | Crossing


@dataclass(frozen=True)
class VariancePage:
    """The page."""

    title: str  #: the finding
    note: str  #: what the finding leaves out
    crumbs: tuple[Link, ...]  #: way here
    light: str  #: status
    facts: tuple[tuple[str, str, Difference | None], ...]  #: name, figure, change of the actual against it
    tools: Tools  #: what can be chosen
    baselines: tuple[tuple[str, str, bool], ...]  #: comparison of the frame, word, True when shown
    fallback: str  #: what was used instead of the baseline asked for; empty when nothing
    refusal: str  #: why the choice has no answer; empty when it has
    picture: Picture | None  #: the bridge
    rows: tuple[PartLine, ...]  #: largest first, the rest last; of a chain in its order
    total: PartLine | None  #: the whole change
    table: CrossTable | None  #: both dimensions, where two were asked for
    has_rates: bool  #: True when rate and mix are told apart
    are_factors: bool  #: True when rows are factors, each with its own unit
    base_word: str  #: what the base is
    unit: str  #: unit of the figures
    change_unit: str  #: unit of the changes
    convention: str  #: how the change was split, of a chain with its order
    assignment_id: int  #: whose gap
    export_address: str  #: the same as a file
    missing: str  #: why nothing can be split; empty when it can
    suggested: dict[str, str]  #: what a cause written for a part begins with
    overridden: tuple[str, ...] = ()  #: what persons decided about the figure, or below it


def variance_page(
    viewer: Actor, assignment_id: int, period_code: str, *, asked: Asked, comparison: str, today: date
) -> VariancePage:
    """Build the page for one reader."""
    compared = analyse.compare(viewer, assignment_id=assignment_id, period_code=period_code)
    baseline = BASELINES.get(comparison, "target")
    read = read_variance(viewer, assignment_id, period_code, asked, baseline)
    split, kpi = read.split, compared.assignment.kpi
    is_shown = bool(split.parts) and not read.refusal
    rows = part_lines(split) if is_shown and isinstance(split, Contribution) else ()
    table = cross_table(split) if is_shown and isinstance(split, Crossing) else None
    return VariancePage(
        title=_title(compared, split, {row.key: row.change.text for row in (table.lines if table else rows)}),
        note=_note(split) if is_shown else "",
        crumbs=_crumbs(compared),
        light=compared.light,
        facts=_facts(compared),
        tools=tools_of(viewer, split, read.ways, read.asked, assignment_id=assignment_id),
        baselines=tuple((code, label(f"baseline.{name}"), name == baseline) for code, name in BASELINES.items()),
        fallback=label(f"baseline.{split.baseline}") if split.baseline != split.asked_baseline else "",
        refusal=read.refusal,
        picture=bridge_picture(split, _heading(compared)) if rows or table else None,
        rows=rows,
        total=total_line(split) if isinstance(split, Contribution) and rows else None,
        table=table,
        has_rates=any(row.rate for row in rows),
        are_factors=isinstance(split, Contribution) and bool(split.order),
        base_word=label(f"baseline.{split.baseline}"),
        unit=figures.unit_of(kpi),
        change_unit=figures.change_unit_of(kpi),
        convention=_convention(split),
        assignment_id=assignment_id,
        export_address=f"{page('analyse:file', assignment_id)}?{read.asked.query()}",
        missing=read.refusal or _missing(split, read),
        suggested=_suggested(split, read.asked.part),
        overridden=override_sentences(viewer, compared, today),
    )


def _convention(split: Split) -> str:
    """The method by its name; a chain says in which order, because another order has another answer."""
    named = label(f"convention.{split.convention}")
    if not isinstance(split, Contribution) or split.convention != CHAIN:
        return named
    return f"{named}: {' → '.join(part_name(part) for part in split.parts)}"


def _suggested(split: Split, part: str) -> dict[str, str]:
    """A cause for one part begins with its effect and how that was found."""
    found = next((each for each in split.parts if each.key == part), None) if part else None
    if found is None or isinstance(found.change, Missing):
        return {}
    kpi = split.assignment.kpi
    said = {
        "part": part_name(found),
        "change": figures.gap(kpi, found.change).text,
        "base": label(f"baseline.{split.baseline}"),
        "how": _convention(split),
    }
    evidence = gettext("%(part)s %(change)s against %(base)s; %(how)s") % said
    return {"impact": typed(found.change, formats.display_of(kpi)), "evidence": evidence}


def _heading(compared: Comparison) -> str:
    return f"{figures.kpi_of(compared.assignment)}, {period_name(compared.period_code)}"


def _title(compared: Comparison, split: Split, told: Mapping[str, str]) -> str:
    """The finding; the largest part is told as the table rounds it."""
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
    exact = figures.gap(kpi, worst.change)
    change = f"{told[worst.key]} {exact.unit}".strip() if worst.key in told else exact.text
    part = {"whole": whole, "part": part_name(worst), "change": change}
    return gettext("%(whole)s; the largest part is %(part)s with %(change)s") % part


def _worst(split: Split) -> PartRow | None:
    """The part that pushes hardest in the direction of the whole gap."""
    if isinstance(split.change, Missing) or not split.change:
        return None
    known = [part for part in split.parts if not isinstance(part.change, Missing) and part.change]
    same_way = [part for part in known if (part.change > 0) == (split.change > 0)]  # type: ignore[operator]
    return max(same_way, key=lambda part: abs(part.change), default=None)  # type: ignore[arg-type]


def _note(split: Split) -> str:
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
    said = ngettext(
        "%(count)d part pulls the other way by %(offset)s.",
        "%(count)d parts pull the other way by %(offset)s together.",
        len(against),
    )
    return said % {"count": len(against), "offset": offset}


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


def _missing(split: Split, read: Read) -> str:
    if isinstance(split.change, Missing):
        reason = label(f"missing.{split.change.reason}")
        return gettext("Nothing to split: %(reason)s. Choose another baseline or another month.") % {"reason": reason}
    if not read.can_split and not read.asked.factors:
        return gettext(
            "This KPI cannot be split by itself: it has no unit below, no formula of several figures and no dimension. "
            "Name the KPIs it is the product of, map a dimension of its dataset, or cascade it to the units below."
        )
    return "" if split.parts else gettext("Not every part has a figure for this baseline. Choose another one.")
