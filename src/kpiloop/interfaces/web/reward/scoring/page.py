"""How a scheme scores, grades, adjusts and pays, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.engine.scoring.curves import missing_policy
from kpiloop.engine.scoring.distribution import FROM_TOP
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.adjustments import condition_words, decimals, effect_words, plain
from kpiloop.interfaces.wording.curves import curve_words
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import SchemeRow
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.rows import BandRow
from kpiloop.loop.reward.scoring.adjustment_rows import AdjustmentRuleRow, TermsRow
from kpiloop.loop.reward.scoring.grade_shares import written_shares


@dataclass(frozen=True)
class RuleLine:
    """One rule."""

    name: str  #: KPI or rule
    kind: str  #: kind in a word; empty for scoring rules
    words: str  #: what it says
    version: str  #: its version
    address: str  #: where it is changed; empty without the right
    end_address: str = ""  #: where it is ended


@dataclass(frozen=True)
class ScoringPage:
    """The page."""

    title: str  #: finding
    scheme: SchemeRow  #: newest version
    kpis: tuple[RuleLine, ...]  #: one for each KPI of the cards
    grades: tuple[tuple[str, str, str], ...]  #: grade, its totals, factor
    terms: tuple[tuple[str, str], ...]  #: limits, rounding, ties, distribution
    beside: tuple[RuleLine, ...]  #: extra points, deductions, vetoes, gates
    pay: tuple[tuple[str, str], ...]  #: how scores become money
    may_edit: bool  #: may change how it scores
    may_pay: bool  #: may change how it pays


def _title(name: str, beside: int) -> str:
    """What makes a total: the lines alone, or with so many rules beside them."""
    if not beside:
        return gettext("%(name)s: the lines of a card alone make its total") % {"name": name}
    said = ngettext(
        "%(name)s: %(count)s rule for extra points, vetoes or gates",
        "%(name)s: %(count)s rules for extra points, vetoes and gates",
        beside,
    )
    return said % {"name": name, "count": beside}


def scoring_page(viewer: Actor, code: str) -> ScoringPage:
    """Build the page for one reader."""
    scheme = plan.scheme(viewer, code)
    may_edit = viewer.may("plan.edit") and scheme.state != "retired"
    names = {row.code: row.name(formats.language()) for row in plan.kpis(viewer)}
    beside = selectors.adjustments(viewer, scheme=code)
    units = {row.code: row.name(formats.language()) for row in org.units(viewer, on=today())}
    return ScoringPage(
        title=_title(scheme.name(formats.language()), len(beside)),
        scheme=scheme,
        kpis=_kpis(viewer, code, names, may_edit=may_edit),
        grades=_grades(selectors.grades(viewer, scheme=code)),
        terms=_terms(selectors.card_terms(viewer, scheme=code)),
        beside=tuple(_beside(code, row, names, units, may_edit=may_edit) for row in beside),
        pay=_pay(viewer, code),
        may_edit=may_edit,
        may_pay=viewer.may("bonus.prepare") or viewer.may("bonus.approve"),
    )


def _kpis(viewer: Actor, code: str, names: dict[str, str], *, may_edit: bool) -> tuple[RuleLine, ...]:
    """Every KPI that counts on a card, with its rule or without one."""
    rules = {row.kpi_code: row for row in selectors.scoring_rules(viewer, scheme=code)}
    counting = {row.kpi.code for row in plan.assignments(viewer, on=today(), scheme=code) if row.weight > 0}
    found = []
    for kpi in sorted(counting | rules.keys()):
        rule = rules.get(kpi)
        words = gettext("no rule yet: full mark times achievement when the review opens")
        if rule is not None:
            policy = missing_policy(rule.parameters)
            missing = gettext("without a figure: %(policy)s") % {"policy": label(f"missing_policy.{policy}")}
            said = [curve_words(rule.method, rule.parameters), missing if policy else ""]
            words = formats.clauses([each for each in said if each])
        address = reverse("reward:scoring_kpi", args=[code, kpi]) if may_edit else ""
        found.append(RuleLine(names.get(kpi, kpi), "", words, str(rule.version) if rule else "", address))
    return tuple(found)


def _grades(rows: Sequence[BandRow]) -> tuple[tuple[str, str, str], ...]:
    """Grades with their totals; all factors with the decimals of the finest, so that they stand below each other."""
    places = max((decimals(row.factor) for row in rows), default=0)
    return tuple((row.grade, _reach(row), formats.number(row.factor, places)) for row in rows)


def _reach(row: BandRow) -> str:
    return f"≥ {plain(row.lower)}" if row.upper is None else f"{plain(row.lower)} – {plain(row.upper)}"


def _terms(row: TermsRow) -> tuple[tuple[str, str], ...]:
    held = row.limits
    figures = (
        (gettext("Extra points in all"), held.extra_most),
        (gettext("Deductions in all"), held.deduction_most),
        (gettext("Highest total"), held.cap),
        (gettext("Lowest total"), held.floor),
    )
    found = [
        (
            name,
            gettext("at most %(most)s") % {"most": plain(figure)} if name != gettext("Lowest total") else plain(figure),
        )
        for name, figure in figures
        if figure is not None
    ]
    if held.places is not None:
        found.append((gettext("Official score"), gettext("%(places)s decimals") % {"places": held.places}))
    found.append((gettext("Equal totals"), label(f"tie_rule.{row.ties}")))
    shares = formats.join([f"{each}%" for each in written_shares(row.shares)])
    spread = [label(f"distribution.{row.distribution}"), shares]
    if row.shares:
        spread.append(label(f"share_wording.{row.wording}"))
        if row.smallest_group:
            told = gettext("units with fewer than %(count)s people are compared together with the unit above")
            spread.append(told % {"count": row.smallest_group})
        if row.counted_from == FROM_TOP:
            spread.append(
                gettext("filled from the top as before: set it again to count worse grades from the last place")
            )
    found.append((gettext("Distribution"), formats.clauses([each for each in spread if each])))
    return tuple(found)


def _beside(
    code: str, row: AdjustmentRuleRow, names: dict[str, str], units: dict[str, str], *, may_edit: bool
) -> RuleLine:
    said = row.stated
    words = [condition_words(row.condition, names.get(said.kpi, said.kpi))]
    if said.subject:
        words.insert(0, units.get(said.subject, said.subject))
    words.append(effect_words(said.kind, said.scope, points=said.points, most=said.most, grade=said.grade))
    if said.kind not in ("gate",) and said.cards != "all":
        words.append(label(f"adjustment_cards.{said.cards}"))
    if said.kind in ("veto", "gate"):
        right = label(f"lifting_right.{said.lifted_by}") if said.lifted_by else gettext("nobody")
        words.append(gettext("lifted by: %(who)s") % {"who": right})
    address = reverse("reward:scoring_rule", args=[code, said.code]) if may_edit else ""
    ends = reverse("reward:scoring_rule_end", args=[code, said.code]) if may_edit else ""
    kind = label(f"adjustment_kind.{said.kind}")
    return RuleLine(row.name(formats.language()), kind, formats.clauses(words), str(row.version), address, ends)


def _pay(viewer: Actor, code: str) -> tuple[tuple[str, str], ...]:
    row = selectors.bonus_rule(viewer, scheme=code)
    if row is None:
        return ()
    layers = [gettext("individual factor")]
    layers += [gettext("unit factor")] if row.uses_unit_factor else []
    layers += [gettext("company factor")] if row.uses_company_factor else []
    found = [
        (gettext("Factor from"), label(f"factor_source.{row.individual_from}")),
        (gettext("Multiplied"), formats.join(layers)),
        (gettext("Pool"), label(f"pool_method.{row.pool_method}")),
    ]
    if row.pool_method == "share":
        found.append((gettext("Gates"), label(f"gate_money.{row.gate_money}")))
    if row.factor_cap is not None:
        found.append((gettext("Highest individual factor"), plain(row.factor_cap)))
    return tuple(found)
