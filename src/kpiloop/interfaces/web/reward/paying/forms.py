"""What is said when a bonus run is prepared."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.typed import NotAFigure, read_figure


class PoolField(forms.CharField):
    """An amount as people write it: 120,000 or 12万."""

    def clean(self, value: Any) -> Decimal | None:
        """The amount in the currency of the company."""
        text = super().clean(value)
        try:
            return read_figure(text, Display("CNY"))
        except NotAFigure:
            raise forms.ValidationError(gettext("“%(text)s” is no figure.") % {"text": text}) from None


class TrialForm(PageForm):
    """A pool to try; nothing is written."""

    pool = PoolField(label=gettext_lazy("Pool"))


class BonusForm(TrialForm):
    """A run to prepare."""

    document = forms.CharField(max_length=200, label=gettext_lazy("Where the pool was decided"))
    correction = forms.CharField(
        required=False, widget=text_area(2), label=gettext_lazy("Why a quarter that was paid is worked out again")
    )
    new_terms = forms.BooleanField(required=False, label=gettext_lazy("By the terms as they stand now"))
