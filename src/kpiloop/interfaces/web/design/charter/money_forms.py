"""Forms of the grades of a scheme and of its link to pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.engine.scoring.distribution import BOTH_ENDS, GradeShare
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.reward.choices import DISTRIBUTIONS, FACTOR_SOURCES, OFFERED_GATE_MONEY, POOL_METHODS
from kpiloop.loop.reward.pay_rows import BonusRuleRow
from kpiloop.loop.reward.rows import BandRow, NewBand
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow

#: Lines of the grade table a page offers.
LINES = 7
HUNDRED = Decimal(100)


class GradesForm(PageForm):
    """Grades from the best down: the total that earns it and the factor it pays; empty lines are left out."""

    def __init__(self, held: Sequence[BandRow | NewBand], *arguments: Any, **named: Any) -> None:
        named["initial"] = {
            f"{name}_{place}": value
            for place, row in enumerate(held)
            for name, value in (("grade", row.grade), ("lower", _plain(row.lower)), ("factor", _plain(row.factor)))
        }
        super().__init__(*arguments, **named)
        for place in range(max(LINES, len(held))):
            self.fields[f"grade_{place}"] = forms.CharField(required=False, max_length=4, label=gettext("Grade"))
            self.fields[f"lower_{place}"] = forms.DecimalField(
                required=False, decimal_places=4, label=gettext("From a total of")
            )
            self.fields[f"factor_{place}"] = forms.DecimalField(
                required=False, min_value=0, decimal_places=4, label=gettext("Factor")
            )

    @property
    def lines(self) -> list[tuple[Any, Any, Any]]:
        """The fields of one grade side by side."""
        count = len(self.fields) // 3
        return [(self[f"grade_{n}"], self[f"lower_{n}"], self[f"factor_{n}"]) for n in range(count)]

    def clean(self) -> dict[str, Any]:
        """A line is filled in whole or not at all."""
        given = super().clean() or {}
        for place in range(len(self.fields) // 3):
            held = [given.get(f"{name}_{place}") for name in ("grade", "lower", "factor")]
            if any(value not in (None, "") for value in held) and any(value in (None, "") for value in held):
                self.add_error(f"grade_{place}", gettext("Fill in grade, total and factor, or leave all three empty."))
        return given

    def stated(self) -> list[NewBand]:
        """What the service takes: a grade reaches up to the one above it."""
        given = self.cleaned_data
        count = len(self.fields) // 3
        rows = [(given[f"grade_{n}"], given[f"lower_{n}"], given[f"factor_{n}"]) for n in range(count)]
        filled = sorted((row for row in rows if row[0]), key=lambda row: -row[1])
        uppers: list[Decimal | None] = [None, *(lower for _grade, lower, _factor in filled)]
        return [
            NewBand(grade, lower, upper, factor) for (grade, lower, factor), upper in zip(filled, uppers, strict=False)
        ]


class SharesForm(PageForm):
    """The distribution of the grades the scheme has; without shares grades follow the scores alone."""

    distribution = forms.ChoiceField(label=gettext_lazy("Distribution of grades"))
    wording = forms.ChoiceField(label=gettext_lazy("Share of a unit's people"))

    def __init__(self, held: TermsRow, grades: Sequence[str], *arguments: Any, **named: Any) -> None:
        shares = {row.grade: _plain(row.share * HUNDRED) for row in held.shares}
        named["initial"] = {
            "distribution": held.distribution,
            "wording": held.wording,
            **{f"share_{grade}": shares.get(grade) for grade in grades},
        }
        super().__init__(*arguments, **named)
        self.held, self.grades = held, tuple(grades)
        self.offer("distribution", [(value, label(f"distribution.{value}")) for value in DISTRIBUTIONS])
        self.offer("wording", [("at_most", gettext("at most")), ("at_least", gettext("at least"))])
        for grade in grades:
            self.fields[f"share_{grade}"] = forms.DecimalField(
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
                label=gettext("Grade %(grade)s, %%") % {"grade": grade},
            )

    def stated(self) -> TermsRow:
        """The terms of the cards with this distribution; limits, rounding and ties stay."""
        given = self.cleaned_data
        shares = [GradeShare(grade, (given[f"share_{grade}"] or Decimal(0)) / HUNDRED) for grade in self.grades]
        held = replace(self.held, wording=given["wording"], counted_from=BOTH_ENDS)
        if given["distribution"] == "off":
            return replace(held, distribution="off", shares=())
        return replace(held, distribution=given["distribution"], shares=tuple(shares))


class PayLinkForm(PageForm):
    """How scores become money in a scheme."""

    individual_from = forms.ChoiceField(label=gettext_lazy("A person's factor"))
    uses_unit_factor = forms.BooleanField(required=False, label=gettext_lazy("The result of the unit counts"))
    uses_company_factor = forms.BooleanField(required=False, label=gettext_lazy("The result of the company counts"))
    factor_cap = forms.DecimalField(
        required=False, min_value=0, decimal_places=4, label=gettext_lazy("Own factor at most (empty: no limit)")
    )
    pool_method = forms.ChoiceField(label=gettext_lazy("Pool of the quarter"))
    gate_money = forms.ChoiceField(
        required=False, label=gettext_lazy("Gates, where the pool is paid out in full"), initial=OFFERED_GATE_MONEY[0]
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, held: BonusRuleRow | None, *arguments: Any, **named: Any) -> None:
        named["initial"] = {
            "individual_from": held.individual_from if held else "grade",
            "uses_unit_factor": held.uses_unit_factor if held else True,
            "uses_company_factor": held.uses_company_factor if held else True,
            "factor_cap": _plain(held.factor_cap) if held and held.factor_cap is not None else None,
            "pool_method": held.pool_method if held else "cap",
            "gate_money": held.gate_money if held else OFFERED_GATE_MONEY[0],
            "seen": held.version if held else 0,
        }
        super().__init__(*arguments, **named)
        self.offer("individual_from", [(value, label(f"factor_source.{value}")) for value in FACTOR_SOURCES])
        self.offer("pool_method", [(value, label(f"pool_method.{value}")) for value in POOL_METHODS])
        self.offer("gate_money", [(value, label(f"gate_money.{value}")) for value in OFFERED_GATE_MONEY])

    def clean_gate_money(self) -> str:
        """Nothing said: what cannot pay anybody more because somebody else is held."""
        return self.cleaned_data["gate_money"] or OFFERED_GATE_MONEY[0]


def _plain(given: Decimal) -> str:
    return format(given.normalize(), "f")
