"""Forms of how a scheme scores, grades, limits and pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.engine.scoring.curves import METHODS
from kpiloop.engine.scoring.distribution import WORDINGS
from kpiloop.engine.scoring.ranking import TIE_RULES
from kpiloop.engine.scoring.scorecard import POLICIES
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.reward.choices import (
    CALIBRATIONS,
    DISTRIBUTIONS,
    FACTOR_SOURCES,
    OFFERED_GATE_MONEY,
    OVER_QUOTA,
    POOL_METHODS,
    SMALLEST_GROUP,
    TALKS_FIRST,
)
from kpiloop.loop.reward.pay_rows import BonusRuleRow
from kpiloop.loop.reward.rows import BandRow, NewRule, RuleRow
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from kpiloop.loop.reward.scoring.grade_shares import read_bands, read_shares, written_bands, written_shares

#: Parameters with a field of their own; the others stand in a list.
_FIELDS = ("full_mark", "cap", "floor", "missing")
_TABLES = {"interpolation": "points", "step_table": "steps"}


class CurveForm(PageForm):
    """How one KPI is scored."""

    method = forms.ChoiceField(label=gettext_lazy("Method"))
    full_mark = forms.DecimalField(required=False, label=gettext_lazy("Full mark"))
    cap = forms.DecimalField(required=False, label=gettext_lazy("Score at most"))
    floor = forms.DecimalField(required=False, label=gettext_lazy("Score at least"))
    missing = forms.ChoiceField(required=False, label=gettext_lazy("Without a figure"))
    table = forms.CharField(
        required=False,
        label=gettext_lazy("Points or steps"),
        widget=text_area(5),
        help_text=gettext_lazy(
            "One line each: where and score, such as 0.8 60; a step may name its end: 0.8 1 60, - is open."
        ),
    )
    further = forms.CharField(
        required=False,
        label=gettext_lazy("Further parameters"),
        widget=text_area(4),
        help_text=gettext_lazy(
            "One line each, such as on = actual, points = 2, per = 1, steps = full, allowance = 0, maximum = 10."
        ),
    )

    def __init__(self, held: RuleRow | None, *arguments: Any, **named: Any) -> None:
        if held is not None:
            named["initial"] = _written(held.method, held.parameters)
        super().__init__(*arguments, **named)
        self.offer("method", [(name, label(f"scoring_method.{name}")) for name in METHODS])
        choices = [(name, label(f"missing_policy.{name}")) for name in POLICIES]
        self.offer("missing", choices, empty=str(gettext_lazy("as the scheme says")))

    def stated(self, kpi: str) -> NewRule:
        """What the service takes."""
        given = self.cleaned_data
        parameters: dict[str, object] = {name: str(given[name]) for name in _FIELDS if given[name] not in (None, "")}
        rows = [line.split() for line in given["table"].splitlines() if line.strip()]
        if rows:
            name = _TABLES.get(given["method"], "points")
            parameters[name] = [[None if cell == "-" else cell for cell in row] for row in rows]
        for line in given["further"].splitlines():
            name, _, value = line.partition("=")
            if name.strip():
                parameters[name.strip()] = value.strip()
        return NewRule(kpi, given["method"], parameters)


class GradesForm(PageForm):
    """The grade table."""

    table = forms.CharField(
        label=gettext_lazy("Grades"),
        widget=text_area(6),
        help_text=gettext_lazy("One line each: grade, first total, factor, such as A 90 1.2."),
    )

    def __init__(self, held: tuple[BandRow, ...], *arguments: Any, **named: Any) -> None:
        named["initial"] = {"table": written_bands(held)}
        super().__init__(*arguments, **named)

    def stated(self) -> dict[str, Any]:
        """What the service takes."""
        return {"bands": read_bands(self.cleaned_data["table"])}


class TermsForm(PageForm):
    """Limits of a total, official rounding, ties and distribution."""

    extra_most = forms.DecimalField(required=False, min_value=0, label=gettext_lazy("Extra points in all, at most"))
    deduction_most = forms.DecimalField(required=False, min_value=0, label=gettext_lazy("Deductions in all, at most"))
    cap = forms.DecimalField(required=False, label=gettext_lazy("Highest total"))
    floor = forms.DecimalField(required=False, label=gettext_lazy("Lowest total"))
    places = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=6,
        label=gettext_lazy("Decimals of the official score"),
        help_text=gettext_lazy("Empty: never rounded. Ranks always use the unrounded total."),
    )
    ties = forms.ChoiceField(label=gettext_lazy("Equal totals"))
    distribution = forms.ChoiceField(label=gettext_lazy("Distribution of grades"))
    shares = forms.CharField(
        required=False,
        label=gettext_lazy("Percent of each grade"),
        help_text=gettext_lazy("The best first, together 100: S 10 A 20 B 60 C 10."),
    )
    wording = forms.ChoiceField(label=gettext_lazy("A share is"))
    bottom_least = forms.IntegerField(
        required=False,
        min_value=0,
        label=gettext_lazy("Last grade: at least so many"),
        help_text=gettext_lazy("Empty: no quota of its own."),
    )
    exempt_up_to = forms.IntegerField(
        required=False, min_value=0, initial=0, label=gettext_lazy("Units of so many people or fewer are exempt")
    )
    smallest_group = forms.IntegerField(
        required=False,
        min_value=0,
        label=gettext_lazy("Units with fewer people are compared with the unit above"),
        help_text=gettext_lazy("Empty: below five. 0: every unit by itself."),
    )
    calibration = forms.ChoiceField(required=False, label=gettext_lazy("Calibration"))
    most_steps = forms.IntegerField(
        required=False,
        min_value=0,
        label=gettext_lazy("A calibration moves a grade so many steps at most"),
        help_text=gettext_lazy("Empty: any."),
    )
    over_quota = forms.ChoiceField(required=False, label=gettext_lazy("Grades beyond the guideline"))
    talks_first = forms.ChoiceField(required=False, label=gettext_lazy("Publication waits for talks"))

    def __init__(self, held: TermsRow, *arguments: Any, **named: Any) -> None:
        limits = held.limits
        named["initial"] = {
            "extra_most": limits.extra_most,
            "deduction_most": limits.deduction_most,
            "cap": limits.cap,
            "floor": limits.floor,
            "places": limits.places,
            "ties": held.ties,
            "distribution": held.distribution,
            "shares": " ".join(written_shares(held.shares)),
            "wording": held.wording,
            "bottom_least": held.bottom_least,
            "exempt_up_to": held.exempt_up_to,
            "smallest_group": held.smallest_group,
            **{name: getattr(held, name) for name in ("calibration", "most_steps", "over_quota", "talks_first")},
        }
        super().__init__(*arguments, **named)
        self.offer("ties", [(name, label(f"tie_rule.{name}")) for name in TIE_RULES])
        self.offer("distribution", [(name, label(f"distribution.{name}")) for name in DISTRIBUTIONS])
        self.offer("wording", [(name, label(f"share_wording.{name}")) for name in WORDINGS])
        self.offer("calibration", [(name, label(f"calibration_rule.{name}")) for name in CALIBRATIONS])
        self.offer("over_quota", [(name, label(f"over_quota.{name}")) for name in OVER_QUOTA])
        self.offer("talks_first", [(name, label(f"talks_first.{name}")) for name in TALKS_FIRST])

    def stated(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        return {
            "terms": TermsRow(
                limits=CardLimits(
                    given["extra_most"], given["deduction_most"], given["floor"], given["cap"], given["places"]
                ),
                ties=given["ties"],
                distribution=given["distribution"],
                shares=read_shares(given["shares"]),
                wording=given["wording"],
                bottom_least=given["bottom_least"],
                exempt_up_to=given["exempt_up_to"] or 0,
                smallest_group=SMALLEST_GROUP if given["smallest_group"] is None else given["smallest_group"],
                calibration=given["calibration"] or CALIBRATIONS[0],
                most_steps=given["most_steps"],
                over_quota=given["over_quota"] or OVER_QUOTA[0],
                talks_first=given["talks_first"] or TALKS_FIRST[0],
            )
        }


class PayForm(PageForm):
    """How scores become money."""

    individual_from = forms.ChoiceField(label=gettext_lazy("Factor from"))
    uses_unit_factor = forms.BooleanField(required=False, label=gettext_lazy("Times the factor of the unit"))
    uses_company_factor = forms.BooleanField(required=False, label=gettext_lazy("Times the factor of the company"))
    factor_cap = forms.DecimalField(required=False, label=gettext_lazy("Highest individual factor"))
    pool_method = forms.ChoiceField(label=gettext_lazy("Pool"))
    gate_money = forms.ChoiceField(
        required=False, label=gettext_lazy("Gates, where the pool is paid out in full"), initial=OFFERED_GATE_MONEY[0]
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, held: BonusRuleRow | None, *arguments: Any, **named: Any) -> None:
        names = (
            "individual_from",
            "uses_unit_factor",
            "uses_company_factor",
            "factor_cap",
            "pool_method",
            "gate_money",
        )
        stands = {name: getattr(held, name) for name in names} if held else {}
        named["initial"] = {**stands, "seen": held.version if held else 0}
        super().__init__(*arguments, **named)
        self.offer("individual_from", [(name, label(f"factor_source.{name}")) for name in FACTOR_SOURCES])
        self.offer("pool_method", [(name, label(f"pool_method.{name}")) for name in POOL_METHODS])
        self.offer("gate_money", [(name, label(f"gate_money.{name}")) for name in OFFERED_GATE_MONEY])

    def clean_gate_money(self) -> str:
        """Nothing said: what cannot pay anybody more because somebody else is held."""
        return self.cleaned_data["gate_money"] or OFFERED_GATE_MONEY[0]


def _written(method: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """A rule as the fields show it."""
    rows = parameters.get(_TABLES.get(method, ""))
    table = ""
    if isinstance(rows, list):
        table = "\n".join(" ".join("-" if cell is None else str(cell) for cell in row) for row in rows)
    rest = {name: value for name, value in parameters.items() if name not in (*_FIELDS, _TABLES.get(method, ""))}
    return {
        "method": method,
        **{name: parameters.get(name) for name in _FIELDS},
        "table": table,
        "further": "\n".join(f"{name} = {value}" for name, value in rest.items()),
    }
